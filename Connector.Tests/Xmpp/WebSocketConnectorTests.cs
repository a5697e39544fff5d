using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Connector.Xmpp;
using Connector.Xmpp.Streams;
using Shouldly;
using Xunit;

namespace Connector.Tests.Xmpp;

/// <summary>What can go wrong on a WebSocket only, against servers that no real one plays.</summary>
public sealed class WebSocketConnectorTests() : ScriptedServerTests(XmppTransport.WebSocket)
{
    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", XmppEndReason.ServerUnreachable, "404")]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", XmppEndReason.ServerUnreachable, "503")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", XmppEndReason.ServerUnreachable, "302")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", XmppEndReason.ServerUnreachable, "200")]
    [InlineData("<stream:error/>\r\n\r\n", XmppEndReason.ProtocolViolation, "HTTP")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", XmppEndReason.ProtocolViolation, "HTTP")]
    [InlineData("", XmppEndReason.ConnectionLost, "broke before")]
    public async Task A_server_without_a_websocket_for_us_is_told_by_what_it_answers(string answer, XmppEndReason reason, string words)
    {
        Task<IXmppSession> connecting = Server.ConnectAsync();
        await using (NetworkStream stream = await Server.AcceptBareAsync())
        {
            string request = await ScriptedUpgrade.ReadRequestAsync(stream);
            request.ShouldNotContain("secret");
            request.ShouldContain($"Host: 127.0.0.1:{Server.Options.Port}\r\n");
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        }

        XmppSessionEnd end = await ScriptedServer.RefusedAsync(connecting);
        end.Reason.ShouldBe(reason, end.ToString());
        end.Text.ShouldContain(words);
        Server.HasAnotherClient.ShouldBeFalse("one attempt is one connection");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("other")]
    public async Task A_websocket_that_does_not_speak_xmpp_is_refused(string? subProtocol)
    {
        Task<IXmppSession> connecting = Server.ConnectAsync();
        await using NetworkStream stream = await Server.AcceptBareAsync();
        await ScriptedUpgrade.AnswerAsync(stream, await ScriptedUpgrade.ReadRequestAsync(stream), subProtocol);

        (await ScriptedServer.RefusedAsync(connecting)).Reason.ShouldBe(XmppEndReason.ProtocolViolation);
    }

    [Fact]
    public async Task Headers_without_an_end_are_given_up_before_they_fill_the_memory()
    {
        Task<IXmppSession> connecting = Server.ConnectAsync();
        await using NetworkStream stream = await Server.AcceptBareAsync();
        await ScriptedUpgrade.ReadRequestAsync(stream);
        byte[] header = Encoding.ASCII.GetBytes($"X-Filler: {new string('x', 1000)}\r\n");
        await stream.WriteAsync("HTTP/1.1 101 Switching Protocols\r\n"u8.ToArray());
        for (int i = 0; i < 100 && !connecting.IsCompleted; i++)
        {
            try
            {
                await stream.WriteAsync(header);
            }
            catch (IOException)
            {
                break; // The client has hung up.
            }
        }

        (await ScriptedServer.RefusedAsync(connecting)).Reason.ShouldBeOneOf(XmppEndReason.ProtocolViolation, XmppEndReason.ConnectionLost);
    }

    [Fact]
    public async Task A_server_that_takes_the_upgrade_and_says_nothing_is_silent()
    {
        Task<IXmppSession> connecting = Server.ConnectAsync(Server.Options with { ConnectTimeout = TimeSpan.FromMilliseconds(200) });
        await using NetworkStream stream = await Server.AcceptBareAsync();

        (await ScriptedServer.RefusedAsync(connecting)).Reason.ShouldBe(XmppEndReason.PeerSilent);
    }

    [Fact]
    public async Task A_port_for_tls_answers_the_upgrade_with_an_alert()
    {
        Task<IXmppSession> connecting = Server.ConnectAsync();
        await using (NetworkStream stream = await Server.AcceptBareAsync())
        {
            await ScriptedUpgrade.ReadRequestAsync(stream);
            await stream.WriteAsync(new byte[] { 21, 3, 3, 0, 2, 2, 70 });
        }

        XmppSessionEnd end = await ScriptedServer.RefusedAsync(connecting);
        (end.Reason, end.TlsFailure).ShouldBe((XmppEndReason.TlsFailed, XmppTlsFailure.PortIsTls));
    }

    [Fact]
    public async Task Starttls_is_not_used_even_where_it_is_offered()
    {
        Task<IXmppSession> connecting = Server.ConnectAsync();
        ScriptedPeer peer = await Server.AcceptAsync();
        await peer.HeaderAsync(ScriptedServer.StartTls.Replace("</stream:features>", "", StringComparison.Ordinal)
            + "<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms></stream:features>");

        (await peer.ElementAsync()).Name.ShouldBe(XmppNamespaces.Sasl + "auth");
        peer.HangUp();
        await ScriptedServer.RefusedAsync(connecting);
    }

    [Fact]
    public async Task Every_message_declares_its_own_namespace()
    {
        Task<IXmppSession> connecting = Server.ConnectAsync();
        await using NetworkStream stream = await Server.AcceptBareAsync();
        using WebSocket socket = await ScriptedUpgrade.AcceptAsync(stream);

        (await TextAsync(socket)).ShouldBe("<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='finesse.test' version='1.0'/>");
        await SayAsync(socket, "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='finesse.test' id='1' version='1.0'/>");
        await SayAsync(socket, ScriptedServer.Plain.Replace(
            "<stream:features>", "<stream:features xmlns:stream='http://etherx.jabber.org/streams'>", StringComparison.Ordinal));
        (await TextAsync(socket)).ShouldBe("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>ADEwMDEAc2VjcmV0</auth>");
        await SayAsync(socket, "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>");
        (await TextAsync(socket)).ShouldStartWith("<open xmlns=");
        await SayAsync(socket, "<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' from='finesse.test' id='2' version='1.0'/>");
        await SayAsync(socket, "<f:features xmlns:f='http://etherx.jabber.org/streams'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></f:features>");
        (await TextAsync(socket)).ShouldBe(
            "<iq xmlns='jabber:client' type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>gc-A</resource></bind></iq>");
        await stream.DisposeAsync();
        await ScriptedServer.RefusedAsync(connecting);
    }

    [Theory]
    [InlineData("<message/><message/>", "bad-format")]
    [InlineData("<message", "not-well-formed")]
    [InlineData("<message>", "not-well-formed")]
    [InlineData("</stream:stream>", "not-well-formed")]
    [InlineData("<?xml version='1.0'?><message/>", "restricted-xml")]
    public async Task A_message_that_is_not_one_element_ends_the_session(string message, string condition)
    {
        var (session, peer) = await Server.LiveAsync();

        await peer.SendAsync(message);

        XmppSessionEnd end = await EndAsync(session);
        (end.Reason, end.Condition).ShouldBe((XmppEndReason.ProtocolViolation, condition));
        (await peer.ElementAsync()).Element(XmppNamespaces.StreamErrors + condition).ShouldNotBeNull();
        (await peer.EventAsync()).ShouldBeOfType<XmppStreamEnd>();
    }

    [Fact]
    public async Task A_binary_message_ends_the_session()
    {
        var (session, peer) = await Server.LiveAsync();

        await peer.SendFrameAsync(WebSocketMessageType.Binary, "<message/>");

        (await EndAsync(session)).Reason.ShouldBe(XmppEndReason.ProtocolViolation);
    }

    [Fact]
    public async Task A_close_that_names_another_place_is_told_apart()
    {
        var (session, peer) = await Server.LiveAsync();

        await peer.SendAsync("<close xmlns='urn:ietf:params:xml:ns:xmpp-framing' see-other-uri='wss://fin-b:7443/ws/'/>");

        XmppSessionEnd end = await EndAsync(session);
        (end.Reason, end.IsTransient).ShouldBe((XmppEndReason.SeeOtherHost, true));
        end.Text.ShouldContain("wss://fin-b:7443/ws/");
    }

    [Theory]
    [InlineData(WebSocketCloseStatus.NormalClosure, XmppEndReason.ClosedByServer)]
    [InlineData(WebSocketCloseStatus.EndpointUnavailable, XmppEndReason.ClosedByServer)]
    [InlineData(WebSocketCloseStatus.InternalServerError, XmppEndReason.ConnectionLost)]
    public async Task A_websocket_closed_without_the_streams_close_ends_the_session(WebSocketCloseStatus status, XmppEndReason reason)
    {
        var (session, peer) = await Server.LiveAsync();

        await peer.CloseWebSocketAsync(status, "words of the server");

        XmppSessionEnd end = await EndAsync(session);
        end.Reason.ShouldBe(reason);
        end.IsTransient.ShouldBeTrue();
        if (reason == XmppEndReason.ConnectionLost)
            end.Text.ShouldContain("words of the server");
    }

    [Fact]
    public void A_websocket_cannot_be_told_to_use_starttls() =>
        Should.Throw<ArgumentException>((Server.Options with { Security = XmppSecurity.StartTls }).Validate).Message.ShouldContain("Security");

    private static Task<XmppSessionEnd> EndAsync(IXmppSession session) => session.Ended.WaitAsync(TimeSpan.FromSeconds(20));

    private static async Task<string> TextAsync(WebSocket socket)
    {
        byte[] buffer = new byte[4096];
        ValueWebSocketReceiveResult received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
        (received.EndOfMessage, received.MessageType).ShouldBe((true, WebSocketMessageType.Text));
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    private static async Task SayAsync(WebSocket socket, string text) =>
        await socket.SendAsync(Encoding.UTF8.GetBytes(text).AsMemory(), WebSocketMessageType.Text, true, CancellationToken.None);
}
