using System.Xml.Linq;
using Connector.Lab.Processes;
using Connector.Xmpp;
using Connector.Xmpp.Streams;
using Shouldly;
using Xunit;

namespace Connector.Tests.Xmpp;

public sealed class XmppSessionOverTcpTests() : XmppSessionTests(XmppTransport.Tcp);

public sealed class XmppSessionOverWebSocketTests() : XmppSessionTests(XmppTransport.WebSocket);

/// <summary>A live session against a server that does what real ones do not do on request.</summary>
public abstract class XmppSessionTests(XmppTransport transport) : ScriptedServerTests(transport)
{
    private static readonly XNamespace Client = XmppNamespaces.Client;

    [Fact]
    public async Task A_silent_server_is_given_up_after_the_missed_pings_and_not_before()
    {
        var (session, peer) = await Server.LiveAsync(Server.Options with
        {
            PingInterval = TimeSpan.FromMilliseconds(50),
            PingTimeout = TimeSpan.FromMilliseconds(300),
            MissedPings = 3,
        });

        (await EndAsync(session)).Reason.ShouldBe(XmppEndReason.PeerSilent);
        for (int i = 0; i < 3; i++)
            (await peer.ElementAsync()).Element(XmppNamespaces.Ping + "ping").ShouldNotBeNull();
        await peer.GoneAsync(); // No fourth ping, no farewell.
    }

    [Fact]
    public async Task Anything_that_comes_is_a_sign_of_life()
    {
        var (session, peer) = await Server.LiveAsync(Server.Options with
        {
            PingInterval = TimeSpan.FromMilliseconds(50),
            PingTimeout = TimeSpan.FromSeconds(3),
            MissedPings = 2,
        });

        for (int i = 0; i < 6; i++)
        {
            (await peer.ElementAsync()).Element(XmppNamespaces.Ping + "ping").ShouldNotBeNull();
            await peer.SendAsync(" ");
        }

        session.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task The_servers_requests_are_answered()
    {
        var (_, peer) = await Server.LiveAsync();

        await peer.SendAsync("<iq type='get' id='p1' from='finesse.test'><ping xmlns='urn:xmpp:ping'/></iq>");
        XElement pong = await peer.ElementAsync();
        (pong.Attribute("type")!.Value, pong.Attribute("id")!.Value, pong.Attribute("to")!.Value).ShouldBe(("result", "p1", "finesse.test"));

        await peer.SendAsync("<iq type='set' id='r1'><query xmlns='jabber:iq:roster'/></iq>");
        XElement refusal = await peer.ElementAsync();
        (refusal.Attribute("type")!.Value, refusal.Attribute("id")!.Value).ShouldBe(("error", "r1"));
        refusal.Descendants(XmppNamespaces.StanzaErrors + "service-unavailable").Count().ShouldBe(1);
    }

    [Theory]
    [InlineData("<message></presence>", "not-well-formed")]
    [InlineData("<message><open></wrong>", "not-well-formed")]
    [InlineData("<message><!-- x --></message>", "restricted-xml")]
    [InlineData("text", "bad-format")]
    public async Task What_is_no_xmpp_ends_the_session_with_the_servers_fault_named_to_it(string xml, string condition)
    {
        var (session, peer) = await Server.LiveAsync();

        await peer.SendAsync("<message id='before'/>", xml);

        XmppSessionEnd end = await EndAsync(session);
        (end.Reason, end.Condition).ShouldBe((XmppEndReason.ProtocolViolation, condition));
        Server.Handler.Messages.Single().Attribute("id")!.Value.ShouldBe("before");
        (await peer.ElementAsync()).Element(XmppNamespaces.StreamErrors + condition).ShouldNotBeNull();
        (await peer.EventAsync()).ShouldBeOfType<XmppStreamEnd>();
        await peer.GoneAsync();
    }

    [Fact]
    public async Task A_stanza_over_the_limit_ends_the_session()
    {
        var (session, peer) = await Server.LiveAsync(Server.Options with { Limits = new XmppStreamLimits { MaxStanzaBytes = 10_000 } });

        await peer.SendAsync("<message>" + new string('x', 10_000));

        XmppSessionEnd end = await EndAsync(session);
        (end.Reason, end.Condition).ShouldBe((XmppEndReason.ProtocolViolation, "policy-violation"));
        end.Text.ShouldContain("10000 bytes");
    }

    [Theory]
    [InlineData("<conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>", XmppEndReason.ResourceConflict, false)]
    [InlineData("<system-shutdown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>", XmppEndReason.SystemShutdown, true)]
    [InlineData("<see-other-host xmlns='urn:ietf:params:xml:ns:xmpp-streams'>fin-b</see-other-host>", XmppEndReason.SeeOtherHost, true)]
    [InlineData("<policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>", XmppEndReason.PolicyRefused, false)]
    [InlineData("<internal-server-error xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>", XmppEndReason.StreamError, true)]
    [InlineData("", XmppEndReason.StreamError, true)]
    public async Task A_stream_error_is_told_apart(string condition, XmppEndReason reason, bool transient)
    {
        var (session, peer) = await Server.LiveAsync();

        await peer.EndAsync($"<stream:error>{condition}</stream:error>");

        XmppSessionEnd end = await EndAsync(session);
        end.Reason.ShouldBe(reason);
        end.IsTransient.ShouldBe(transient);
        if (reason == XmppEndReason.SeeOtherHost)
            end.Text.ShouldContain("fin-b");
        (await peer.EventAsync()).ShouldBeOfType<XmppStreamEnd>();
    }

    [Fact]
    public async Task A_stream_closed_without_an_error_was_closed_by_the_server()
    {
        var (session, peer) = await Server.LiveAsync();

        await peer.EndAsync();

        (await EndAsync(session)).Reason.ShouldBe(XmppEndReason.ClosedByServer);
        (await peer.EventAsync()).ShouldBeOfType<XmppStreamEnd>();
    }

    [Fact]
    public async Task Closing_sends_what_is_queued_and_waits_for_the_servers_closing_tag()
    {
        var (session, peer) = await Server.LiveAsync();
        await session.SendAsync(new XElement(Client + "message", new XAttribute("id", "last")), CancellationToken.None);

        Task closing = session.CloseAsync(CancellationToken.None);

        (await peer.ElementAsync()).Attribute("id")!.Value.ShouldBe("last");
        (await peer.EventAsync()).ShouldBeOfType<XmppStreamEnd>();
        closing.IsCompleted.ShouldBeFalse();
        await peer.EndAsync("<message id='late'/>");
        await closing.WaitAsync(TimeSpan.FromSeconds(30));
        (await session.Ended).Reason.ShouldBe(XmppEndReason.ClosedByUs);
        Server.Handler.Messages.ShouldBeEmpty("after the end nothing is handed on");
    }

    [Fact]
    public async Task Closing_gives_a_server_that_does_not_answer_only_the_time_for_closing()
    {
        var (session, _) = await Server.LiveAsync(Server.Options with { CloseTimeout = TimeSpan.FromMilliseconds(200) });

        await session.CloseAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));

        (await session.Ended).Reason.ShouldBe(XmppEndReason.ClosedByUs);
    }

    [Fact]
    public async Task An_answer_from_anybody_else_is_not_taken_for_the_answer()
    {
        var (session, peer) = await Server.LiveAsync();
        var ask = new XElement(Client + "iq", new XAttribute("type", "get"), new XAttribute("to", "pubsub.finesse.test"), new XAttribute("id", "mine"));

        Task<XElement> answer = session.RequestAsync(ask, TimeSpan.FromSeconds(20), CancellationToken.None);
        string id = (await peer.ElementAsync()).Attribute("id")!.Value;
        id.ShouldNotBe("mine");
        await peer.SendAsync(
            $"<iq type='result' id='{id}' from='mallory@finesse.test/x'/>",
            $"<iq type='result' id='{id}'/>",
            $"<iq type='result' id='{id}' from='pubsub.finesse.test'><right xmlns='jabber:client'/></iq>");

        (await answer).Element(Client + "right").ShouldNotBeNull();
    }

    [Fact]
    public async Task Requests_end_by_error_by_time_or_with_the_session()
    {
        var (session, peer) = await Server.LiveAsync();
        var ask = new XElement(Client + "iq", new XAttribute("type", "get"));

        await Should.ThrowAsync<TimeoutException>(() => session.RequestAsync(ask, TimeSpan.FromMilliseconds(50), CancellationToken.None));
        string timedOut = (await peer.ElementAsync()).Attribute("id")!.Value;
        Task<XElement> refused = session.RequestAsync(ask, null, CancellationToken.None);
        string id = (await peer.ElementAsync()).Attribute("id")!.Value;
        id.ShouldNotBe(timedOut);
        await peer.SendAsync($"<iq type='result' id='{timedOut}'/>", $"<iq type='error' id='{id}'><error type='wait'>"
            + "<resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>"
            + "<text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>busy</text></error></iq>");
        var error = await Should.ThrowAsync<XmppStanzaException>(() => refused);
        (error.Type, error.Condition, error.Text).ShouldBe(("wait", "resource-constraint", "busy"));

        Task<XElement> unanswered = session.RequestAsync(ask, TimeSpan.FromMinutes(1), CancellationToken.None);
        await peer.ElementAsync();
        peer.HangUp();
        (await Should.ThrowAsync<XmppSessionEndedException>(() => unanswered)).End.Reason.ShouldBe(XmppEndReason.ConnectionLost);
    }

    [Fact]
    public async Task A_full_queue_makes_senders_wait_and_the_end_of_the_session_lets_them_go()
    {
        var (session, peer) = await Server.LiveAsync(Server.Options with { OutgoingQueue = 2 });
        var big = new XElement(Client + "message", new string('x', 1_000_000));

        // The server reads nothing: the buffers of both sockets fill, then the queue, then a sender waits.
        Task Send() => session.SendAsync(big, CancellationToken.None).AsTask();
        int sent = 0;
        Task sending = Send();
        await Eventually.HoldsAsync("a sender to wait", async () =>
        {
            for (; sending.IsCompletedSuccessfully && sent < 100; sent++)
                sending = Send();
            return await Task.WhenAny(sending, Task.Delay(3000)) != sending;
        });
        sent.ShouldBeLessThan(100);
        peer.Reset();

        (await EndAsync(session)).Reason.ShouldBe(XmppEndReason.ConnectionLost);
        await Should.ThrowAsync<XmppSessionEndedException>(() => sending);
    }

    [Fact]
    public async Task The_servers_last_words_outweigh_a_write_that_fails_because_of_them()
    {
        var time = new NoGraceTime();
        using var handler = new GatedHandler();
        await using var server = new ScriptedServer(Server.Options.Transport) { Time = time };
        var (session, peer) = await server.LiveAsync(handler: handler);
        await peer.EndAsync("<message/>", "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>");
        await handler.Entered.Task;
        peer.Reset();

        await Eventually.HoldsAsync("a write to fail and wait for the reader", async () =>
        {
            await session.SendAsync(new XElement(Client + "presence"), CancellationToken.None);
            return time.IsAsked;
        });
        handler.Gate.Set();

        (await EndAsync(session)).Reason.ShouldBe(XmppEndReason.ResourceConflict);
    }

    [Fact]
    public async Task A_handler_that_fails_does_not_end_the_session()
    {
        var handler = new FailingHandler();
        var (session, peer) = await Server.LiveAsync(handler: handler);

        await peer.SendAsync("<message/>", "<presence/>");

        await Eventually.HoldsAsync("both stanzas to be handed on", () => handler.Calls == 2);
        session.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Bytes_that_dribble_in_one_by_one_make_the_same_stanzas()
    {
        var (_, peer) = await Server.LiveAsync();

        await peer.DribbleAsync("<message id='1'><body>\u20ac\ud83d\ude00</body></message>");

        (await Server.Handler.MessageAsync("the dribbled", _ => true)).Value.ShouldBe("\u20ac\ud83d\ude00");
    }

    [Fact]
    public async Task Only_stanzas_and_requests_can_be_sent()
    {
        var (session, _) = await Server.LiveAsync();

        Task Send(XElement element) => session.SendAsync(element, CancellationToken.None).AsTask();
        await Should.ThrowAsync<ArgumentException>(() => Send(new XElement("message")));
        await Should.ThrowAsync<ArgumentException>(() => Send(new XElement(XmppNamespaces.Streams + "error")));
        await Should.ThrowAsync<ArgumentException>(
            () => session.RequestAsync(new XElement(Client + "iq", new XAttribute("type", "result")), null, CancellationToken.None));
    }

    private static Task<XmppSessionEnd> EndAsync(IXmppSession session) => session.Ended.WaitAsync(TimeSpan.FromSeconds(20));

    private sealed class FailingHandler : IXmppStanzaHandler
    {
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        public void OnMessage(XElement message) => Fail();

        public void OnPresence(XElement presence) => Fail();

        private void Fail()
        {
            Interlocked.Increment(ref _calls);
            throw new InvalidOperationException("The handler's fault.");
        }
    }

    /// <summary>The system's clock, on which the grace of a failed write never ends.</summary>
    private sealed class NoGraceTime : TimeProvider
    {
        private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

        private volatile bool _isAsked;

        public bool IsAsked => _isAsked;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _isAsked |= dueTime == Grace;
            return base.CreateTimer(callback, state, dueTime == Grace ? Timeout.InfiniteTimeSpan : dueTime, period);
        }
    }

    private sealed class GatedHandler : IXmppStanzaHandler, IDisposable
    {
        public TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ManualResetEventSlim Gate { get; } = new();

        public void OnMessage(XElement message)
        {
            Entered.TrySetResult();
            Gate.Wait();
        }

        public void OnPresence(XElement presence)
        {
        }

        public void Dispose() => Gate.Dispose();
    }
}
