using System.Diagnostics;
using Connector.Lab.Brokers;
using Connector.Lab.Processes;
using Connector.OpenWire;
using Connector.OpenWire.Wire;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire;

/// <summary>However a connection ends: one typed reason, everything that waits fails with it, nothing hangs.</summary>
public sealed class LostConnectionTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_killed_broker_ends_the_connection_with_one_reason_for_all_that_waits()
    {
        await using var broker = await ActiveMqBroker.StartAsync();
        await using var connection = await broker.ConnectAsync();
        var session = await connection.OpenSessionAsync();
        await using var producer = await session.CreateProducerAsync(Destination.Queue("doomed"));
        await producer.SendAsync(OutgoingMessage.FromText("kept"));

        // Frozen, it takes commands and answers none: the sends are in flight for sure when it dies.
        await broker.FreezeAsync();
        var sends = Enumerable.Range(0, 100).Select(i => producer.SendAsync(OutgoingMessage.FromText($"{i}")).AsTask()).ToList();
        connection.Statistics.RequestsInFlight.ShouldBe(100);
        await broker.KillAsync();

        var end = await connection.Ended.WaitAsync(Soon);
        end.Reason.ShouldBe(ConnectionEndReason.ConnectionLost);
        foreach (var send in sends)
            (await Should.ThrowAsync<ConnectionEndedException>(() => send.WaitAsync(Soon))).End.ShouldBeSameAs(end);
        connection.Statistics.RequestsInFlight.ShouldBe(0);
        (await Should.ThrowAsync<ConnectionEndedException>(async () => await producer.SendAsync(OutgoingMessage.FromText("late")))).End.ShouldBeSameAs(end);
        (await Should.ThrowAsync<ConnectionEndedException>(async () =>
            await producer.SendAsync(OutgoingMessage.FromText("late") with { Persistent = false }))).End.ShouldBeSameAs(end);
        await connection.CloseAsync();
        (await connection.Ended).ShouldBeSameAs(end);

        await broker.RestartAsync();
        await using var again = await broker.ConnectAsync();
        var inbox = new Inbox();
        await (await again.OpenSessionAsync()).SubscribeAsync(new ConsumerOptions { Destination = Destination.Queue("doomed") }, inbox.Put);
        (await inbox.NextAsync()).ReadText().ShouldBe("kept");
    }

    [Fact]
    public async Task A_broker_that_stops_in_order_ends_the_connection_without_a_word()
    {
        await using var broker = await ActiveMqBroker.StartAsync();
        await using var connection = await broker.ConnectAsync();
        await broker.StopAsync();
        (await connection.Ended.WaitAsync(Soon)).Reason.ShouldBe(ConnectionEndReason.ConnectionLost);
    }

    [Fact]
    public async Task A_broker_that_says_goodbye_is_heard()
    {
        await using var fake = new FakeBroker();
        await using var connection = await ConnectAsync(fake);
        await fake.SendAsync(Frames.Write(new ShutdownInfo()));
        (await connection.Ended.WaitAsync(Soon)).Reason.ShouldBe(ConnectionEndReason.ClosedByBroker);

        await using var asking = new FakeBroker();
        await using var asked = await ConnectAsync(asking);
        await asking.SendAsync(Frames.Write(new ConnectionControl { Close = true }));
        (await asked.Ended.WaitAsync(Soon)).Reason.ShouldBe(ConnectionEndReason.ClosedByBroker);
    }

    [Fact]
    public async Task A_silent_broker_ends_the_connection_for_inactivity()
    {
        await using var silent = new FakeBroker(maxInactivityMilliseconds: 3000);
        await using var connection = await ConnectAsync(silent);
        var session = await connection.OpenSessionAsync();
        await using var producer = await session.CreateProducerAsync(Destination.Queue("q"));
        var send = producer.SendAsync(OutgoingMessage.FromText("unanswered")).AsTask();

        var end = await connection.Ended.WaitAsync(Soon);
        end.Reason.ShouldBe(ConnectionEndReason.Inactivity);
        end.Message.ShouldContain("3 s");
        await Should.ThrowAsync<ConnectionEndedException>(() => send.WaitAsync(Soon));
        await UntilAsync(() => { lock (silent.Received) return silent.Received.OfType<KeepAliveInfo>().Any(); }, "a sign of life to have been sent");
    }

    [Fact]
    public async Task A_handler_that_takes_long_is_not_taken_for_a_silent_broker()
    {
        await using var fake = new FakeBroker(maxInactivityMilliseconds: 2000) { AnswersKeepAlives = true };
        await using var connection = await ConnectAsync(fake);
        using var entered = new SemaphoreSlim(0);
        using var held = new ManualResetEventSlim();
        var session = await connection.OpenSessionAsync();
        var consumer = await session.SubscribeAsync(
            new ConsumerOptions { Destination = Destination.Queue("q") },
            _ =>
            {
                entered.Release();
                held.Wait(Soon);
            });
        await fake.SendAsync(Dispatch(consumer));
        (await entered.WaitAsync(Soon)).ShouldBeTrue();
        var since = Stopwatch.StartNew();
        await UntilAsync(() => since.ElapsedMilliseconds > 6000, "three limits to pass");
        connection.Ended.IsCompleted.ShouldBeFalse();
        held.Set();
    }

    [Fact]
    public async Task A_keep_alive_that_asks_for_an_answer_gets_one()
    {
        await using var fake = new FakeBroker();
        await using var connection = await ConnectAsync(fake);
        await fake.SendAsync(Frames.Write(new KeepAliveInfo { ResponseRequired = true }));
        await UntilAsync(() => { lock (fake.Received) return fake.Received.OfType<KeepAliveInfo>().Any(answer => !answer.ResponseRequired); }, "the answer");
    }

    [Fact]
    public async Task An_oversize_frame_ends_the_connection_before_anything_is_allocated_for_it()
    {
        // What is counted is the whole process's, and other tests run beside: the least of some attempts is what one such frame costs.
        var least = long.MaxValue;
        for (var attempt = 0; attempt < 20 && least >= 10_000_000; attempt++)
        {
            await using var fake = new FakeBroker();
            await using var connection = await ConnectAsync(fake);
            var before = GC.GetTotalAllocatedBytes();
            await fake.SendAsync(new byte[] { 0x7f, 0xff, 0xff, 0xff, WireType.MessageDispatch });
            var end = await connection.Ended.WaitAsync(Soon);
            least = Math.Min(least, GC.GetTotalAllocatedBytes() - before);
            end.Reason.ShouldBe(ConnectionEndReason.ProtocolViolation);
            end.Cause.ShouldBeOfType<FrameTooLargeException>().FrameBytes.ShouldBe(int.MaxValue);
        }

        least.ShouldBeLessThan(10_000_000);
    }

    [Theory]
    [InlineData("000000050000000000")] // type 0
    [InlineData("00000000")] // no type
    [InlineData("ffffffff00")] // a negative size
    [InlineData("000000061e0000000100")] // a Response without its correlation id
    [InlineData("48545450")] // "HTTP"
    public async Task Nonsense_ends_the_connection(string hex)
    {
        await using var fake = new FakeBroker();
        await using var connection = await ConnectAsync(fake);
        await fake.SendAsync(Convert.FromHexString(hex));
        (await connection.Ended.WaitAsync(Soon)).Reason.ShouldBe(ConnectionEndReason.ProtocolViolation);
    }

    [Fact]
    public async Task An_error_of_the_connection_ends_it_with_the_brokers_words()
    {
        await using var fake = new FakeBroker();
        await using var connection = await ConnectAsync(fake);
        await fake.SendAsync(Frames.Write(new ConnectionError(new BrokerException("java.io.IOException", "disk full"), null)));
        var end = await connection.Ended.WaitAsync(Soon);
        end.Reason.ShouldBe(ConnectionEndReason.BrokerError);
        end.Message.ShouldContain("disk full");
    }

    [Fact]
    public async Task A_consumer_closed_by_the_broker_ends_alone()
    {
        await using var fake = new FakeBroker();
        await using var connection = await ConnectAsync(fake);
        var consumer = await (await connection.OpenSessionAsync()).SubscribeAsync(
            new ConsumerOptions { Destination = Destination.Queue("q") }, _ => { });
        await fake.SendAsync(Frames.Write(new ConsumerControl(consumer.Id, null) { Close = true }));
        (await consumer.Ended.WaitAsync(Soon)).ShouldBe(ConsumerEnd.ClosedByBroker);

        // What comes for it afterwards is discarded and counted.
        await fake.SendAsync(Dispatch(consumer));
        await UntilAsync(() => connection.Statistics.DeliveriesDiscarded == 1, "the late delivery to be counted");
        connection.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Commands_without_use_are_counted()
    {
        await using var fake = new FakeBroker();
        await using var connection = await ConnectAsync(fake);
        await fake.SendAsync(Frames.Write(new ConnectionControl { ConnectedBrokers = "tcp://b2:61616" }));
        await UntilAsync(() => connection.Statistics.CommandsIgnored == 1, "the command to be counted");
        connection.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task An_unanswered_command_times_out_and_the_connection_goes_on()
    {
        await using var fake = new FakeBroker();
        await using var connection = await Broker.Connector.ConnectAsync(Broker.Options(fake.Port) with { RequestTimeout = TimeSpan.FromSeconds(3) });
        var failure = await Should.ThrowAsync<BrokerTimeoutException>(() => connection.CreateTemporaryQueueAsync());
        failure.Message.ShouldContain("DestinationInfo");
        failure.Message.ShouldContain("3 s");
        connection.Statistics.RequestsInFlight.ShouldBe(0);
        await connection.OpenSessionAsync();
    }

    [Fact]
    public async Task A_broker_that_does_not_answer_the_sign_in_is_unreachable()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var options = Broker.Options(((System.Net.IPEndPoint)listener.LocalEndpoint).Port) with { ConnectTimeout = TimeSpan.FromMilliseconds(300) };
        var failure = await Should.ThrowAsync<BrokerUnreachableException>(() => Broker.Connector.ConnectAsync(options));
        failure.Message.ShouldContain("0.3 s");
    }

    [Fact]
    public async Task A_broker_too_old_is_told()
    {
        await using var old = new FakeBroker(version: 10);
        var failure = await Should.ThrowAsync<ProtocolViolationException>(() => Broker.Connector.ConnectAsync(Broker.Options(old.Port)));
        failure.Message.ShouldContain("OpenWire 10");
    }

    [Fact]
    public async Task Senders_wait_while_the_broker_does_not_read_and_go_on_when_it_does()
    {
        await using var broker = await ActiveMqBroker.StartAsync();
        await using var connection = await broker.ConnectAsync(options => options with { MaxUnsentBytes = 200_000 });
        var session = await connection.OpenSessionAsync();
        var queue = Destination.Queue("slow");
        await using var producer = await session.CreateProducerAsync(queue);
        await broker.FreezeAsync();
        var message = OutgoingMessage.FromBytes(new byte[100_000]) with { Persistent = false };
        // 30 MB are several times what the sockets' buffers and the writer's bound can hold between them, so some must wait, however long one looks.
        var sends = Enumerable.Range(0, 300).Select(_ => producer.SendAsync(message).AsTask()).ToList();
        await UntilAsync(() => sends.Exists(send => send.IsCompleted) && connection.Statistics.BytesSent > 0, "the first sends");
        sends.ShouldContain(send => !send.IsCompleted);
        await broker.ThawAsync();
        await Task.WhenAll(sends).WaitAsync(Soon);
    }

    private static Task<IOpenWireConnection> ConnectAsync(FakeBroker broker) => Broker.Connector.ConnectAsync(Broker.Options(broker.Port));

    private static Task UntilAsync(Func<bool> condition, string what) => Eventually.HoldsAsync(what, condition, Soon);

    private static byte[] Dispatch(IMessageConsumer consumer) => Frames.Write(buffer => MessageCodec.WriteDispatch(
        buffer,
        1,
        new WireDispatch { ConsumerId = consumer.Id, Destination = Destination.Queue("q"), HasMessage = true },
        new WireMessage { Kind = MessageBodyKind.Bytes, Id = new MessageId(new ProducerId("p", 1, 1), 1), Destination = Destination.Queue("q") }));
}
