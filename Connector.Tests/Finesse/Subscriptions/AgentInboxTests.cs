using System.Xml.Linq;
using Connector.Finesse.Notifications;
using Connector.Finesse.Subscriptions;
using Connector.Lab.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Subscriptions;

public sealed class AgentInboxTests : IDisposable
{
    private readonly RecordingObserver _observer = new();
    private readonly NotificationCounts _counts = new();

    public void Dispose() => _counts.Dispose();

    [Fact]
    public async Task Everything_is_told_in_order_and_an_item_only_once()
    {
        var inbox = NewInbox();
        var handler = new SessionHandler(inbox, "1001", "gc-a", isAnnounced: true);

        handler.OnMessage(Message("1"));
        handler.Announce();
        handler.OnPresence(Presence("1001@fin/gc-b"));
        handler.OnMessage(Message("1"));
        handler.OnMessage(Message("2"));
        handler.OnPresence(Presence("1001@fin/gc-b", "unavailable"));
        await DrainAsync(inbox);

        _observer.Told.ShouldBe(["restored", "notification 1", "1001/gc-b came", "notification 2", "1001/gc-b went"]);
    }

    [Fact]
    public async Task Presence_is_told_of_siblings_and_of_Finesse_only()
    {
        var inbox = NewInbox();
        var handler = new SessionHandler(inbox, "1001", "gc-a", isAnnounced: false);

        handler.OnPresence(Presence("1001@fin/gc-a"));
        handler.OnPresence(Presence("finesse@fin"));
        handler.OnPresence(Presence("1002@fin/x"));
        handler.OnPresence(Presence("finesse@fin", "error"));
        handler.OnPresence(Presence("@"));
        handler.OnPresence(Presence("finesse@fin", "unavailable"));
        await DrainAsync(inbox);

        _observer.Told.ShouldBe(["finesse/ came", "finesse/ went"]);
    }

    [Fact]
    public async Task An_observer_that_throws_is_told_the_next_all_the_same()
    {
        var inbox = NewInbox();
        _observer.OnEach = n => n.ItemId == "1" ? throw new InvalidOperationException("on purpose") : ValueTask.CompletedTask;

        inbox.Post(new AgentInbox.Entry.Message(Message("1")));
        inbox.Post(new AgentInbox.Entry.Message(Message("2")));
        await DrainAsync(inbox);

        _observer.Told.ShouldBe(["notification 1", "notification 2"]);
    }

    [Fact]
    public async Task What_does_not_fit_is_dropped_and_said_after_what_did()
    {
        const int Sent = 3_000;
        var inbox = NewInbox();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _observer.Gate = gate.Task;
        // By then there is room again; but what passed now would come before the news of the gap.
        _observer.OnEach = n =>
        {
            if (n.ItemId == "5")
                inbox.Post(new AgentInbox.Entry.Message(Message("too early")));
            return ValueTask.CompletedTask;
        };
        var pumping = inbox.PumpAsync(CancellationToken.None);
        for (var i = 0; i < Sent; i++)
            inbox.Post(new AgentInbox.Entry.Message(Message(i.ToString())));

        gate.SetResult();
        await Eventually.HoldsAsync("the observer to hear of the gap", () => _observer.Told.Contains("restored"));
        inbox.Post(new AgentInbox.Entry.Message(Message("after")));
        inbox.Complete();
        await pumping.WaitAsync(TimeSpan.FromSeconds(30));

        var kept = _observer.Told.Count - 3;
        kept.ShouldBeInRange(1024, Sent - 1);
        _observer.Told.Take(kept).ShouldBe(Enumerable.Range(0, kept).Select(i => $"notification {i}"));
        _observer.Told.Skip(kept).ShouldBe(["lost", "restored", "notification after"]);
    }

    [Fact]
    public async Task Every_notification_is_counted_and_only_what_is_understood_and_new_is_told()
    {
        var inbox = NewInbox();
        var bodies = new[]
        {
            ("/finesse/api/User/1001", "1", FinesseSamples.XmppUser),
            ("/finesse/api/User/1001", "1", FinesseSamples.XmppUser),
            ("/finesse/api/Team/500/Users", "1", FinesseSamples.XmppUser),
            ("/finesse/api/User/1001/Dialogs", "2", FinesseSamples.XmppError),
            ("/finesse/api/User/1001", "3", "<Update><data><user>"),
            ("/finesse/api/x", "4", FinesseSamples.Update("<gadget><secret>s3cret</secret></gadget>", "PUT", "s")),
            ("/finesse/api/TeamMessage/5", "5", FinesseSamples.Update("<TeamMessage><content>hello</content></TeamMessage>", "POST", "s")),
        };

        foreach (var (node, id, body) in bodies)
            inbox.Post(new AgentInbox.Entry.Message(FinesseSamples.Message(node, id, body)));
        await DrainAsync(inbox);

        _observer.Told.ShouldBe(["notification 1", "notification 1", "notification 2"]);
        _counts.Snapshot().ShouldBe(
        [
            new(NotificationKind.Other, NotificationOutcome.NotUnderstood, 2),
            new(NotificationKind.User, NotificationOutcome.Told, 1),
            new(NotificationKind.User, NotificationOutcome.Duplicate, 1),
            new(NotificationKind.Error, NotificationOutcome.Told, 1),
            new(NotificationKind.Team, NotificationOutcome.Told, 1),
            new(NotificationKind.TeamMessage, NotificationOutcome.Unused, 1),
        ]);
    }

    private AgentInbox NewInbox() => new("1001", _observer, 16, _counts, NullLogger.Instance);

    private static async Task DrainAsync(AgentInbox inbox)
    {
        inbox.Complete();
        await inbox.PumpAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static XElement Message(string itemId) => FinesseSamples.Message("/finesse/api/User/1001", itemId, FinesseSamples.XmppUser);

    private static XElement Presence(string from, string? type = null)
    {
        XNamespace client = "jabber:client";
        var presence = new XElement(client + "presence", new XAttribute("from", from));
        if (type is not null)
            presence.SetAttributeValue("type", type);
        return presence;
    }
}
