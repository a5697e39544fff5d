using Connector.Lab.XmppServers;
using Connector.Tests.Infrastructure;
using Connector.Xmpp;
using Shouldly;
using Xunit;

namespace Connector.Tests.Xmpp;

[Collection(EjabberdCollection.Name)]
public sealed class EjabberdSignInTests(EjabberdFixture fixture) : RealServerSignInTests(fixture.Server);

[Collection(ProsodyCollection.Name)]
public sealed class ProsodySignInTests(ProsodyFixture fixture) : RealServerSignInTests(fixture.Server);

/// <summary>The way to a session.</summary>
public abstract class RealServerSignInTests(XmppServer server) : RealServerTests(server)
{
    [Theory]
    [MemberData(nameof(AllWays))]
    public async Task Signs_in_and_binds_our_resource(Way way)
    {
        var session = await ConnectAsync(Options(way));

        session.Jid.ShouldBe(new Jid(User, Server.Domain, "gc-A"));
        (await Server.ConnectedUsersAsync()).ShouldContain(session.Jid.ToString());
        session.Ended.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(ProtectedWays))]
    public async Task A_certificate_of_an_unknown_authority_is_refused(Way way)
    {
        using var other = new LabAuthority("another");
        var options = Options(way) with { Tls = new XmppTlsOptions { TrustedAuthorities = [other.Certificate] } };

        foreach (XmppTlsOptions tls in new[] { options.Tls, new XmppTlsOptions() })
        {
            XmppSessionEnd end = await FailAsync(options with { Tls = tls });
            (end.Reason, end.TlsFailure).ShouldBe((XmppEndReason.TlsFailed, XmppTlsFailure.UnknownAuthority), end.Text);
        }

        await ConnectAsync(options with { Tls = new XmppTlsOptions { AcceptAnyCertificate = true } });
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("SCRAM-SHA-1")]
    [InlineData("SCRAM-SHA-256")]
    public async Task Each_mechanism_signs_in(string mechanism)
    {
        var session = await ConnectAsync(Options(Way.Plain) with { Mechanisms = [mechanism] });

        (await session.RequestAsync(Disco(Server), null, CancellationToken.None)).Attribute("type")!.Value.ShouldBe("result");
    }

    [Theory]
    [InlineData("PLAIN", Way.StartTls)]
    [InlineData("PLAIN", Way.DirectTls)]
    [InlineData("PLAIN", Way.WebSocketTls)]
    [InlineData("SCRAM-SHA-1", Way.StartTls)]
    [InlineData("SCRAM-SHA-1", Way.DirectTls)]
    [InlineData("SCRAM-SHA-1", Way.WebSocketTls)]
    [InlineData("SCRAM-SHA-256", Way.StartTls)]
    [InlineData("SCRAM-SHA-256", Way.DirectTls)]
    [InlineData("SCRAM-SHA-256", Way.WebSocketTls)]
    public async Task A_wrong_password_is_refused_by_the_server_and_not_transient(string mechanism, Way way)
    {
        var end = await FailAsync(Options(way) with { Password = "secret-and-wrong", Mechanisms = [mechanism] });

        end.Reason.ShouldBe(XmppEndReason.AuthenticationRefused);
        end.Condition.ShouldBe("not-authorized");
        end.IsTransient.ShouldBeFalse();
        end.ToString().ShouldNotContain("secret-and-wrong");
    }

    [Fact]
    public async Task A_path_without_a_websocket_is_told()
    {
        var end = await FailAsync(Options(Way.WebSocketTls) with { WebSocketPath = "/nothing/" });

        end.Reason.ShouldBe(XmppEndReason.ServerUnreachable);
        end.Text.ShouldContain("404");
    }

    [Fact]
    public async Task A_session_without_a_resource_gets_one_from_the_server()
    {
        var session = await ConnectAsync(Options() with { Resource = null });

        session.Jid.Resource.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Many_sessions_sign_in_at_once_and_each_gets_its_own()
    {
        var sessions = await Task.WhenAll(Enumerable.Range(0, 50)
            .Select(i => ConnectAsync(Options(i % 2 == 0 ? Way.Plain : Way.WebSocket) with { Resource = $"gc-{i}", Priority = -1 }, new RecordingHandler())));

        sessions.Select(s => s.Jid.Resource).ShouldBe(Enumerable.Range(0, 50).Select(i => $"gc-{i}"));
        (await Task.WhenAll(sessions.Select(s => s.RequestAsync(Disco(Server), null, CancellationToken.None))))
            .Select(a => a.Attribute("to")!.Value).ShouldBe(sessions.Select(s => s.Jid.ToString()));
    }

    [Fact]
    public async Task Direct_tls_to_the_port_for_plain_tcp_is_told()
    {
        var end = await FailAsync(Options(Way.DirectTls) with { Port = Server.Port });

        end.Reason.ShouldBe(XmppEndReason.TlsFailed);
        end.TlsFailure.ShouldBe(XmppTlsFailure.PortIsPlain, end.Text);
    }

    // Neither server answers plain text by an alert: both hang up. What an alert is told as, a scripted server shows.
    [Theory]
    [InlineData(Way.Plain, Way.DirectTls)]
    [InlineData(Way.WebSocket, Way.WebSocketTls)]
    public async Task Plain_text_to_a_port_for_tls_gives_no_session(Way way, Way port) =>
        (await FailAsync(Options(way) with { Port = PortFor(Server, port) })).Reason.ShouldBe(XmppEndReason.ConnectionLost);
}
