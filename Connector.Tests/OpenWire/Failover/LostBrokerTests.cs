using System.Diagnostics;
using System.Globalization;
using Connector.Lab.Processes;
using Connector.OpenWire;
using Connector.OpenWire.Failover;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.OpenWire.Failover;

/// <summary>Real brokers that are killed, stopped and frozen under a fail-over connection.</summary>
[Collection(TwoBrokersCollection.Name)]
public sealed class LostBrokerTests(TwoBrokersFixture brokers, ITestOutputHelper output)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly Destination _queue = Destination.Queue(BrokerFixture.UniqueName("failover"));

    [Fact]
    public async Task Persistent_messages_in_flight_survive_a_kill_once_each()
    {
        const int total = 2000;
        await brokers.BothRunAsync();
        await using var connection = await ConnectAsync(brokers.First.OpenWirePort);
        var session = await connection.OpenSessionAsync();
        var producer = await session.CreateProducerAsync(_queue);

        var answered = 0;
        var sends = new List<Task>();
        for (var i = 0; i < total; i++)
        {
            sends.Add(SendAsync(i));
            if (i == total / 2)
            {
                await Eventually.HoldsAsync("the first answers", () => Volatile.Read(ref answered) > 100, Soon);
                // Frozen, it answers nothing more: what is sent now is in flight for sure when it dies.
                await brokers.First.FreezeAsync();
            }
        }

        await brokers.First.KillAsync();
        await brokers.First.RestartAsync();
        await Task.WhenAll(sends).WaitAsync(Soon);

        connection.FailoverStatistics.MessagesResent.ShouldBeGreaterThan(total / 4);
        connection.FailoverStatistics.PendingBytes.ShouldBe(0);
        // A last one, sent afterwards, proves that nothing else is behind the others.
        await SendTextAsync(producer, "last");
        await using var plain = await brokers.First.ConnectAsync();
        await using var stream = await (await plain.OpenSessionAsync()).SubscribeAsync(new ConsumerOptions { Destination = _queue });
        using var limit = new CancellationTokenSource(Soon);
        var texts = new List<string>();
        await foreach (var delivery in stream.ReadAllAsync(limit.Token))
        {
            texts.Add(delivery.ReadText());
            await stream.Consumer.AcknowledgeAsync(delivery, limit.Token);
            if (texts[^1] == "last")
                break;
        }

        texts.ShouldBe([.. Enumerable.Range(0, total).Select(Text), "last"], "each once, in order");

        async Task SendAsync(int number)
        {
            await SendTextAsync(producer, Text(number));
            Interlocked.Increment(ref answered);
        }
    }

    [Fact]
    public Task Requests_over_a_temporary_queue_are_answered_after_a_kill_within_two_seconds() =>
        Promise.IsKeptAsync(TimeSpan.FromSeconds(2), KillUnderRequestsAsync);

    // How long it takes until a request is answered again.
    private async Task<TimeSpan> KillUnderRequestsAsync()
    {
        await brokers.BothRunAsync();
        var ports = new[] { brokers.First.OpenWirePort, brokers.Second.OpenWirePort };
        await using var responder = await Responder.StartAsync(ports, _queue);
        await using var requester = await Requester.StartAsync(ports, _queue);
        (await requester.AskAsync("before").WaitAsync(Soon)).ShouldBe("BEFORE");

        // In flight when the broker dies: received, not answered.
        responder.Hold();
        var inFlight = Enumerable.Range(0, 20).Select(i => requester.AskAsync($"flight {i}")).ToList();
        await Eventually.HoldsAsync("the requests to arrive", () => responder.Held == 20, Soon);
        await brokers.First.KillAsync();
        var since = Stopwatch.StartNew();
        responder.Release();
        var first = await requester.AskAsync("after").WaitAsync(Soon);
        var gap = since.Elapsed;

        first.ShouldBe("AFTER");
        (await Task.WhenAll(inFlight).WaitAsync(Soon)).ShouldBe(Enumerable.Range(0, 20).Select(i => $"FLIGHT {i}"));
        responder.Handled.ShouldBe(22, "none is handled twice");
        requester.Connection.Status.Broker!.Port.ShouldBe(brokers.Second.OpenWirePort);
        output.WriteLine($"requests flow again after {gap.TotalMilliseconds:0} ms");
        return gap;
    }

    [Fact]
    public async Task What_is_in_hand_when_the_broker_dies_is_handled_once_and_settled_when_it_is_back()
    {
        await brokers.BothRunAsync();
        await using var connection = await ConnectAsync(brokers.First.OpenWirePort);
        var session = await connection.OpenSessionAsync();
        await session.SendTextsAsync(_queue, "1", "2", "3");
        var inbox = new Inbox();
        var consumer = await session.SubscribeAsync(new ConsumerOptions { Destination = _queue }, inbox.Put);
        var taken = await inbox.TakeAsync(3);

        await brokers.First.KillAsync();
        await Eventually.HoldsAsync("the loss", () => connection.Status.Phase == FailoverPhase.Interrupted, Soon);
        // One is handled while there is no broker, one when it is back, one is still being handled then.
        await consumer.AcknowledgeAsync(taken[0]);
        connection.FailoverStatistics.StaleAcknowledgements.ShouldBe(1);
        await brokers.First.RestartAsync();
        await Eventually.HoldsAsync("the redeliveries", () => connection.FailoverStatistics.DuplicatesSuppressed == 3, Soon);
        await consumer.AcknowledgeUpToAsync(taken[1]);
        inbox.Count.ShouldBe(3);
        await session.SendTextsAsync(_queue, "4");
        (await inbox.NextAsync()).ReadText().ShouldBe("4", "the redeliveries were not handed out");
        await consumer.DisposeAsync();

        var rest = new Inbox();
        await using var again = await session.SubscribeAsync(new ConsumerOptions { Destination = _queue }, rest.Put);
        (await rest.TakeAsync(2)).ConvertAll(delivery => delivery.ReadText()).ShouldBe(["3", "4"], "what was settled is gone, the rest is not");
    }

    [Fact]
    public async Task A_stopped_broker_is_left_and_one_that_is_down_at_the_start_is_passed_over()
    {
        await brokers.BothRunAsync();
        await using var connection = await ConnectAsync(brokers.First.OpenWirePort, brokers.Second.OpenWirePort);
        var session = await connection.OpenSessionAsync();
        await using var producer = await session.CreateProducerAsync(null);
        var known = connection.Status;
        known.ShouldSatisfyAllConditions(
            status => status.Phase.ShouldBe(FailoverPhase.Connected), status => status.Broker!.Port.ShouldBe(brokers.First.OpenWirePort));

        await brokers.First.StopAsync();
        await producer.SendAsync(OutgoingMessage.FromText("moved") with { Destination = _queue }).AsTask().WaitAsync(Soon);
        (await connection.NextStatusAsync(known).WaitAsync(Soon)).ShouldNotBe(known);
        connection.Status.Broker!.Port.ShouldBe(brokers.Second.OpenWirePort);
        connection.BrokerDescription.Name.ShouldBe("second");
        connection.FailoverStatistics.Reconnects.ShouldBe(1);

        await using var late = await ConnectAsync(brokers.First.OpenWirePort, brokers.Second.OpenWirePort);
        late.Broker.Port.ShouldBe(brokers.Second.OpenWirePort);
        late.FailoverStatistics.Reconnects.ShouldBe(0);
    }

    [Fact]
    public async Task With_both_brokers_down_everything_waits_until_one_is_back()
    {
        await brokers.BothRunAsync();
        await using var connection = await ConnectAsync(brokers.First.OpenWirePort, brokers.Second.OpenWirePort);
        var session = await connection.OpenSessionAsync();
        await using var producer = await session.CreateProducerAsync(_queue);
        await Task.WhenAll(brokers.First.KillAsync(), brokers.Second.KillAsync());
        await Eventually.HoldsAsync("a failed round", () => connection.Status.FailedRounds > 1, Soon);
        connection.Status.Reason.ShouldContain(brokers.First.OpenWirePort.ToString(CultureInfo.InvariantCulture));

        var inbox = new Inbox();
        var sending = SendTextAsync(producer, "patient");
        var subscribing = session.SubscribeAsync(new ConsumerOptions { Destination = _queue }, inbox.Put);
        var opening = connection.OpenSessionAsync();
        var creating = connection.CreateTemporaryQueueAsync();
        using var impatient = new CancellationTokenSource();
        var cancelled = connection.CreateTemporaryTopicAsync(impatient.Token);
        var withdrawn = SendTextAsync(producer, "withdrawn", impatient.Token);
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => cancelled);
        await Should.ThrowAsync<OperationCanceledException>(() => withdrawn);
        new Task[] { sending, subscribing, opening, creating }.ShouldAllBe(task => !task.IsCompleted);

        await brokers.Second.RestartAsync();
        await Task.WhenAll(sending, subscribing, opening, creating).WaitAsync(Soon);
        (await inbox.NextAsync()).ReadText().ShouldBe("patient");
        await SendTextAsync(producer, "next");
        (await inbox.NextAsync()).ReadText().ShouldBe("next", "what was withdrawn is not sent");
    }

    [Fact]
    public async Task A_frozen_broker_is_left_after_the_inactivity_limit()
    {
        await brokers.BothRunAsync();
        var options = TwoBrokersFixture.To(brokers.First.OpenWirePort, brokers.Second.OpenWirePort) with
        {
            Connection = Broker.Options(0) with { MaxInactivity = TimeSpan.FromSeconds(2) },
        };
        await using var connection = await TwoBrokersFixture.Connector.ConnectAsync(options);
        await using var producer = await (await connection.OpenSessionAsync()).CreateProducerAsync(_queue);
        await SendTextAsync(producer, "before");
        await brokers.First.FreezeAsync();
        var since = Stopwatch.StartNew();
        await SendTextAsync(producer, "after").WaitAsync(Soon);
        output.WriteLine($"sent on {since.Elapsed.TotalSeconds:0.0} s after the freeze");
        connection.Broker.Port.ShouldBe(brokers.Second.OpenWirePort);
        connection.FailoverStatistics.MessagesResent.ShouldBe(1);
    }

    private static Task<IFailoverConnection> ConnectAsync(params IEnumerable<int> ports) =>
        TwoBrokersFixture.Connector.ConnectAsync(TwoBrokersFixture.To(ports));

    private static async Task SendTextAsync(IMessageProducer producer, string text, CancellationToken cancellationToken = default) =>
        await producer.SendAsync(OutgoingMessage.FromText(text), cancellationToken);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
