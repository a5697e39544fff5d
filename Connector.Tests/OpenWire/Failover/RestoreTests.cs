using Connector.Lab.Processes;
using Connector.OpenWire;
using Connector.OpenWire.Failover;
using Connector.OpenWire.Wire;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire.Failover;

/// <summary>What goes over the wire when a connection is restored, command by command.</summary>
public sealed class RestoreTests
{
    private const string Queue = "q";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Everything_comes_back_in_order_under_its_old_ids_and_unanswered_sends_last()
    {
        await using var broker = new ScriptedBroker();
        await using var connection = await ConnectAsync(broker);
        var temporary = await connection.CreateTemporaryQueueAsync();
        var session = await connection.OpenSessionAsync();
        var producer = await session.CreateProducerAsync(Destination.Queue(Queue));
        var consumer = await session.SubscribeAsync(new ConsumerOptions { Destination = temporary, PrefetchSize = 7, Priority = 5, Exclusive = true }, _ => { });
        await SendAsync(producer);
        broker.AnswersMessages = false;
        var unanswered = new[] { SendAsync(producer), SendAsync(producer), SendAsync(producer) };
        await Eventually.HoldsAsync("the messages", () => broker.On(1).Count(seen => seen.Message is not null) == 4, Soon);
        broker.AnswersMessages = true;
        broker.Drop();
        var ids = await Task.WhenAll(unanswered).WaitAsync(Soon);

        ids.Select(id => id.ProducerSequence).ShouldBe([2, 3, 4]);
        var first = broker.On(1);
        var second = broker.On(2);
        second.Select(seen => seen.Message is not null ? "message" : seen.Command!.GetType().Name).Where(name => name != nameof(KeepAliveInfo)).ShouldBe(
        [
            nameof(WireFormatInfo), nameof(ConnectionControl), nameof(ConnectionInfo), nameof(DestinationInfo), nameof(SessionInfo), nameof(ProducerInfo),
            nameof(ConsumerInfo), nameof(ConsumerInfo), "message", "message", "message",
        ]);
        Only<ConnectionControl>(second).FaultTolerant.ShouldBeTrue();
        Only<ConnectionInfo>(first).FailoverReconnect.ShouldBeFalse();
        Only<ConnectionInfo>(second).ShouldSatisfyAllConditions(
            info => info.ConnectionId.ShouldBe(connection.ConnectionId), info => info.FailoverReconnect.ShouldBeTrue(), info => info.FaultTolerant.ShouldBeTrue());
        Only<DestinationInfo>(second).ShouldSatisfyAllConditions(
            info => info.Destination.ShouldBe(temporary), info => info.Operation.ShouldBe(DestinationOperation.Add));
        Only<SessionInfo>(second).Id.ShouldBe(Only<SessionInfo>(first).Id);
        Only<ProducerInfo>(second).ShouldSatisfyAllConditions(
            info => info.Id.ShouldBe(Only<ProducerInfo>(first).Id), info => info.Destination.ShouldBeNull("a bound one may be refused, see facts of ActiveMQ"));
        second.Select(seen => seen.Command).OfType<ConsumerInfo>().Single(info => info.Id == consumer.Id).ShouldSatisfyAllConditions(
            info => info.PrefetchSize.ShouldBe(7), info => info.Priority.ShouldBe((sbyte)5), info => info.Exclusive.ShouldBeTrue());
        second.Where(seen => seen.Message is not null).Select(seen => seen.Message!.Value).ShouldBe(ids);
        connection.FailoverStatistics.MessagesResent.ShouldBe(3);
    }

    [Fact]
    public async Task What_was_removed_is_not_restored()
    {
        await using var broker = new ScriptedBroker();
        await using var connection = await ConnectAsync(broker);
        var temporary = await connection.CreateTemporaryQueueAsync();
        await connection.DeleteTemporaryDestinationAsync(temporary);
        var gone = await connection.OpenSessionAsync();
        await gone.SubscribeAsync(new ConsumerOptions { Destination = Destination.Queue(Queue) }, _ => { });
        await gone.CreateProducerAsync(null);
        await gone.DisposeAsync();
        broker.Drop();
        await Eventually.HoldsAsync("the reconnect", () => connection.FailoverStatistics.Reconnects == 1, Soon);
        // But for the subscription to what the broker says of temporary queues: there will be others.
        broker.On(2).ShouldAllBe(seen => !(seen.Command is DestinationInfo || seen.Command is SessionInfo || seen.Command is ProducerInfo));
        Only<ConsumerInfo>(broker.On(2)).Destination.ShouldNotBeNull().Name.ShouldStartWith("ActiveMQ.Advisory.TempQueue");
    }

    [Fact]
    public async Task A_consumer_that_is_refused_is_asked_for_again_and_costs_nothing_else()
    {
        await using var broker = new ScriptedBroker();
        await using var connection = await ConnectAsync(broker);
        var session = await connection.OpenSessionAsync();
        var producer = await session.CreateProducerAsync(Destination.Queue(Queue));
        var arrived = new Inbox();
        var first = await session.SubscribeAsync(new ConsumerOptions { Destination = Destination.Queue("refused") }, arrived.Put);
        var second = await session.SubscribeAsync(new ConsumerOptions { Destination = Destination.Queue(Queue) }, arrived.Put);
        broker.Refuses = command => command is ConsumerInfo consumer && consumer.Id == first.Id;
        broker.Drop();
        await Eventually.HoldsAsync("the refusal", () => connection.FailoverStatistics.Refused == 1, Soon);

        connection.Status.Phase.ShouldBe(FailoverPhase.Connected);
        await SendAsync(producer).WaitAsync(Soon);
        await broker.DispatchAsync(second.Id, Message(1), Queue);
        await arrived.NextAsync();
        first.Ended.IsCompleted.ShouldBeFalse();

        broker.Refuses = _ => false;
        await Eventually.HoldsAsync("the consumer to be back", () => connection.FailoverStatistics.Refused == 0, Soon);
        await broker.DispatchAsync(first.Id, Message(2), "refused");
        (await arrived.NextAsync()).MessageId.ProducerSequence.ShouldBe(2);
        broker.Connections.ShouldBe(2);
    }

    [Fact]
    public async Task A_redelivery_is_held_while_handled_and_acknowledged_once_settled_and_a_stale_acknowledgement_goes_nowhere()
    {
        await using var broker = new ScriptedBroker();
        await using var connection = await ConnectAsync(broker);
        var session = await connection.OpenSessionAsync();
        var inbox = new Inbox();
        var consumer = await session.SubscribeAsync(new ConsumerOptions { Destination = Destination.Queue(Queue) }, inbox.Put);
        foreach (var number in new[] { 1, 2, 3 })
            await broker.DispatchAsync(consumer.Id, Message(number), Queue);
        var taken = await inbox.TakeAsync(3);
        await consumer.AcknowledgeAsync(taken[0]);
        await Eventually.HoldsAsync("the acknowledgement", () => Acks(broker, 1).Count == 1, Soon);
        broker.Drop();
        await Eventually.HoldsAsync("the reconnect", () => connection.FailoverStatistics.Reconnects == 1, Soon);

        // Of another connection: nothing may reach the new one, which knows no such delivery yet.
        await consumer.AcknowledgeAsync(taken[1]);
        connection.FailoverStatistics.StaleAcknowledgements.ShouldBe(1);
        foreach (var number in new[] { 1, 2, 3, 4 })
            await broker.DispatchAsync(consumer.Id, Message(number), Queue);
        (await inbox.NextAsync()).MessageId.ProducerSequence.ShouldBe(4, "the others were handed out before");
        await Eventually.HoldsAsync("both settled ones to be acknowledged", () => Acks(broker, 2).Count == 2, Soon);
        Acks(broker, 2).ShouldBe([1, 2]);
        await consumer.AcknowledgeAsync(taken[2]);
        await Eventually.HoldsAsync("the held one to be acknowledged", () => Acks(broker, 2).Count == 3, Soon);
        Acks(broker, 2)[2].ShouldBe(3);
        inbox.Count.ShouldBe(4);
        connection.FailoverStatistics.DuplicatesSuppressed.ShouldBe(3);
        await Should.ThrowAsync<ArgumentException>(async () =>
        {
            await using var other = await session.SubscribeAsync(new ConsumerOptions { Destination = Destination.Queue(Queue) }, _ => { });
            await other.AcknowledgeAsync(taken[2]);
        });
    }

    [Fact]
    public async Task A_handler_that_throws_gets_the_message_again()
    {
        await using var broker = new ScriptedBroker();
        await using var connection = await ConnectAsync(broker);
        var session = await connection.OpenSessionAsync();
        var calls = 0;
        var consumer = await session.SubscribeAsync(
            new ConsumerOptions { Destination = Destination.Queue(Queue) },
            _ => throw new InvalidOperationException($"call {Interlocked.Increment(ref calls)}"));
        await broker.DispatchAsync(consumer.Id, Message(1), Queue);
        await Eventually.HoldsAsync("the first call", () => Volatile.Read(ref calls) == 1, Soon);
        broker.Drop();
        await Eventually.HoldsAsync("the reconnect", () => connection.FailoverStatistics.Reconnects == 1, Soon);
        await broker.DispatchAsync(consumer.Id, Message(1), Queue);
        await Eventually.HoldsAsync("the second call", () => Volatile.Read(ref calls) == 2, Soon);
    }

    [Fact]
    public async Task A_broker_that_asks_to_go_elsewhere_is_obeyed()
    {
        await using var broker = new ScriptedBroker();
        await using var other = new ScriptedBroker();
        await using var connection = await ConnectAsync(broker);
        await using var stubborn = await TwoBrokersFixture.Connector.ConnectAsync(TwoBrokersFixture.To(other.Port) with { UpdateBrokers = false });
        await broker.SendAsync(new ConnectionControl { ConnectedBrokers = $"tcp://127.0.0.1:{other.Port}?x=y" });
        await stubborn.CloseAsync();
        await broker.SendAsync(new ConnectionControl { ReconnectTo = $"tcp://127.0.0.1:{other.Port}" });
        await Eventually.HoldsAsync("the move", () => connection.Broker.Port == other.Port, Soon);
        connection.FailoverStatistics.Moves.ShouldBe(1);
        other.On(2).ShouldContain(seen => seen.Command is ConnectionInfo);
    }

    private static List<long> Acks(ScriptedBroker broker, int connection) =>
    [
        .. broker.On(connection).Select(seen => seen.Command).OfType<MessageAck>().Select(ack => ack.LastMessageId!.Value.Id.ProducerSequence),
    ];

    private static T Only<T>(IEnumerable<ScriptedBroker.Seen> seen)
        where T : Command => seen.Select(one => one.Command).OfType<T>().ShouldHaveSingleItem();

    private static MessageId Message(int number) => new(new ProducerId("ID:elsewhere", 1, 1), number);

    private static Task<IFailoverConnection> ConnectAsync(ScriptedBroker broker) =>
        TwoBrokersFixture.Connector.ConnectAsync(TwoBrokersFixture.To(broker.Port));

    private static async Task<MessageId> SendAsync(IMessageProducer producer) => await producer.SendAsync(OutgoingMessage.FromText("x"));
}
