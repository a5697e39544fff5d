using System.Net.WebSockets;
using System.Text;
using System.Xml.Linq;
using Connector.FinesseSimulator;
using Connector.Lab.Processes;
using Connector.Tests.Xmpp;
using Connector.Xmpp;
using Connector.Xmpp.PubSub;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Xmpp;

/// <summary>The notification service on every transport, seen by our own client; other people's are in PeerTests.</summary>
public sealed class TransportTests : IAsyncLifetime
{
    public static readonly TheoryData<Way> AllWays = [.. Enum.GetValues<Way>()];

    private readonly SimulatedCertificate _certificate = SimulatedCertificate.Make(["localhost", "127.0.0.1"], TimeProvider.System);
    private readonly List<IXmppSession> _sessions = [];
    private readonly RecordingHandler _handler = new();
    private SimulatedFinesse _finesse = null!;

    public async Task InitializeAsync() => _finesse = await SimulatedFinesse.StartAsync(
        new SimulatorOptions { AgentCount = 20, Certificate = _certificate }, default);

    public async Task DisposeAsync()
    {
        foreach (var session in _sessions) await session.DisposeAsync();
        await _finesse.DisposeAsync();
        _certificate.Dispose();
    }

    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task An_agent_signs_in_hears_of_himself_and_leaves(Way way)
    {
        var session = await ConnectAsync(Options(way));
        session.Jid.ToString().ShouldBe("1001@localhost/gc");
        _finesse.XmppResourcesOf("1001").ShouldBe(["gc"]);
        using var http = new FinesseHttp(_finesse.RestBase);
        await http.SignInAsync("1001", "2001");
        var update = RawXmppClient.Read(await _handler.MessageAsync("the update", _ => true));
        update.Gist.ShouldBe("user PUT NOT_READY");

        await session.CloseAsync(CancellationToken.None);
        (await session.Ended).Reason.ShouldBe(XmppEndReason.ClosedByUs);
        await Eventually.HoldsAsync("the session to be gone", () => _finesse.XmppResourcesOf("1001").Count == 0);
    }

    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task A_wrong_password_is_refused(Way way)
    {
        var end = await FailAsync(Options(way) with { Password = "wrong" });
        (end.Reason, end.Condition).ShouldBe((XmppEndReason.AuthenticationRefused, "not-authorized"));
    }

    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task The_newer_session_of_a_resource_wins(Way way)
    {
        var older = await ConnectAsync(Options(way));
        var newer = await ConnectAsync(Options(Way.Plain));
        (await EndAsync(older)).Reason.ShouldBe(XmppEndReason.ResourceConflict);
        newer.Ended.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task A_team_is_subscribed_and_unsubscribed(Way way)
    {
        var session = await ConnectAsync(Options(way) with { User = "1010", Password = "pw1010" });
        var service = Jid.Parse("pubsub.localhost");
        const string Node = "/finesse/api/Team/5001/Users";
        await session.SubscribeAsync(service, Node, CancellationToken.None);
        await session.UnsubscribeAsync(service, Node, CancellationToken.None);
        (await Should.ThrowAsync<XmppStanzaException>(() => session.UnsubscribeAsync(service, Node, CancellationToken.None)))
            .Condition.ShouldBe("unexpected-request");
    }

    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task Stopping_tells_the_client(Way way)
    {
        var session = await ConnectAsync(Options(way));
        await _finesse.DisposeAsync();
        (await EndAsync(session)).Reason.ShouldBe(XmppEndReason.SystemShutdown);
    }

    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task What_breaks_the_protocol_is_told_and_disturbs_nobody_else(Way way)
    {
        var other = await ConnectAsync(Options(Way.Plain) with { User = "1002", Password = "pw1002" });
        var session = await ConnectAsync(Options(way));
        await session.SendAsync(
            new XElement(XmppNamespaces.Client + "message", new string('x', 70_000)), CancellationToken.None);
        (await EndAsync(session)).Condition.ShouldBe("policy-violation");
        other.Ended.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task A_killed_server_resets_the_connection(Way way)
    {
        var session = await ConnectAsync(Options(way));
        await _finesse.A.HappenAsync(FinesseSimulator.Sides.SideEvent.Kill);
        (await EndAsync(session)).Reason.ShouldBe(XmppEndReason.ConnectionLost);
        (await FailAsync(Options(way))).Reason.ShouldBe(XmppEndReason.ServerUnreachable);
        await _finesse.A.HappenAsync(FinesseSimulator.Sides.SideEvent.Start);
        await ConnectAsync(Options(way));
    }

    [Theory]
    [InlineData(Way.StartTls)]
    [InlineData(Way.DirectTls)]
    [InlineData(Way.WebSocketTls)]
    public async Task The_certificate_is_trusted_only_by_whoever_trusts_its_authority(Way way) =>
        (await FailAsync(Options(way) with { Tls = new() })).TlsFailure.ShouldBe(XmppTlsFailure.UnknownAuthority);

    [Fact]
    public async Task SystemInfo_names_the_ports()
    {
        using var http = new FinesseHttp(_finesse.RestBase);
        var node = (await http.GetAsync("finesse/api/SystemInfo")).Xml.Element("primaryNode")!;
        (node.Element("xmppPort")!.Value, node.Element("xmppSecurePort")!.Value).ShouldBe(
            ($"{_finesse.XmppPort}", $"{_finesse.XmppSecurePort}"));
    }

    [Theory]
    [InlineData("/ws")]
    [InlineData("/ws/")]
    public async Task Both_spellings_of_the_path_are_served(string path) =>
        (await ConnectAsync(Options(Way.WebSocketTls) with { WebSocketPath = path })).Jid.Local.ShouldBe("1001");

    [Fact]
    public async Task What_is_no_websocket_of_xmpp_is_refused()
    {
        using var http = new FinesseHttp(_finesse.RestBase);
        (await http.GetAsync("ws/")).Code.ShouldBe(400);
        using var socket = new ClientWebSocket();
        await Should.ThrowAsync<WebSocketException>(() => socket.ConnectAsync(new Uri($"ws://127.0.0.1:{_finesse.RestPort}/ws/"), default));
    }

    [Fact]
    public async Task Data_slipped_in_before_tls_ends_the_stream()
    {
        await using var client = await RawXmppClient.ConnectAsync(_finesse.XmppPort);
        (await client.OpenAsync()).Element(XmppNamespaces.StartTls + "starttls").ShouldNotBeNull();
        await client.SendAsync("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/><presence/>");
        var error = await client.NextAsync("a stream error", x => x.Name == XmppNamespaces.Streams + "error");
        error.Elements().First().Name.LocalName.ShouldBe("policy-violation");
        await client.ClosedAsync();
    }

    [Fact]
    public async Task What_is_no_tls_on_the_port_for_it_disturbs_nobody()
    {
        await using (var stranger = await RawXmppClient.ConnectAsync(_finesse.XmppSecurePort!.Value))
        {
            await stranger.SendAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await stranger.ClosedAsync();
        }

        await ConnectAsync(Options(Way.DirectTls));
    }

    [Fact]
    public async Task A_websocket_that_its_client_leaves_without_a_word_is_a_session_less()
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("xmpp");
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{_finesse.RestPort}/ws/"), default);
        foreach (var message in new[]
        {
            "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='localhost' version='1.0'/>",
            $"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{Convert.ToBase64String("\0"u8.ToArray().Concat(Encoding.UTF8.GetBytes("1001\0pw1001")).ToArray())}</auth>",
            "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='localhost' version='1.0'/>",
            "<iq xmlns='jabber:client' type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>x</resource></bind></iq>",
        })
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(message).AsMemory(), WebSocketMessageType.Text, true, default);
        }

        await Eventually.HoldsAsync("the session to be there", () => _finesse.XmppResourcesOf("1001").Contains("x"));
        socket.Abort();
        await Eventually.HoldsAsync("the session to be gone", () => _finesse.XmppResourcesOf("1001").Count == 0);
    }

    [Fact]
    public async Task Without_a_certificate_there_is_no_tls_and_a_websocket_still()
    {
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions(), default);
        (finesse.XmppSecurePort, finesse.WebSocketPort).ShouldBe((null, null));
        await using var client = await RawXmppClient.ConnectAsync(finesse.XmppPort);
        (await client.OpenAsync()).Element(XmppNamespaces.StartTls + "starttls").ShouldBeNull();
        await ConnectAsync(Options(Way.WebSocket) with { Port = finesse.RestPort });
    }

    private XmppSessionOptions Options(Way way) => new()
    {
        Host = "127.0.0.1",
        Port = way switch
        {
            Way.DirectTls => _finesse.XmppSecurePort!.Value,
            Way.WebSocket => _finesse.RestPort,
            Way.WebSocketTls => _finesse.WebSocketPort!.Value,
            _ => _finesse.XmppPort,
        },
        Transport = way is Way.WebSocket or Way.WebSocketTls ? XmppTransport.WebSocket : XmppTransport.Tcp,
        Security = way switch
        {
            Way.Plain or Way.WebSocket => XmppSecurity.None,
            Way.Offered => XmppSecurity.Auto,
            Way.StartTls => XmppSecurity.StartTls,
            _ => XmppSecurity.Tls,
        },
        Domain = "localhost",
        User = "1001",
        Password = "pw1001",
        Resource = "gc",
        Tls = new XmppTlsOptions { TrustedAuthorities = [_certificate.Authority] },
    };

    private async Task<IXmppSession> ConnectAsync(XmppSessionOptions options)
    {
        var session = await new XmppConnector(NullLogger<XmppConnector>.Instance).ConnectAsync(options, _handler, default);
        _sessions.Add(session);
        return session;
    }

    private async Task<XmppSessionEnd> FailAsync(XmppSessionOptions options) =>
        (await Should.ThrowAsync<XmppConnectException>(() => ConnectAsync(options))).End;

    private static Task<XmppSessionEnd> EndAsync(IXmppSession session) => session.Ended.WaitAsync(TimeSpan.FromSeconds(20));
}
