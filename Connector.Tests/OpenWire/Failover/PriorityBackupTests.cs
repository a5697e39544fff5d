using System.Collections.Concurrent;
using System.Globalization;
using Connector.Lab.Processes;
using Connector.OpenWire;
using Connector.OpenWire.Failover;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire.Failover;

/// <summary>Back to the preferred broker, under load.</summary>
[Collection(TwoBrokersCollection.Name)]
public sealed class PriorityBackupTests(TwoBrokersFixture brokers)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly Destination _queue = Destination.Queue(BrokerFixture.UniqueName("preferred"));

    [Fact]
    public async Task The_return_to_the_preferred_broker_loses_and_repeats_nothing()
    {
        await brokers.BothRunAsync();
        await brokers.First.StopAsync();
        var options = TwoBrokersFixture.To(brokers.First.OpenWirePort, brokers.Second.OpenWirePort) with { PriorityBackup = true };
        await using var connection = await TwoBrokersFixture.Connector.ConnectAsync(options);
        connection.Broker.Port.ShouldBe(brokers.Second.OpenWirePort);
        var session = await connection.OpenSessionAsync();
        await using var producer = await session.CreateProducerAsync(_queue);
        var handled = new ConcurrentQueue<string>();
        var stream = await session.SubscribeAsync(new ConsumerOptions { Destination = _queue, PrefetchSize = 20 });
        var consuming = ConsumeAsync(stream, handled);

        using var enough = new CancellationTokenSource();
        var sent = 0;
        var senders = Enumerable.Range(0, 4).Select(_ => SendAsync()).ToList();
        await Eventually.HoldsAsync("some traffic", () => handled.Count > 100, Soon);
        await brokers.First.RestartAsync();
        await Eventually.HoldsAsync("the move", () => connection.FailoverStatistics.Moves == 1, Soon);
        var before = handled.Count;
        await Eventually.HoldsAsync("traffic over the preferred broker", () => handled.Count > before + 100, Soon);
        await enough.CancelAsync();
        await Task.WhenAll(senders).WaitAsync(Soon);

        connection.Broker.Port.ShouldBe(brokers.First.OpenWirePort);
        // The consumer drained the second broker's queue down to what it had not been given; nobody else takes that.
        var rest = await RestAsync(brokers.Second.OpenWirePort);
        await Eventually.HoldsAsync("all that was sent", () => handled.Count + rest.Count >= Volatile.Read(ref sent), Soon);
        await stream.DisposeAsync();
        await consuming.WaitAsync(Soon);
        handled.Concat(rest).Select(text => int.Parse(text, CultureInfo.InvariantCulture)).Order().ShouldBe(Enumerable.Range(1, sent), "each once");
        connection.FailoverStatistics.MessagesResent.ShouldBe(0, "the move is no loss");
        connection.Status.Phase.ShouldBe(FailoverPhase.Connected);

        async Task SendAsync()
        {
            while (!enough.IsCancellationRequested)
                await producer.SendAsync(OutgoingMessage.FromText(Interlocked.Increment(ref sent).ToString(CultureInfo.InvariantCulture)), CancellationToken.None);
        }
    }

    [Fact]
    public async Task Requests_under_way_are_answered_across_the_return()
    {
        await brokers.BothRunAsync();
        await brokers.First.StopAsync();
        var ports = new[] { brokers.First.OpenWirePort, brokers.Second.OpenWirePort };
        await using var requester = await Requester.StartAsync(ports, _queue, options => options with { PriorityBackup = true, LingerTimeout = Soon });
        await using var responder = await Responder.StartAsync([brokers.Second.OpenWirePort], _queue);
        (await requester.AskAsync("before").WaitAsync(Soon)).ShouldBe("BEFORE");
        responder.Hold();
        var underWay = Enumerable.Range(0, 10).Select(i => requester.AskAsync($"{i} a")).ToList();
        await Eventually.HoldsAsync("the requests to arrive", () => responder.Held == 10, Soon);

        await brokers.First.RestartAsync();
        await Eventually.HoldsAsync("the move", () => requester.Connection.FailoverStatistics.Moves == 1, Soon);
        responder.Release();
        // The broker that was left still takes their answers for a while.
        (await Task.WhenAll(underWay).WaitAsync(Soon)).ShouldBe(Enumerable.Range(0, 10).Select(i => $"{i} A"));
        requester.Connection.Broker.Port.ShouldBe(brokers.First.OpenWirePort);
    }

    [Fact]
    public async Task What_is_in_hand_for_long_keeps_nobody_waiting_and_is_settled_where_it_came_from()
    {
        var held = await ReturnWithOneInHandAsync(drainTimeout: Soon);
        await using var connection = held.Connection;

        await held.Stream.Consumer.AcknowledgeAsync(held.Slow);

        // Closed, a connection gives back what it had not acknowledged.
        await connection.DisposeAsync();
        (await RestAsync(brokers.Second.OpenWirePort)).ShouldBeEmpty();
        connection.FailoverStatistics.DuplicatesSuppressed.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_in_hand_for_longer_than_the_drain_timeout_is_delivered_again_by_the_broker_that_was_left()
    {
        var held = await ReturnWithOneInHandAsync(drainTimeout: TimeSpan.FromMilliseconds(300));
        await using var connection = held.Connection;

        await using var plain = await Broker.Connector.ConnectAsync(Broker.Options(brokers.Second.OpenWirePort));
        var session = await plain.OpenSessionAsync();
        await using var stream = await session.SubscribeAsync(new ConsumerOptions { Destination = _queue });
        var again = await NextAsync(stream);
        again.ReadText().ShouldBe("slow");
        await stream.Consumer.AcknowledgeAsync(again);
    }

    /// <summary>Returns to the preferred broker while one delivery is in hand, and has another handled after that.</summary>
    private async Task<(IFailoverConnection Connection, DeliveryStream Stream, Delivery Slow)> ReturnWithOneInHandAsync(TimeSpan drainTimeout)
    {
        await brokers.BothRunAsync();
        await brokers.First.StopAsync();
        var options = TwoBrokersFixture.To(brokers.First.OpenWirePort, brokers.Second.OpenWirePort) with { PriorityBackup = true, DrainTimeout = drainTimeout };
        var connection = await TwoBrokersFixture.Connector.ConnectAsync(options);
        var session = await connection.OpenSessionAsync();
        var producer = await session.CreateProducerAsync(_queue);
        var stream = await session.SubscribeAsync(new ConsumerOptions { Destination = _queue, PrefetchSize = 20 });
        await producer.SendAsync(OutgoingMessage.FromText("slow"), CancellationToken.None);
        var slow = await NextAsync(stream);
        slow.ReadText().ShouldBe("slow");

        await brokers.First.RestartAsync();
        await Eventually.HoldsAsync("the move", () => connection.FailoverStatistics.Moves == 1, Soon / 2);
        await producer.SendAsync(OutgoingMessage.FromText("quick"), CancellationToken.None);
        var quick = await NextAsync(stream);
        quick.ReadText().ShouldBe("quick");
        await stream.Consumer.AcknowledgeAsync(quick);
        connection.Broker.Port.ShouldBe(brokers.First.OpenWirePort);
        return (connection, stream, slow);
    }

    private static async Task<Delivery> NextAsync(DeliveryStream stream)
    {
        using var limit = new CancellationTokenSource(Soon / 2);
        return await stream.ReadAllAsync(limit.Token).FirstAsync(limit.Token);
    }

    private static async Task ConsumeAsync(DeliveryStream stream, ConcurrentQueue<string> handled)
    {
        await foreach (var delivery in stream.ReadAllAsync())
        {
            handled.Enqueue(delivery.ReadText());
            await stream.Consumer.AcknowledgeAsync(delivery);
        }
    }

    /// <summary>What still lies in the queue at a broker, up to a mark put behind it.</summary>
    private async Task<List<string>> RestAsync(int port)
    {
        await using var plain = await Broker.Connector.ConnectAsync(Broker.Options(port));
        var session = await plain.OpenSessionAsync();
        await session.SendTextsAsync(_queue, "end");
        await using var stream = await session.SubscribeAsync(new ConsumerOptions { Destination = _queue });
        var texts = new List<string>();
        using var limit = new CancellationTokenSource(Soon);
        await foreach (var delivery in stream.ReadAllAsync(limit.Token))
        {
            await stream.Consumer.AcknowledgeAsync(delivery, limit.Token);
            if (delivery.ReadText() == "end")
                break;
            texts.Add(delivery.ReadText());
        }

        return texts;
    }
}
