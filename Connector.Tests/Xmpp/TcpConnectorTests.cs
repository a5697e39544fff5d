using Connector.Xmpp;
using Shouldly;
using Xunit;

namespace Connector.Tests.Xmpp;

/// <summary>What can go wrong on the way to a session on TCP only: STARTTLS, and servers that speak something else.</summary>
public sealed class TcpConnectorTests() : ScriptedServerTests(XmppTransport.Tcp)
{
    [Fact]
    public async Task Demanded_tls_that_is_not_offered_keeps_the_password_here()
    {
        Task<IXmppSession> connecting = Server.ConnectAsync(Server.Options with { Security = XmppSecurity.StartTls });
        ScriptedPeer peer = await Server.AcceptAsync();
        await peer.HeaderAsync(ScriptedServer.Plain);

        (await ScriptedServer.RefusedAsync(connecting)).Reason.ShouldBe(XmppEndReason.TlsRequired);
        await peer.GoneAsync(); // Nothing was sent.
    }

    [Fact]
    public async Task The_presence_and_the_ping_behind_it_are_one_write()
    {
        // Two writes are sometimes read at once; not every time.
        for (int round = 0; round < 40; round++)
        {
            Task<IXmppSession> connecting = Server.ConnectAsync();
            ScriptedPeer peer = await Server.AcceptAsync();
            await peer.SignInAsync();

            (await peer.ElementAsync()).Name.LocalName.ShouldBe("presence");
            long withPresence = peer.BytesRead;
            await peer.AnswerPingAsync();

            peer.BytesRead.ShouldBe(withPresence);
            await connecting;
        }
    }

    [Fact]
    public async Task Data_slipped_in_before_tls_is_refused()
    {
        Task<IXmppSession> connecting = Server.ConnectAsync(Server.Options with { Security = XmppSecurity.Auto });
        ScriptedPeer peer = await Server.AcceptAsync();
        await peer.HeaderAsync(ScriptedServer.StartTls);
        (await peer.ElementAsync()).Name.ShouldBe(XmppNamespaces.StartTls + "starttls");
        await peer.SendAsync("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>" + ScriptedServer.Plain);

        (await ScriptedServer.RefusedAsync(connecting)).Reason.ShouldBe(XmppEndReason.ProtocolViolation);
    }

    [Fact]
    public async Task Refused_starttls_is_a_failure_of_tls()
    {
        Task<IXmppSession> connecting = Server.ConnectAsync(Server.Options with { Security = XmppSecurity.Auto });
        ScriptedPeer peer = await Server.AcceptAsync();
        await peer.HeaderAsync(ScriptedServer.StartTls);
        await peer.ElementAsync();
        await peer.EndAsync("<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");

        (await ScriptedServer.RefusedAsync(connecting)).Reason.ShouldBe(XmppEndReason.TlsFailed);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", XmppEndReason.ProtocolViolation)]
    [InlineData("<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>", XmppEndReason.ProtocolViolation)]
    public async Task What_is_no_xmpp_is_told(string answer, XmppEndReason reason)
    {
        Task<IXmppSession> connecting = Server.ConnectAsync();
        await (await Server.AcceptAsync()).SendAsync(answer);

        (await ScriptedServer.RefusedAsync(connecting)).Reason.ShouldBe(reason);
    }
}
