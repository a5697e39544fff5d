using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using Connector.Lab.XmppServers;
using Connector.Xmpp;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Connector.Tests.Xmpp;

/// <summary>A way from the client to a server.</summary>
public enum Way
{
    /// <summary>TCP, never TLS.</summary>
    Plain,

    /// <summary>TCP, and STARTTLS since it is offered.</summary>
    Offered,

    /// <summary>TCP, and STARTTLS demanded.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    DirectTls,

    /// <summary>ws://.</summary>
    WebSocket,

    /// <summary>wss://.</summary>
    WebSocketTls,
}

/// <summary>The client with a server that others wrote. Each test has an agent of its own.</summary>
public abstract class RealServerTests(XmppServer server) : IAsyncLifetime
{
    protected const string Password = "pw <&> \u20ac";

    /// <summary>The three ways that are used in earnest.</summary>
    public static readonly TheoryData<Way> ProtectedWays = [Way.StartTls, Way.DirectTls, Way.WebSocketTls];

    public static readonly TheoryData<Way> AllWays = [.. Enum.GetValues<Way>()];

    private readonly XmppConnector _connector = new(NullLogger<XmppConnector>.Instance);
    private readonly List<IXmppSession> _sessions = [];

    protected XmppServer Server { get; } = server;

    protected string User { get; } = "agent" + Guid.NewGuid().ToString("N")[..8];

    private protected RecordingHandler Handler { get; } = new();

    public Task InitializeAsync() => Server.RegisterAsync(User, Password);

    public async Task DisposeAsync()
    {
        foreach (IXmppSession session in _sessions)
            await session.DisposeAsync();
    }

    protected XmppSessionOptions Options(Way way = Way.StartTls, XmppServer? server = null) => new()
    {
        Host = (server ?? Server).Host,
        Port = PortFor(server ?? Server, way),
        Transport = way is Way.WebSocket or Way.WebSocketTls ? XmppTransport.WebSocket : XmppTransport.Tcp,
        Security = way switch
        {
            Way.Plain or Way.WebSocket => XmppSecurity.None,
            Way.Offered => XmppSecurity.Auto,
            Way.StartTls => XmppSecurity.StartTls,
            _ => XmppSecurity.Tls,
        },
        Domain = (server ?? Server).Domain,
        User = User,
        Password = Password,
        Resource = "gc-A",
        Tls = new XmppTlsOptions { TrustedAuthorities = new X509Certificate2Collection((server ?? Server).Authority) },
    };

    protected static int PortFor(XmppServer server, Way way) => way switch
    {
        Way.DirectTls => server.TlsPort,
        Way.WebSocket => server.WebSocketPort,
        Way.WebSocketTls => server.WebSocketTlsPort,
        _ => server.Port,
    };

    protected async Task<IXmppSession> ConnectAsync(XmppSessionOptions options, IXmppStanzaHandler? handler = null)
    {
        IXmppSession session = await _connector.ConnectAsync(options, handler ?? Handler, CancellationToken.None);
        lock (_sessions)
            _sessions.Add(session);
        return session;
    }

    protected async Task<XmppSessionEnd> FailAsync(XmppSessionOptions options) =>
        (await Should.ThrowAsync<XmppConnectException>(() => ConnectAsync(options))).End;

    protected static Task<XmppSessionEnd> EndAsync(IXmppSession session) => session.Ended.WaitAsync(TimeSpan.FromSeconds(30));

    protected static XElement Disco(XmppServer server) => new(
        XmppNamespaces.Client + "iq", new XAttribute("type", "get"), new XAttribute("to", server.Domain),
        new XElement((XNamespace)"http://jabber.org/protocol/disco#info" + "query"));
}
