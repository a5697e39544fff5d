using Connector.Lab.Processes;
using Connector.OpenWire;
using Connector.OpenWire.Failover;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire.Failover;

/// <summary>What waits during an outage is bounded, in time and in memory; and it ends when the connection does.</summary>
public sealed class OutageLimitTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_send_fails_after_its_time_and_is_not_sent_later()
    {
        await using var broker = new ScriptedBroker();
        var options = TwoBrokersFixture.To(broker.Port) with { SendTimeout = TimeSpan.FromSeconds(3) };
        await using var connection = await TwoBrokersFixture.Connector.ConnectAsync(options);
        await using var producer = await (await connection.OpenSessionAsync()).CreateProducerAsync(Destination.Queue("q"));
        broker.Refuses = command => command is Connector.OpenWire.Wire.ConnectionInfo;
        broker.Drop();
        // Refused at least once, so that the reason is the refusal and not the loss before it.
        await Eventually.HoldsAsync("a refused round", () => connection.Status.FailedRounds > 0, Soon);

        var failure = await Should.ThrowAsync<SendTimeoutException>(() => SendAsync(producer, 10).WaitAsync(Soon));
        failure.Message.ShouldContain("within 3 s");
        failure.Message.ShouldContain("not now");
        connection.FailoverStatistics.SendsTimedOut.ShouldBe(1);

        broker.Refuses = _ => false;
        await connection.WaitUntilConnectedAsync().WaitAsync(Soon);
        (await SendAsync(producer, 10).WaitAsync(Soon)).ProducerSequence.ShouldBe(2);
        broker.On(broker.Connections).Where(seen => seen.Message is not null).ShouldHaveSingleItem().Message!.Value.ProducerSequence.ShouldBe(2);
    }

    [Fact]
    public async Task What_waits_is_bounded_in_bytes_and_says_so()
    {
        await using var broker = new ScriptedBroker();
        var options = TwoBrokersFixture.To(broker.Port) with { MaxPendingBytes = 10_000 };
        await using var connection = await TwoBrokersFixture.Connector.ConnectAsync(options);
        await using var producer = await (await connection.OpenSessionAsync()).CreateProducerAsync(Destination.Queue("q"));
        broker.Refuses = command => command is Connector.OpenWire.Wire.ConnectionInfo;
        broker.Drop();
        await Eventually.HoldsAsync("the loss", () => connection.Status.Phase == FailoverPhase.Interrupted, Soon);

        var waiting = SendAsync(producer, 6000);
        (await Should.ThrowAsync<SendBufferFullException>(() => SendAsync(producer, 6000))).Message.ShouldContain("10,000 bytes");
        var small = SendAsync(producer, 100);
        waiting.IsCompleted.ShouldBeFalse();

        broker.Refuses = _ => false;
        await Task.WhenAll(waiting, small).WaitAsync(Soon);
        await SendAsync(producer, 20_000).WaitAsync(Soon);
        await Eventually.HoldsAsync("nothing to wait", () => connection.FailoverStatistics.PendingBytes == 0, Soon);
    }

    [Fact]
    public async Task A_connection_that_is_closed_or_given_up_ends_everything_that_waits_on_it()
    {
        await using var broker = new ScriptedBroker();
        var connection = await TwoBrokersFixture.Connector.ConnectAsync(TwoBrokersFixture.To(broker.Port));
        var session = await connection.OpenSessionAsync();
        var producer = await session.CreateProducerAsync(Destination.Queue("q"));
        var consumer = await session.SubscribeAsync(new ConsumerOptions { Destination = Destination.Queue("q") }, _ => { });
        broker.Refuses = command => command is Connector.OpenWire.Wire.ConnectionInfo;
        broker.Drop();
        await Eventually.HoldsAsync("the loss", () => connection.Status.Phase == FailoverPhase.Interrupted, Soon);
        var sending = SendAsync(producer, 1);
        var opening = connection.OpenSessionAsync();
        await connection.CloseAsync().WaitAsync(Soon);

        (await connection.Ended).Reason.ShouldBe(ConnectionEndReason.ClosedByClient);
        (await consumer.Ended.WaitAsync(Soon)).ShouldBe(ConsumerEnd.ConnectionEnded);
        await Should.ThrowAsync<ConnectionEndedException>(() => sending.WaitAsync(Soon));
        await Should.ThrowAsync<ConnectionEndedException>(() => opening.WaitAsync(Soon));
        await Should.ThrowAsync<ConnectionEndedException>(() => SendAsync(producer, 1));
        connection.Status.Phase.ShouldBe(FailoverPhase.Ended);
        await connection.DisposeAsync();

        var impatient = TwoBrokersFixture.To(broker.Port) with { StartupMaxReconnectAttempts = 2 };
        (await Should.ThrowAsync<ConnectionEndedException>(() => TwoBrokersFixture.Connector.ConnectAsync(impatient).WaitAsync(Soon)))
            .Message.ShouldContain("given up after 2 rounds");
    }

    [Fact]
    public void Options_that_cannot_be_are_refused_with_a_sentence()
    {
        Fails(options => options with { Brokers = [] }, "no broker");
        Fails(options => options with { MaxReconnectDelay = TimeSpan.Zero }, "in this order");
        Fails(options => options with { ReconnectDelayExponent = 0.5 }, "exponent");
        Fails(options => options with { MaxReconnectAttempts = -2 }, "-1");
        Fails(options => options with { SendTimeout = TimeSpan.Zero }, "more than zero");
        Fails(options => options with { MaxPendingBytes = 0 }, "MaxPendingBytes");

        static void Fails(Func<FailoverOptions, FailoverOptions> change, string expected) =>
            Should.Throw<ArgumentException>(() => TwoBrokersFixture.Connector.Open(change(TwoBrokersFixture.To(1)))).Message.ShouldContain(expected);
    }

    private static async Task<MessageId> SendAsync(IMessageProducer producer, int bytes) => await producer.SendAsync(OutgoingMessage.FromBytes(new byte[bytes]));
}
