using Connector.Lab.Brokers;
using Connector.Lab.Processes;
using Connector.OpenWire;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.Network;

/// <summary>Events and requests published on either broker reach every group of consumers once, wherever its consumers are.</summary>
[Collection(BrokerPairCollection.Name)]
public sealed class VirtualTopicTests(BrokerPairFixture fixture)
{
    private const int Count = 200;

    private readonly string _name = BrokerFixture.UniqueName("Event");

    private BrokerPair Pair => fixture.Pair;

    private Destination Topic => Destination.VirtualTopic(_name);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public async Task What_is_published_on_one_broker_reaches_a_consumer_on_the_other_once_and_in_order(int publisherAt, int consumerAt)
    {
        await using var publisher = await Peer.AtAsync(Broker(publisherAt));
        await using var app = await Peer.AtAsync(Broker(consumerAt));
        await using var inbox = await app.ConsumeAsync(QueueOf("app"));
        await QueueIsOnBothAsync(inbox);

        await publisher.SendAsync(Topic, Numbers("a"));

        await inbox.HoldsAsync(Numbers("a"));
        await inbox.DisposeAsync();
        inbox.Texts.Where(IsNumber).ShouldBe(Numbers("a"));
        (await Peer.DrainAsync(Pair, QueueOf("app"))).Where(IsNumber).ShouldBeEmpty();
    }

    [Fact]
    public async Task With_consumers_of_two_apps_on_both_brokers_each_app_gets_each_message_once()
    {
        await using var first = await Peer.AtAsync(Pair.First);
        await using var second = await Peer.AtAsync(Pair.Second);
        await using var crm1 = await first.ConsumeAsync(QueueOf("crm"));
        await using var crm2 = await second.ConsumeAsync(QueueOf("crm"));
        await using var bot1 = await first.ConsumeAsync(QueueOf("bot"));
        await using var bot2 = await second.ConsumeAsync(QueueOf("bot"));

        await Task.WhenAll(first.SendAsync(Topic, Numbers("a")), second.SendAsync(Topic, Numbers("b")));

        foreach (var inboxes in (Inbox[][])[[crm1, crm2], [bot1, bot2]])
        {
            await Eventually.HoldsAsync(
                "all messages", () => inboxes.Sum(inbox => inbox.Texts.Count) >= 2 * Count, Peer.Limit);
            foreach (var inbox in inboxes)
                await inbox.DisposeAsync();
            inboxes.SelectMany(inbox => inbox.Texts).Order().ShouldBe(Numbers("a").Concat(Numbers("b")).Order());
            // Nobody's messages travel while somebody serves them where they are.
            inboxes[0].Texts.ShouldBe(Numbers("a"));
        }

        (await Peer.DrainAsync(Pair, QueueOf("crm"))).ShouldBeEmpty();
        (await Peer.DrainAsync(Pair, QueueOf("bot"))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public async Task What_is_published_while_an_app_that_no_file_names_is_away_waits_for_it_on_either_broker(int wasAt, int comesBackAt)
    {
        await using (var app = await Peer.AtAsync(Broker(wasAt)))
        {
            await using var inbox = await app.ConsumeAsync(QueueOf("app"));
            await QueueIsOnBothAsync(inbox);
        }

        foreach (var broker in (ActiveMqBroker[])[Pair.First, Pair.Second])
        {
            await using var publisher = await Peer.AtAsync(broker);
            await publisher.SendAsync(Topic, Numbers(broker.Name));
        }

        await using var again = await Peer.AtAsync(Broker(comesBackAt));
        await using var rest = await again.ConsumeAsync(QueueOf("app"));
        await rest.HoldsAsync(Numbers("broker-1").Concat(Numbers("broker-2")));
        await rest.DisposeAsync();
        rest.Texts.Where(IsNumber).Order().ShouldBe(Numbers("broker-1").Concat(Numbers("broker-2")).Order());
        (await Peer.DrainAsync(Pair, QueueOf("app"))).Where(IsNumber).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_published_before_any_connector_ever_came_waits_for_it_on_either_broker()
    {
        var request = "Connector.Contracts.CancelCallback";
        var queue = Destination.VirtualTopicConsumer("connector", request);
        await using var first = await Peer.AtAsync(Pair.First);
        await using var second = await Peer.AtAsync(Pair.Second);
        await first.SendAsync(Destination.VirtualTopic(request), "at 1");
        await second.SendAsync(Destination.VirtualTopic(request), "at 2");

        await using var connector = await second.ConsumeAsync(queue);

        await connector.HoldsAsync(["at 1", "at 2"]);
        await connector.DisposeAsync();
        connector.Texts.Count.ShouldBe(2);
        (await Peer.DrainAsync(Pair, queue)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Messages_follow_a_consumer_that_moves_between_the_brokers_again_and_again()
    {
        // Each move strands what has crossed and was not yet consumed; more moves than a message may cross by default (1) or in many examples (4).
        var handled = new List<string>();
        await using var publisher = await Peer.AtAsync(Pair.First);
        await publisher.SendAsync(QueueDestination, Numbers("a"));
        for (var move = 0; move < 6; move++)
        {
            await using var app = await Peer.AtAsync(Broker(1 + (move % 2)));
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var seen = 0;
            await using var inbox = await app.ConsumeAsync(QueueDestination, _ => ++seen > 10 ? enough.Task : Task.CompletedTask);
            await inbox.CountAsync(10);
            handled.AddRange(inbox.Texts.Take(10));
            // It goes with messages unacknowledged, which travel again.
            await app.Connection.CloseAsync();
            enough.SetResult();
        }

        await using var last = await Peer.AtAsync(Pair.Second);
        await using var rest = await last.ConsumeAsync(QueueDestination);
        await rest.HoldsAsync(Numbers("a").Except(handled));
        await rest.DisposeAsync();
        handled.Concat(rest.Texts).Order().ShouldBe(Numbers("a").Order());
        (await Peer.DrainAsync(Pair, QueueDestination)).ShouldBeEmpty();
    }

    private Destination QueueDestination => Destination.Queue(_name);

    private static bool IsNumber(string text) => !Inbox.IsProbe(text);

    private static IEnumerable<string> Numbers(string source) => Enumerable.Range(0, Count).Select(number => $"{source} {number:000}");

    private Destination QueueOf(string app) => Destination.VirtualTopicConsumer(app, _name);

    private ActiveMqBroker Broker(int number) => number == 1 ? Pair.First : Pair.Second;

    private async Task QueueIsOnBothAsync(Inbox inbox)
    {
        foreach (var broker in (ActiveMqBroker[])[Pair.First, Pair.Second])
        {
            await using var sender = await Peer.AtAsync(broker);
            await inbox.IsReachedByAsync(sender, Topic);
        }
    }
}
