using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Xml.Linq;
using Connector.Xmpp;
using Connector.Xmpp.Streams;
using Connector.Xmpp.Wire;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Connector.Tests.Xmpp;

/// <summary>Tests of one scripted server each.</summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit disposes of it by IAsyncLifetime.")]
public abstract class ScriptedServerTests(XmppTransport transport) : IAsyncLifetime
{
    private protected ScriptedServer Server { get; } = new(transport);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

/// <summary>The server's side of a connection, told by the test what to say: for what no real server does on request.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    public const string Plain =
        "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>";

    public const string StartTls = "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>";

    public const string Bind = "<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></stream:features>";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly XmppTransport _transport;
    private readonly List<IXmppSession> _sessions = [];
    private readonly List<ScriptedPeer> _peers = [];

    public ScriptedServer(XmppTransport transport)
    {
        _transport = transport;
        _listener.Start();
    }

    public RecordingHandler Handler { get; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public XmppSessionOptions Options => new()
    {
        Host = "127.0.0.1",
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
        Transport = _transport,
        Security = XmppSecurity.None,
        Domain = "finesse.test",
        User = "1001",
        Password = "secret",
        Resource = "gc-A",
        PingInterval = TimeSpan.Zero,
    };

    /// <summary>Whether another client waits to be accepted.</summary>
    public bool HasAnotherClient => _listener.Pending();

    /// <summary>Why an attempt failed.</summary>
    public static async Task<XmppSessionEnd> RefusedAsync(Task<IXmppSession> connecting) =>
        (await Should.ThrowAsync<XmppConnectException>(() => connecting.WaitAsync(TimeSpan.FromSeconds(20)))).End;

    public async Task<IXmppSession> ConnectAsync(
        XmppSessionOptions? options = null, IXmppStanzaHandler? handler = null, CancellationToken cancellationToken = default)
    {
        IXmppSession session = await new XmppConnector(NullLogger<XmppConnector>.Instance, Time)
            .ConnectAsync(options ?? Options, handler ?? Handler, cancellationToken);
        _sessions.Add(session);
        return session;
    }

    public async Task<ScriptedPeer> AcceptAsync()
    {
        var peer = await ScriptedPeer.AcceptAsync(await _listener.AcceptSocketAsync(), Options);
        _peers.Add(peer);
        return peer;
    }

    /// <summary>A connection on which the test says every byte itself.</summary>
    public async Task<NetworkStream> AcceptBareAsync() => new(await _listener.AcceptSocketAsync(), ownsSocket: true);

    /// <summary>A session that is live, from both sides.</summary>
    public async Task<(IXmppSession Session, ScriptedPeer Peer)> LiveAsync(
        XmppSessionOptions? options = null, IXmppStanzaHandler? handler = null)
    {
        Task<IXmppSession> connecting = ConnectAsync(options, handler);
        ScriptedPeer peer = await AcceptAsync();
        await peer.SignInAsync();
        await peer.TakePresenceAsync();
        return (await connecting, peer);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ScriptedPeer peer in _peers)
            await peer.DisposeAsync();
        foreach (IXmppSession session in _sessions)
            await session.DisposeAsync();
        _listener.Dispose();
    }
}

internal sealed class ScriptedPeer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Socket _socket;
    private readonly WebSocket? _webSocket;
    private readonly IXmppWire _wire;

    private ScriptedPeer(Socket socket, WebSocket? webSocket, IXmppWire wire) => (_socket, _webSocket, _wire) = (socket, webSocket, wire);

    /// <summary>How many bytes have come from the client.</summary>
    public long BytesRead => _wire.BytesRead;

    /// <summary>Takes a client up, on a WebSocket after its upgrade.</summary>
    public static async Task<ScriptedPeer> AcceptAsync(Socket socket, XmppSessionOptions options)
    {
        var stream = new NetworkStream(socket, ownsSocket: true);
        if (options.Transport == XmppTransport.Tcp)
            return new ScriptedPeer(socket, null, new TcpWire(stream, options));
        WebSocket webSocket = await ScriptedUpgrade.AcceptAsync(stream);
        return new ScriptedPeer(socket, webSocket, new WebSocketWire(webSocket, options, TimeProvider.System));
    }

    /// <summary>Takes the client's header, gives ours and the features.</summary>
    public async Task HeaderAsync(string features)
    {
        (await EventAsync()).ShouldBe(new XmppStreamHeader { To = "finesse.test" });
        await _wire.WriteAsync(_wire.EncodeHeader(new XmppStreamHeader { From = "finesse.test", Id = "1" }), CancellationToken.None);
        if (features.Length > 0)
            await SendAsync(features);
    }

    public async Task SignInAsync(string features = ScriptedServer.Bind)
    {
        XElement bind = await AuthenticateAsync(features);
        bind.Descendants(XmppNamespaces.Bind + "resource").Single().Value.ShouldBe("gc-A");
        await SendAsync(
            $"<iq type='result' id='{bind.Attribute("id")!.Value}'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
            + "<jid>1001@finesse.test/gc-A</jid></bind></iq>");
    }

    /// <summary>Takes the initial presence, and answers the ping behind it that asks whether it was taken.</summary>
    public async Task TakePresenceAsync()
    {
        (await ElementAsync()).Name.LocalName.ShouldBe("presence");
        await AnswerPingAsync();
    }

    /// <summary>Takes a ping and answers it.</summary>
    public async Task AnswerPingAsync()
    {
        XElement ping = await ElementAsync();
        ping.Element(XmppNamespaces.Ping + "ping").ShouldNotBeNull();
        await SendAsync($"<iq type='result' from='finesse.test' id='{ping.Attribute("id")!.Value}'/>");
    }

    /// <summary>Signs the client in, and gives its request to bind.</summary>
    public async Task<XElement> AuthenticateAsync(string features = ScriptedServer.Bind)
    {
        await HeaderAsync(ScriptedServer.Plain);
        XElement auth = await ElementAsync();
        Encoding.UTF8.GetString(Convert.FromBase64String(auth.Value)).ShouldBe("\01001\0secret");
        await SendAsync("<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
        _wire.RestartStream();
        await HeaderAsync(features);
        return await ElementAsync();
    }

    /// <summary>Sends pieces: on a WebSocket each is a message, on TCP they follow each other at once.</summary>
    public async Task SendAsync(params string[] pieces)
    {
        if (_webSocket is null)
            pieces = [string.Concat(pieces)];
        foreach (string piece in pieces)
            await _wire.WriteAsync(Encoding.UTF8.GetBytes(piece), CancellationToken.None);
    }

    /// <summary>Sends one piece byte by byte, on a WebSocket each in a frame of its own.</summary>
    public async Task DribbleAsync(string piece)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(piece);
        for (int i = 0; i < bytes.Length; i++)
        {
            if (_webSocket is null)
                await _wire.WriteAsync(bytes.AsMemory(i, 1), CancellationToken.None);
            else
                await _webSocket.SendAsync(bytes.AsMemory(i, 1), WebSocketMessageType.Text, i == bytes.Length - 1, CancellationToken.None);
        }
    }

    /// <summary>Closes the stream, after these pieces.</summary>
    public Task EndAsync(params string[] pieces) => SendAsync([.. pieces, Encoding.UTF8.GetString(_wire.EncodeEnd().Span)]);

    /// <summary>Sends a WebSocket message of any type.</summary>
    public async Task SendFrameAsync(WebSocketMessageType type, string text) =>
        await _webSocket!.SendAsync(Encoding.UTF8.GetBytes(text).AsMemory(), type, endOfMessage: true, CancellationToken.None);

    /// <summary>Closes the WebSocket and not the stream.</summary>
    public Task CloseWebSocketAsync(WebSocketCloseStatus status, string words) =>
        _webSocket!.CloseOutputAsync(status, words, CancellationToken.None);

    public async Task<XmppStreamEvent?> EventAsync() => await _wire.ReadAsync(CancellationToken.None).AsTask().WaitAsync(Limit);

    /// <summary>Waits until the client has gone without another word of XMPP.</summary>
    public async Task GoneAsync()
    {
        try
        {
            // A WebSocket has a farewell of its own, which the wire takes for the stream's.
            XmppStreamEvent? last = await EventAsync();
            (last is null || (_webSocket is { CloseStatus: not null } && last is XmppStreamEnd)).ShouldBeTrue($"{last}");
        }
        catch (WebSocketException exception)
        {
            exception.WebSocketErrorCode.ShouldBe(WebSocketError.ConnectionClosedPrematurely);
        }
    }

    public async Task<XElement> ElementAsync() => (await EventAsync()).ShouldBeOfType<XmppStreamElement>().Element;

    /// <summary>Breaks the connection so that the other side's next write fails.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    /// <summary>Closes the connection, without a word of XMPP or of the WebSocket.</summary>
    public void HangUp() => _socket.Dispose();

    public ValueTask DisposeAsync() => _wire.DisposeAsync();
}
