using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Connector.Lab.XmppServers;
using Connector.Xmpp;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Connector.Tests.Xmpp;

/// <summary>What the client says where TLS fails: of each transport, with a server whose certificate the test makes.</summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit disposes of it by IAsyncLifetime.")]
public sealed class TlsFailureTests : IAsyncLifetime
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly LabAuthority _authority = new("right");

    public Task InitializeAsync()
    {
        _listener.Start();
        return Task.CompletedTask;
    }

    public Task DisposeAsync()
    {
        _listener.Dispose();
        _authority.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(XmppTransport.Tcp, "127.0.0.1", "finesse.test")]
    [InlineData(XmppTransport.Tcp, "localhost", "localhost")]
    [InlineData(XmppTransport.WebSocket, "127.0.0.1", "finesse.test")]
    [InlineData(XmppTransport.WebSocket, "localhost", "localhost")]
    public async Task A_certificate_for_the_domain_or_for_the_host_is_taken(XmppTransport transport, string host, string certificate)
    {
        Task serving = ServeAsync(_authority, certificate);

        // The server hangs up behind the handshake: that is what comes next.
        (await FailAsync(Options(transport) with { Host = host })).Reason.ShouldBe(XmppEndReason.ConnectionLost);
        await serving;
    }

    [Theory]
    [InlineData(XmppTransport.Tcp)]
    [InlineData(XmppTransport.WebSocket)]
    public async Task A_certificate_for_another_name_is_refused(XmppTransport transport)
    {
        Task serving = ServeAsync(_authority, "elsewhere.test");

        XmppSessionEnd end = await FailAsync(Options(transport));

        (end.Reason, end.TlsFailure).ShouldBe((XmppEndReason.TlsFailed, XmppTlsFailure.WrongHostName));
        end.Text.ShouldContain("CN=elsewhere.test");
        end.Text.ShouldContain("'finesse.test'");
        await serving;
    }

    [Theory]
    [InlineData(XmppTransport.Tcp)]
    [InlineData(XmppTransport.WebSocket)]
    public async Task A_certificate_of_an_unknown_authority_is_refused_whatever_its_name(XmppTransport transport)
    {
        using var other = new LabAuthority("other");
        Task serving = ServeAsync(other, "elsewhere.test");

        XmppSessionEnd end = await FailAsync(Options(transport));

        (end.Reason, end.TlsFailure).ShouldBe((XmppEndReason.TlsFailed, XmppTlsFailure.UnknownAuthority));
        end.Text.ShouldContain("CN=other");
        await serving;
    }

    [Theory]
    [InlineData(XmppTransport.Tcp)]
    [InlineData(XmppTransport.WebSocket)]
    public async Task A_certificate_of_the_past_is_refused(XmppTransport transport)
    {
        using var past = new LabAuthority("past", new DaysAgo(3));
        Task serving = ServeAsync(past, "finesse.test");

        XmppSessionEnd end = await FailAsync(Options(transport) with { Tls = new() { TrustedAuthorities = [past.Certificate] } });

        (end.Reason, end.TlsFailure).ShouldBe((XmppEndReason.TlsFailed, XmppTlsFailure.OutOfDate), end.Text);
        await serving;
    }

    [Theory]
    [InlineData(XmppTransport.Tcp, "<?xml version='1.0'?><stream:stream ")]
    [InlineData(XmppTransport.WebSocket, "HTTP/1.1 400 Bad Request\r\n\r\n")]
    public async Task A_port_that_answers_in_the_clear_is_no_port_for_tls(XmppTransport transport, string answer)
    {
        Task serving = AnswerAsync(Encoding.ASCII.GetBytes(answer));

        XmppSessionEnd end = await FailAsync(Options(transport));

        (end.Reason, end.TlsFailure).ShouldBe((XmppEndReason.TlsFailed, XmppTlsFailure.PortIsPlain), end.Text);
        await serving;
    }

    [Theory]
    [InlineData(XmppTransport.Tcp)]
    [InlineData(XmppTransport.WebSocket)]
    public async Task A_port_that_answers_by_an_alert_is_one_for_tls(XmppTransport transport)
    {
        Task serving = AnswerAsync([21, 3, 3, 0, 2, 2, 70]);

        XmppSessionEnd end = await FailAsync(Options(transport) with { Security = XmppSecurity.None });

        (end.Reason, end.TlsFailure).ShouldBe((XmppEndReason.TlsFailed, XmppTlsFailure.PortIsTls), end.Text);
        await serving;
    }

    [Theory]
    [InlineData(XmppTransport.Tcp)]
    [InlineData(XmppTransport.WebSocket)]
    public async Task A_server_that_never_answers_the_handshake_is_silent(XmppTransport transport)
    {
        (await FailAsync(Options(transport) with { ConnectTimeout = TimeSpan.FromMilliseconds(200) })).Reason
            .ShouldBe(XmppEndReason.PeerSilent);
    }

    private XmppSessionOptions Options(XmppTransport transport) => new()
    {
        Host = "127.0.0.1",
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
        Transport = transport,
        Security = XmppSecurity.Tls,
        Domain = "finesse.test",
        User = "1001",
        Password = "secret",
        Tls = new() { TrustedAuthorities = [_authority.Certificate] },
    };

    private static async Task<XmppSessionEnd> FailAsync(XmppSessionOptions options)
    {
        var connector = new XmppConnector(NullLogger<XmppConnector>.Instance);
        return (await Should.ThrowAsync<XmppConnectException>(
            () => connector.ConnectAsync(options, new RecordingHandler(), CancellationToken.None))).End;
    }

    private async Task ServeAsync(LabAuthority authority, string name)
    {
        (string certificatePem, string keyPem) = authority.Issue(name);
        using var pem = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        using var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        using Socket socket = await _listener.AcceptSocketAsync();
        await using var stream = new SslStream(new NetworkStream(socket));
        try
        {
            await stream.AuthenticateAsServerAsync(certificate);
        }
        catch (Exception exception) when (exception is AuthenticationException or IOException)
        {
            // The client refused, which is what is tested.
        }
    }

    private async Task AnswerAsync(byte[] answer)
    {
        using Socket socket = await _listener.AcceptSocketAsync();
        await socket.ReceiveAsync(new byte[1]);
        await socket.SendAsync(answer);
        socket.Shutdown(SocketShutdown.Send);
        while (await socket.ReceiveAsync(new byte[1024]) > 0)
        {
            // To the end: unread bytes would turn the closing into a reset, which overtakes the answer.
        }
    }

    private sealed class DaysAgo(int days) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddDays(-days);
    }
}
