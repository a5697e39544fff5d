using Connector.Lab.Processes;
using Connector.OpenWire;
using Connector.OpenWire.Failover;
using Connector.OpenWire.Wire;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire.Failover;

/// <summary>Temporary queues that a broker removes under a connection that stands: another connection does it here, as a bridge does whose other broker is lost.</summary>
[Collection(TwoBrokersCollection.Name)]
public sealed class TemporaryWatchTests(TwoBrokersFixture brokers)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private const int Removals = 50;

    private readonly Destination _queue = Destination.Queue(BrokerFixture.UniqueName("asked"));

    [Fact]
    public async Task What_the_broker_removes_is_made_anew_and_answered_into_as_before()
    {
        await brokers.BothRunAsync();
        await using var responder = await Responder.StartAsync([brokers.First.OpenWirePort], _queue);
        await using var requester = await Requester.StartAsync([brokers.First.OpenWirePort], _queue);
        await using var remover = await ConnectAsync();
        (await requester.AskAsync("before").WaitAsync(Soon)).ShouldBe("BEFORE");

        for (var round = 0; round < Removals; round++)
        {
            // The broker mixes up a removal and an addition that it does at the same time: so the last addition must be over, which this request comes behind.
            await requester.Connection.RemoveDestinationAsync(Destination.Queue(_queue.Name + ".none"));
            await remover.RemoveDestinationAsync(requester.Replies);
            (await requester.AskAsync($"round {round}").WaitAsync(Soon)).ShouldBe($"ROUND {round}");
        }

        requester.Connection.FailoverStatistics.Reconnects.ShouldBe(0);
    }

    [Fact]
    public async Task What_the_connection_has_removed_itself_does_not_come_back()
    {
        await brokers.BothRunAsync();
        await using var connection = await ConnectAsync();
        await using var other = await ConnectAsync();
        var producer = await (await other.OpenSessionAsync()).CreateProducerAsync(null);
        var removed = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => connection.CreateTemporaryQueueAsync()));
        var kept = await connection.CreateTemporaryQueueAsync();

        foreach (var queue in removed)
            await connection.DeleteTemporaryDestinationAsync(queue);
        await other.RemoveDestinationAsync(kept);

        // Told after the others: whoever has made this one anew has heard of all.
        await Eventually.HoldsAsync("the queue that the broker removed", () => IsThereAsync(producer, kept), Soon);
        foreach (var queue in removed)
            (await IsThereAsync(producer, queue)).ShouldBeFalse();
    }

    [Fact]
    public async Task Whoever_is_refused_the_advisories_asks_all_the_same()
    {
        await using var broker = new ScriptedBroker();
        broker.Refuses = command => command is ConsumerInfo { Destination.Name: var name } && name.StartsWith("ActiveMQ.Advisory.", StringComparison.Ordinal);
        await using var connection = await TwoBrokersFixture.Connector.ConnectAsync(TwoBrokersFixture.To(broker.Port));

        (await connection.CreateTemporaryQueueAsync().WaitAsync(Soon)).IsTemporary.ShouldBeTrue();
    }

    private static async Task<bool> IsThereAsync(IMessageProducer producer, Destination queue)
    {
        try
        {
            await producer.SendAsync(OutgoingMessage.FromText("x") with { Destination = queue });
            return true;
        }
        catch (BrokerRefusedException refused) when (refused.JavaClass.EndsWith("DestinationDoesNotExistException", StringComparison.Ordinal))
        {
            return false;
        }
    }

    private Task<IFailoverConnection> ConnectAsync() => TwoBrokersFixture.Connector.ConnectAsync(TwoBrokersFixture.To(brokers.First.OpenWirePort));
}
