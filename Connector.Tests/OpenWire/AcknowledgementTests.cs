using Connector.Lab.Links;
using Connector.OpenWire;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire;

[Collection(BrokerCollection.Name)]
public sealed class AcknowledgementTests(BrokerFixture fixture) : IAsyncLifetime
{
    private readonly Destination _queue = Destination.Queue(BrokerFixture.UniqueName("acknowledgements"));
    private readonly Inbox _inbox = new();
    private IOpenWireConnection _connection = null!;
    private IOpenWireSession _session = null!;

    public async Task InitializeAsync()
    {
        _connection = await fixture.Broker.ConnectAsync();
        _session = await _connection.OpenSessionAsync();
    }

    public async Task DisposeAsync() => await _connection.DisposeAsync();

    [Fact]
    public async Task A_dropped_connection_brings_messages_again_with_flag_and_counter()
    {
        await using var link = CuttableLink.To(fixture.Broker.OpenWirePort);
        await using var dropped = await Broker.Connector.ConnectAsync(Broker.Options(link.Port));
        var droppedSession = await dropped.OpenSessionAsync();
        var consumer = await droppedSession.SubscribeAsync(new ConsumerOptions { Destination = _queue }, _inbox.Put);
        await _session.SendTextsAsync(_queue, "kept", "lost");
        var first = await _inbox.TakeAsync(2);
        first.ShouldAllBe(delivery => !delivery.Redelivered && delivery.RedeliveryCounter == 0);
        await consumer.AcknowledgeAsync(first[0]);
        await RoundTripAsync(droppedSession);
        await link.CutAsync();
        (await dropped.Ended).Reason.ShouldBe(ConnectionEndReason.ConnectionLost);
        (await consumer.Ended).ShouldBe(ConsumerEnd.ConnectionEnded);
        await Should.ThrowAsync<ConnectionEndedException>(async () => await consumer.AcknowledgeAsync(first[1]));

        var again = new Inbox();
        await SubscribeAsync(_queue, again);
        var delivery = await again.NextAsync();
        delivery.ReadText().ShouldBe("lost");
        delivery.MessageId.ShouldBe(first[1].MessageId);
        delivery.Redelivered.ShouldBeTrue();
        delivery.RedeliveryCounter.ShouldBe(1);
        again.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_closed_consumer_gives_back_what_it_did_not_acknowledge()
    {
        var consumer = await _session.SubscribeAsync(new ConsumerOptions { Destination = _queue, PrefetchSize = 10 }, _inbox.Put);
        await _session.SendTextsAsync(_queue, "1", "2", "3");
        var deliveries = await _inbox.TakeAsync(3);
        await consumer.AcknowledgeAsync(deliveries[1]);
        await consumer.DisposeAsync();
        await consumer.AcknowledgeAsync(deliveries[0]);

        var again = new Inbox();
        await SubscribeAsync(_queue, again);
        (await again.TakeAsync(2)).Select(d => (d.ReadText(), d.RedeliveryCounter)).ShouldBe([("1", 1), ("3", 1)]);
    }

    [Fact]
    public async Task A_message_before_an_acknowledged_one_counts_as_delivered_when_its_consumer_goes()
    {
        var consumer = await _session.SubscribeAsync(new ConsumerOptions { Destination = _queue, PrefetchSize = 10 }, _inbox.Put);
        await _session.SendTextsAsync(_queue, "1", "2");
        var deliveries = await _inbox.TakeAsync(2);
        await consumer.AcknowledgeAsync(deliveries[1]);
        await consumer.DisposeAsync();

        var again = new Inbox();
        await SubscribeAsync(_queue, again);
        var delivery = await again.NextAsync();
        (delivery.ReadText(), delivery.RedeliveryCounter).ShouldBe(("1", 1));
    }

    [Fact]
    public async Task Individual_acknowledgement_takes_one_and_a_range_takes_all_before()
    {
        var consumer = await _session.SubscribeAsync(new ConsumerOptions { Destination = _queue }, _inbox.Put);
        await _session.SendTextsAsync(_queue, "1", "2", "3", "4", "5", "6");
        var deliveries = await _inbox.TakeAsync(6);
        await consumer.AcknowledgeAsync(deliveries[1]);
        await consumer.AcknowledgeAsync(deliveries[1]);
        await consumer.AcknowledgeUpToAsync(deliveries[3]);
        await consumer.AcknowledgeAsync(deliveries[5]);
        await RoundTripAsync(_session);
        _connection.Ended.IsCompleted.ShouldBeFalse();
        await consumer.DisposeAsync();

        var again = new Inbox();
        await SubscribeAsync(_queue, again);
        (await again.NextAsync()).ReadText().ShouldBe("5");
        await RoundTripAsync(_session);
        again.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_rejected_message_goes_to_the_dead_letter_queue_with_the_reason()
    {
        var letters = new Inbox();
        await _session.SubscribeAsync(
            new ConsumerOptions { Destination = Destination.Queue("ActiveMQ.DLQ"), Selector = $"mark = '{_queue.Name}'" }, letters.Put);
        var consumer = await _session.SubscribeAsync(new ConsumerOptions { Destination = _queue }, _inbox.Put);
        await using var producer = await _session.CreateProducerAsync(_queue);
        var properties = new Dictionary<string, object?> { ["mark"] = _queue.Name };
        await producer.SendAsync(OutgoingMessage.FromText("poison") with { Properties = properties });
        await consumer.RejectAsync(await _inbox.NextAsync(), "cannot be read");

        var letter = await letters.NextAsync();
        letter.ReadText().ShouldBe("poison");
        letter.OriginalDestination.ShouldBe(_queue);
        letter.Properties["dlqDeliveryFailureCause"].ShouldBeOfType<string>().ShouldContain("cannot be read");
    }

    [Fact]
    public async Task A_delivery_of_another_consumer_cannot_be_acknowledged()
    {
        await SubscribeAsync(_queue, _inbox);
        var other = await _session.SubscribeAsync(new ConsumerOptions { Destination = Destination.Queue(_queue.Name + "-other") }, _ => { });
        await _session.SendTextsAsync(_queue, "1");
        var delivery = await _inbox.NextAsync();
        await Should.ThrowAsync<ArgumentException>(async () => await other.AcknowledgeAsync(delivery));
    }

    [Fact]
    public async Task Prefetch_bounds_what_is_unacknowledged_and_can_be_widened()
    {
        var consumer = await _session.SubscribeAsync(new ConsumerOptions { Destination = _queue, PrefetchSize = 2 }, _inbox.Put);
        await _session.SendTextsAsync(_queue, "1", "2", "3", "4", "5", "6");
        var firstTwo = await _inbox.TakeAsync(2);
        await NothingMoreAsync(2);

        await consumer.AcknowledgeAsync(firstTwo[0]);
        (await _inbox.NextAsync()).ReadText().ShouldBe("3");
        await NothingMoreAsync(3);

        await consumer.WidenWindowAsync(firstTwo[1]);
        (await _inbox.NextAsync()).ReadText().ShouldBe("4");
        await NothingMoreAsync(4);
    }

    private Task<IMessageConsumer> SubscribeAsync(Destination destination, Inbox inbox) =>
        _session.SubscribeAsync(new ConsumerOptions { Destination = destination }, inbox.Put);

    // The broker has handled what was sent to it before, and dispatched what that let it dispatch.
    private static async Task RoundTripAsync(IOpenWireSession session)
    {
        var queue = Destination.Queue(BrokerFixture.UniqueName("round-trip"));
        var inbox = new Inbox();
        await using var consumer = await session.SubscribeAsync(new ConsumerOptions { Destination = queue }, inbox.Put);
        await session.SendTextsAsync(queue, "there and back");
        await consumer.AcknowledgeAsync(await inbox.NextAsync());
    }

    private async Task NothingMoreAsync(int count)
    {
        await RoundTripAsync(_session);
        _inbox.Count.ShouldBe(count);
    }
}
