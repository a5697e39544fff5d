using Connector.Xmpp;
using Shouldly;
using Xunit;

namespace Connector.Tests.Xmpp;

public sealed class XmppConnectorOverTcpTests() : XmppConnectorTests(XmppTransport.Tcp);

public sealed class XmppConnectorOverWebSocketTests() : XmppConnectorTests(XmppTransport.WebSocket);

/// <summary>The way to a session, where it goes wrong.</summary>
public abstract class XmppConnectorTests(XmppTransport transport) : ScriptedServerTests(transport)
{
    [Theory]
    [InlineData("<not-authorized/>", XmppEndReason.AuthenticationRefused)]
    [InlineData("<account-disabled/><text>locked</text>", XmppEndReason.AuthenticationRefused)]
    [InlineData("<something-new/>", XmppEndReason.AuthenticationRefused)]
    [InlineData("<temporary-auth-failure/>", XmppEndReason.AuthenticationUnavailable)]
    [InlineData("<encryption-required/>", XmppEndReason.TlsRequired)]
    public async Task A_refused_password_is_sent_exactly_once(string condition, XmppEndReason reason)
    {
        Task<IXmppSession> connecting = Server.ConnectAsync();
        ScriptedPeer peer = await Server.AcceptAsync();
        await peer.HeaderAsync(ScriptedServer.Plain);
        (await peer.ElementAsync()).Name.ShouldBe(XmppNamespaces.Sasl + "auth");
        await peer.SendAsync($"<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>{condition}</failure>");

        XmppSessionEnd end = await ScriptedServer.RefusedAsync(connecting);
        end.Reason.ShouldBe(reason);
        end.ToString().ShouldNotContain("secret");
        await peer.GoneAsync();
        Server.HasAnotherClient.ShouldBeFalse();
    }

    [Fact]
    public async Task A_server_without_a_common_mechanism_is_told_by_what_it_offers()
    {
        Task<IXmppSession> connecting = Server.ConnectAsync();
        await (await Server.AcceptAsync()).HeaderAsync(ScriptedServer.Plain.Replace("PLAIN", "X-OTHER", StringComparison.Ordinal));

        XmppSessionEnd end = await ScriptedServer.RefusedAsync(connecting);
        end.Reason.ShouldBe(XmppEndReason.MechanismNotOffered);
        end.Text.ShouldContain("X-OTHER");
    }

    [Theory]
    [InlineData("<session xmlns='urn:ietf:params:xml:ns:xmpp-session'/>", "iq")]
    [InlineData("<session xmlns='urn:ietf:params:xml:ns:xmpp-session'><optional/></session>", "presence")]
    public async Task The_session_request_is_sent_only_where_it_is_required(string session, string first)
    {
        Task<IXmppSession> connecting = Server.ConnectAsync();
        ScriptedPeer peer = await Server.AcceptAsync();
        await peer.SignInAsync($"<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>{session}</stream:features>");

        var stanza = await peer.ElementAsync();
        stanza.Name.LocalName.ShouldBe(first);
        if (first == "iq")
        {
            stanza.Element(XmppNamespaces.Session + "session").ShouldNotBeNull();
            await peer.SendAsync("<message id='early'/>", $"<iq type='result' id='{stanza.Attribute("id")!.Value}' from='finesse.test'/>");
            stanza = await peer.ElementAsync();
            Server.Handler.Messages.Single().Attribute("id")!.Value.ShouldBe("early");
        }

        stanza.Element(XmppNamespaces.Client + "priority")!.Value.ShouldBe("0");
        connecting.IsCompleted.ShouldBeFalse("the server has not said yet that it took the presence");
        await peer.AnswerPingAsync();
        (await connecting).Jid.ToString().ShouldBe("1001@finesse.test/gc-A");
    }

    [Theory]
    [InlineData("conflict", XmppEndReason.ResourceConflict)]
    [InlineData("not-allowed", XmppEndReason.PolicyRefused)]
    [InlineData("internal-server-error", XmppEndReason.StreamError)]
    public async Task A_refused_resource_is_told_apart(string condition, XmppEndReason reason)
    {
        Task<IXmppSession> connecting = Server.ConnectAsync();
        ScriptedPeer peer = await Server.AcceptAsync();
        string id = (await peer.AuthenticateAsync()).Attribute("id")!.Value;
        await peer.SendAsync(
            $"<iq type='error' id='{id}'><error type='modify'><{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>");

        XmppSessionEnd end = await ScriptedServer.RefusedAsync(connecting);
        (end.Reason, end.Condition).ShouldBe((reason, condition));
    }

    [Fact]
    public async Task A_stream_error_during_the_sign_in_is_its_reason()
    {
        Task<IXmppSession> connecting = Server.ConnectAsync();
        ScriptedPeer peer = await Server.AcceptAsync();
        await peer.HeaderAsync(ScriptedServer.Plain);
        await peer.EndAsync("<stream:error><system-shutdown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");

        (await ScriptedServer.RefusedAsync(connecting)).Reason.ShouldBe(XmppEndReason.SystemShutdown);
    }

    [Fact]
    public async Task A_server_that_takes_the_connection_and_says_nothing_is_silent()
    {
        Task<IXmppSession> connecting = Server.ConnectAsync(Server.Options with { ConnectTimeout = TimeSpan.FromMilliseconds(200) });
        await Server.AcceptAsync();

        (await ScriptedServer.RefusedAsync(connecting)).Reason.ShouldBe(XmppEndReason.PeerSilent);
    }

    [Fact]
    public async Task A_server_that_hangs_up_during_the_sign_in_lost_the_connection()
    {
        Task<IXmppSession> connecting = Server.ConnectAsync();
        ScriptedPeer peer = await Server.AcceptAsync();
        await peer.HeaderAsync(ScriptedServer.Plain);
        peer.HangUp();

        (await ScriptedServer.RefusedAsync(connecting)).Reason.ShouldBe(XmppEndReason.ConnectionLost);
    }

    [Fact]
    public async Task A_cancelled_attempt_hangs_up_and_is_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        Task<IXmppSession> connecting = Server.ConnectAsync(cancellationToken: cancellation.Token);
        ScriptedPeer peer = await Server.AcceptAsync();
        await peer.HeaderAsync("");

        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => connecting);
        await peer.GoneAsync();
    }

    [Fact]
    public void Options_hide_the_password_and_name_what_is_wrong()
    {
        Server.Options.ToString().ShouldNotContain("secret");
        Server.Options.ToString().ShouldContain("1001@finesse.test/gc-A");
        Should.Throw<ArgumentException>((Server.Options with { Port = 0 }).Validate).Message.ShouldContain("Port must be 1 to 65535");
        Should.Throw<ArgumentException>((Server.Options with { MissedPings = 0 }).Validate).Message.ShouldContain("MissedPings");
        Should.Throw<ArgumentException>((Server.Options with { User = "a b" }).Validate).Message.ShouldContain("local");
    }
}
