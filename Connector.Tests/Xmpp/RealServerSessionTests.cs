using System.Diagnostics;
using System.Xml.Linq;
using Connector.Lab.Processes;
using Connector.Lab.XmppServers;
using Connector.Tests.Infrastructure;
using Connector.Xmpp;
using Connector.Xmpp.PubSub;
using Shouldly;
using Xunit;

namespace Connector.Tests.Xmpp;

[Collection(EjabberdCollection.Name)]
public sealed class EjabberdSessionTests(EjabberdFixture fixture) : RealServerSessionTests(fixture.Server);

[Collection(ProsodyCollection.Name)]
public sealed class ProsodySessionTests(ProsodyFixture fixture) : RealServerSessionTests(fixture.Server);

/// <summary>What is done with a session, and what ends it.</summary>
public abstract class RealServerSessionTests(XmppServer server) : RealServerTests(server)
{
    [Theory]
    [MemberData(nameof(ProtectedWays))]
    public async Task Two_resources_see_each_other_and_both_get_what_is_sent_to_the_bare_address(Way way)
    {
        var otherHandler = new RecordingHandler();
        var session = await ConnectAsync(Options(way));
        var other = await ConnectAsync(Options(way) with { Resource = "gc-B" }, otherHandler);

        await Handler.PresenceAsync(other.Jid, available: true);
        await otherHandler.PresenceAsync(session.Jid, available: true);
        await Server.SendStanzaAsync(Event("item-1", session.Jid.Bare));

        foreach (RecordingHandler handler in new[] { Handler, otherHandler })
        {
            var message = await handler.MessageAsync("the event", m => m.Descendants().Any(e => e.Attribute("id")?.Value == "item-1"));
            message.Attribute("type")!.Value.ShouldBe("headline");
            message.Descendants().Single(e => e.Name.LocalName == "notification").Value.ShouldBe("<Update>J\u00fcrgen \ud83d\ude00</Update>");
        }

        await other.CloseAsync(CancellationToken.None);
        await Handler.PresenceAsync(other.Jid, available: false);
    }

    [Theory]
    [MemberData(nameof(ProtectedWays))]
    public async Task A_silent_session_is_seen_by_nobody_and_gets_nothing_until_it_announces_itself(Way way)
    {
        var silentHandler = new RecordingHandler();
        var session = await ConnectAsync(Options(way));
        var silent = await ConnectAsync(Options(way) with { Resource = "gc-B", Priority = null }, silentHandler);
        var other = await ConnectAsync(Options(way) with { Resource = "gc-C" }, new RecordingHandler());
        // A server tells of presences in order: who came later is seen, and who came before was not.
        await Handler.PresenceAsync(other.Jid, available: true);
        await Server.SendStanzaAsync(Event("before", session.Jid.Bare));
        await Handler.MessageAsync("the event", m => m.Descendants().Any(e => e.Attribute("id")?.Value == "before"));
        Handler.Presences.ShouldNotContain(presence => presence.Attribute("from")!.Value == silent.Jid.ToString());

        await silent.AnnounceAsync(0, timeout: null, CancellationToken.None);

        await Handler.PresenceAsync(silent.Jid, available: true);
        await Server.SendStanzaAsync(Event("after", session.Jid.Bare));
        await silentHandler.MessageAsync("the event", m => m.Descendants().Any(e => e.Attribute("id")?.Value == "after"));
        silentHandler.Messages.SelectMany(m => m.Descendants().Attributes("id")).Select(id => id.Value).ShouldNotContain("before");
    }

    [Theory]
    [MemberData(nameof(ProtectedWays))]
    public async Task Events_arrive_in_the_order_in_which_they_were_sent(Way way)
    {
        var session = await ConnectAsync(Options(way));

        for (int i = 0; i < 20; i++)
            await Server.SendStanzaAsync(Event($"item-{i}", session.Jid.Bare));

        await Handler.MessageAsync("the last", m => m.Descendants().Any(e => e.Attribute("id")?.Value == "item-19"));
        Handler.Messages.Select(m => m.Descendants().First(e => e.Name.LocalName == "item").Attribute("id")!.Value)
            .ShouldBe(Enumerable.Range(0, 20).Select(i => $"item-{i}"));
    }

    [Theory]
    [MemberData(nameof(ProtectedWays))]
    public async Task The_same_resource_again_ends_the_older_session_with_a_conflict(Way way)
    {
        var older = await ConnectAsync(Options(way));
        var newer = await ConnectAsync(Options(way), new RecordingHandler());

        XmppSessionEnd end = await EndAsync(older);
        end.Reason.ShouldBe(XmppEndReason.ResourceConflict);
        end.IsTransient.ShouldBeFalse();
        newer.Jid.ShouldBe(older.Jid);
        newer.Ended.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(ProtectedWays))]
    public async Task A_kicked_session_ends_by_the_servers_word(Way way)
    {
        var session = await ConnectAsync(Options(way));

        await Server.KickAsync(User);

        (await EndAsync(session)).Reason.ShouldBeOneOf(
            XmppEndReason.ClosedByServer, XmppEndReason.PolicyRefused, XmppEndReason.StreamError, XmppEndReason.ResourceConflict);
    }

    [Theory]
    [MemberData(nameof(ProtectedWays))]
    public async Task A_closed_session_leaves_the_server_and_sends_no_more(Way way)
    {
        var session = await ConnectAsync(Options(way));
        await session.CloseAsync(CancellationToken.None);

        (await session.Ended).Reason.ShouldBe(XmppEndReason.ClosedByUs);
        await Eventually.HoldsAsync(
            "the server to forget the session", async () => !(await Server.ConnectedUsersAsync()).Contains(session.Jid.ToString()));
        (await Should.ThrowAsync<XmppSessionEndedException>(
            () => session.SendAsync(new XElement(XmppNamespaces.Client + "presence"), CancellationToken.None).AsTask()))
            .End.Reason.ShouldBe(XmppEndReason.ClosedByUs);
    }

    [Theory]
    [MemberData(nameof(ProtectedWays))]
    public async Task Subscribes_by_full_address_and_unsubscribes(Way way)
    {
        await Server.RegisterAsync("admin" + User, Password);
        var service = Jid.Parse(Server.PubSubService);
        var session = await ConnectAsync(Options(way));
        (await Should.ThrowAsync<XmppStanzaException>(() => session.UnsubscribeAsync(service, "/finesse/api/Team/none", CancellationToken.None)))
            .Condition.ShouldBe("item-not-found");
        string node = await CreateNodeAsync(service);

        await session.SubscribeAsync(service, node, CancellationToken.None);
        await PublishAsync(service, node, "one");
        await Handler.MessageAsync("the published", m => m.Value == "one" && m.Attribute("to")!.Value == session.Jid.ToString());
        await session.UnsubscribeAsync(service, node, CancellationToken.None);
        (await Should.ThrowAsync<XmppStanzaException>(() => session.UnsubscribeAsync(service, node, CancellationToken.None)))
            .Condition.ShouldBe("unexpected-request");
    }

    [Theory]
    [MemberData(nameof(ProtectedWays))]
    public async Task Pings_are_answered_and_keep_the_session(Way way)
    {
        var session = await ConnectAsync(Options(way) with
        {
            PingInterval = TimeSpan.FromMilliseconds(200),
            PingTimeout = TimeSpan.FromSeconds(1),
            MissedPings = 3,
        });

        var since = Stopwatch.StartNew();
        await Eventually.HoldsAsync("three seconds of pings", () => since.Elapsed > TimeSpan.FromSeconds(3) || session.Ended.IsCompleted);
        session.Ended.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(ProtectedWays))]
    public async Task A_stanza_over_our_limit_ends_the_session(Way way)
    {
        var session = await ConnectAsync(Options(way) with { Limits = new() { MaxStanzaBytes = 20_000 } });

        XElement big = Event("big", session.Jid.Bare);
        big.Descendants().Last().Value = new string('x', 30_000);
        await Server.SendStanzaAsync(big);

        XmppSessionEnd end = await EndAsync(session);
        (end.Reason, end.Condition).ShouldBe((XmppEndReason.ProtocolViolation, "policy-violation"), end.Text);
        Handler.Messages.ShouldBeEmpty();
    }

    private XElement Event(string id, Jid to)
    {
        XNamespace pubsub = XmppNamespaces.PubSubEvent;
        return new XElement(
            XmppNamespaces.Client + "message",
            new XAttribute("from", Server.PubSubService), new XAttribute("to", to), new XAttribute("type", "headline"),
            new XElement(
                pubsub + "event",
                new XElement(
                    pubsub + "items", new XAttribute("node", "/finesse/api/User/1001"),
                    new XElement(
                        pubsub + "item", new XAttribute("id", id),
                        new XElement(XmppNamespaces.PubSub + "notification", "<Update>J\u00fcrgen \ud83d\ude00</Update>")))));
    }

    /// <summary>Creates a node by a session of the server's administrator.</summary>
    private async Task<string> CreateNodeAsync(Jid service)
    {
        string node = "/finesse/api/Team/" + User + "/Users";
        var admin = await AdminAsync();
        XNamespace pubsub = XmppNamespaces.PubSub;
        await admin.RequestAsync(PubSubRequest(service, new XElement(pubsub + "create", new XAttribute("node", node))), null, CancellationToken.None);
        return node;
    }

    private async Task PublishAsync(Jid service, string node, string text)
    {
        var admin = await AdminAsync();
        XNamespace pubsub = XmppNamespaces.PubSub;
        await admin.RequestAsync(
            PubSubRequest(service, new XElement(
                pubsub + "publish", new XAttribute("node", node), new XElement(pubsub + "item", new XElement(pubsub + "notification", text)))),
            null,
            CancellationToken.None);
    }

    private static XElement PubSubRequest(Jid service, XElement verb) => new(
        XmppNamespaces.Client + "iq", new XAttribute("type", "set"), new XAttribute("to", service),
        new XElement(XmppNamespaces.PubSub + "pubsub", verb));

    private async Task<IXmppSession> AdminAsync()
    {
        try
        {
            await Server.RegisterAsync("admin", Password);
        }
        catch (InvalidOperationException)
        {
            // It is there: another test registered it.
        }

        return await ConnectAsync(Options() with { User = "admin", Resource = Guid.NewGuid().ToString("N") }, new RecordingHandler());
    }
}
