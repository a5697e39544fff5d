using Connector.Lab.Processes;
using Connector.OpenWire;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire;

[Collection(BrokerCollection.Name)]
public sealed class ConsumerTests(BrokerFixture fixture) : IAsyncLifetime
{
    private readonly Destination _queue = Destination.Queue(BrokerFixture.UniqueName("consumers"));
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
    public async Task Every_subscriber_of_a_topic_gets_the_message_and_a_later_one_does_not()
    {
        var topic = Destination.Topic(BrokerFixture.UniqueName("topic"));
        var second = new Inbox();
        var late = new Inbox();
        await SubscribeAsync(topic, _inbox);
        await SubscribeAsync(topic, second);
        await _session.SendTextsAsync(topic, "first");
        (await _inbox.NextAsync()).ReadText().ShouldBe("first");
        (await second.NextAsync()).ReadText().ShouldBe("first");

        await SubscribeAsync(topic, late);
        await _session.SendTextsAsync(topic, "second");
        (await late.NextAsync()).ReadText().ShouldBe("second");
    }

    [Fact]
    public async Task NoLocal_leaves_out_what_this_connection_publishes()
    {
        var topic = Destination.Topic(BrokerFixture.UniqueName("topic"));
        await _session.SubscribeAsync(new ConsumerOptions { Destination = topic, NoLocal = true }, _inbox.Put);
        await _session.SendTextsAsync(topic, "own");
        await using var other = await fixture.Broker.ConnectAsync();
        await (await other.OpenSessionAsync()).SendTextsAsync(topic, "foreign");
        (await _inbox.NextAsync()).ReadText().ShouldBe("foreign");
    }

    [Fact]
    public async Task A_virtual_topic_is_copied_to_each_group_and_shared_within_one()
    {
        var name = BrokerFixture.UniqueName("events");
        var audit = new Inbox();
        var billing = new[] { new Inbox(), new Inbox() };
        await SubscribeAsync(Destination.VirtualTopicConsumer("audit", name), audit);
        foreach (var inbox in billing)
            await SubscribeAsync(Destination.VirtualTopicConsumer("billing", name), inbox);

        await _session.SendTextsAsync(Destination.VirtualTopic(name), "1", "2", "3", "4");

        (await audit.TakeAsync(4)).Select(d => d.ReadText()).ShouldBe(["1", "2", "3", "4"]);
        await Eventually.HoldsAsync("the billing group to have all four", () => billing.Sum(inbox => inbox.Count) == 4, TimeSpan.FromSeconds(60));
        billing.ShouldAllBe(inbox => inbox.Count == 2);
    }

    [Fact]
    public async Task A_request_is_answered_through_a_temporary_queue_of_another_connection()
    {
        await using var client = await fixture.Broker.ConnectAsync();
        var clientSession = await client.OpenSessionAsync();
        var answers = await client.CreateTemporaryQueueAsync();
        await clientSession.SubscribeAsync(new ConsumerOptions { Destination = answers }, _inbox.Put);

        var requests = new Inbox();
        await SubscribeAsync(_queue, requests);
        await using var replies = await _session.CreateProducerAsync(null);

        await using var producer = await clientSession.CreateProducerAsync(_queue);
        await producer.SendAsync(OutgoingMessage.FromText("question") with { ReplyTo = answers, CorrelationId = "42" });
        var request = await requests.NextAsync();
        request.ReplyTo.ShouldBe(answers);
        await replies.SendAsync(OutgoingMessage.FromText("answer") with
        {
            Destination = request.ReplyTo,
            CorrelationId = request.CorrelationId,
            Persistent = false,
        });

        var answer = await _inbox.NextAsync();
        answer.ReadText().ShouldBe("answer");
        answer.CorrelationId.ShouldBe("42");
    }

    [Fact]
    public async Task Only_its_connection_may_consume_from_a_temporary_queue()
    {
        await using var other = await fixture.Broker.ConnectAsync();
        var foreign = await other.CreateTemporaryQueueAsync();
        await Should.ThrowAsync<ArgumentException>(() => SubscribeAsync(foreign, _inbox));
    }

    [Fact]
    public async Task The_higher_priority_gets_all_until_its_prefetch_is_full()
    {
        var low = new Inbox();
        var high = new Inbox();
        await _session.SubscribeAsync(new ConsumerOptions { Destination = _queue, PrefetchSize = 10, Priority = 0 }, low.Put);
        var first = await _session.SubscribeAsync(new ConsumerOptions { Destination = _queue, PrefetchSize = 3, Priority = 5 }, high.Put);

        await _session.SendTextsAsync(_queue, "1", "2", "3");
        var taken = await high.TakeAsync(3);
        await _session.SendTextsAsync(_queue, "4");
        (await low.NextAsync()).ReadText().ShouldBe("4");
        high.Count.ShouldBe(3);

        await first.AcknowledgeAsync(taken[0]);
        await _session.SendTextsAsync(_queue, "5");
        (await high.NextAsync()).ReadText().ShouldBe("5");
        low.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_selector_chooses()
    {
        await _session.SubscribeAsync(new ConsumerOptions { Destination = _queue, Selector = "JMSType = 'order' AND size > 3" }, _inbox.Put);
        await using var producer = await _session.CreateProducerAsync(_queue);
        await producer.SendAsync(Sized("order", 3));
        await producer.SendAsync(Sized("offer", 9));
        await producer.SendAsync(Sized("order", 4));
        (await _inbox.NextAsync()).Properties["size"].ShouldBe(4);
        _inbox.Count.ShouldBe(1);

        static OutgoingMessage Sized(string type, int size) =>
            OutgoingMessage.FromText("x") with { Type = type, Properties = new Dictionary<string, object?> { ["size"] = size } };
    }

    [Fact]
    public async Task A_wrong_selector_is_refused()
    {
        var refusal = await Should.ThrowAsync<BrokerRefusedException>(() =>
            _session.SubscribeAsync(new ConsumerOptions { Destination = _queue, Selector = "size >" }, _inbox.Put));
        refusal.JavaClass.ShouldBe("javax.jms.InvalidSelectorException");
    }

    [Fact]
    public async Task A_browser_sees_all_and_takes_none()
    {
        await _session.SendTextsAsync(_queue, Enumerable.Range(0, 25).Select(i => $"{i}"));
        var browser = await _session.SubscribeAsync(new ConsumerOptions { Destination = _queue, Browser = true, PrefetchSize = 10 }, _inbox.Put);
        (await browser.Ended.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBe(ConsumerEnd.BrowseComplete);
        _inbox.Count.ShouldBe(25);
        await browser.DisposeAsync();

        var taker = new Inbox();
        await SubscribeAsync(_queue, taker);
        (await taker.TakeAsync(25)).ShouldAllBe(delivery => !delivery.Redelivered);
    }

    [Fact]
    public async Task A_stream_yields_the_deliveries_and_ends_with_the_consumer()
    {
        var stream = await _session.SubscribeAsync(new ConsumerOptions { Destination = _queue, PrefetchSize = 2 });
        await _session.SendTextsAsync(_queue, "1", "2", "3", "4", "5");
        var texts = new List<string>();
        await foreach (var delivery in stream.ReadAllAsync())
        {
            texts.Add(delivery.ReadText());
            await stream.Consumer.AcknowledgeAsync(delivery);
            if (texts.Count == 5)
                await stream.DisposeAsync();
        }

        texts.ShouldBe(["1", "2", "3", "4", "5"]);
        (await stream.Consumer.Ended).ShouldBe(ConsumerEnd.Disposed);
    }

    [Fact]
    public async Task An_exclusive_consumer_gets_everything_and_the_next_one_follows()
    {
        var next = new Inbox();
        var exclusive = await _session.SubscribeAsync(new ConsumerOptions { Destination = _queue, Exclusive = true }, _inbox.Put);
        await _session.SubscribeAsync(new ConsumerOptions { Destination = _queue, Exclusive = true }, next.Put);
        await _session.SendTextsAsync(_queue, "1", "2", "3", "4");
        (await _inbox.TakeAsync(4)).Count.ShouldBe(4);
        next.Count.ShouldBe(0);
        await exclusive.DisposeAsync();
        (await next.TakeAsync(4)).Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_durable_subscription_keeps_messages_while_nobody_is_connected()
    {
        var topic = Destination.Topic(BrokerFixture.UniqueName("durable"));
        var client = BrokerFixture.UniqueName("client");
        var options = new ConsumerOptions { Destination = topic, SubscriptionName = "keeper" };
        await using (var first = await fixture.Broker.ConnectAsync(o => o with { ClientId = client }))
            await (await first.OpenSessionAsync()).SubscribeAsync(options, _inbox.Put);

        await _session.SendTextsAsync(topic, "while away");
        await using var second = await fixture.Broker.ConnectAsync(o => o with { ClientId = client });
        var consumer = await (await second.OpenSessionAsync()).SubscribeAsync(options, _inbox.Put);
        var delivery = await _inbox.NextAsync();
        delivery.ReadText().ShouldBe("while away");
        await consumer.AcknowledgeAsync(delivery);

        await Should.ThrowAsync<BrokerRefusedException>(() => second.UnsubscribeAsync("keeper"), "it has a consumer");
        await consumer.DisposeAsync();
        await second.UnsubscribeAsync("keeper");
        await _session.SendTextsAsync(topic, "unheard");
        await (await second.OpenSessionAsync()).SubscribeAsync(options, _inbox.Put);
        await _session.SendTextsAsync(topic, "heard");
        (await _inbox.NextAsync()).ReadText().ShouldBe("heard");
    }

    [Fact]
    public async Task A_handler_that_throws_is_counted_and_the_others_go_on()
    {
        await _session.SubscribeAsync(
            new ConsumerOptions { Destination = _queue },
            delivery =>
            {
                _inbox.Put(delivery);
                throw new InvalidOperationException("a bug in a handler");
            });
        await _session.SendTextsAsync(_queue, "1", "2");
        await _inbox.TakeAsync(2);
        await Eventually.HoldsAsync("both failures to be counted", () => _connection.Statistics.HandlerFailures == 2, TimeSpan.FromSeconds(60));
        _connection.Ended.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40_000)]
    public async Task A_prefetch_out_of_range_is_refused(int prefetch) =>
        await Should.ThrowAsync<ArgumentException>(
            () => _session.SubscribeAsync(new ConsumerOptions { Destination = _queue, PrefetchSize = prefetch }, _inbox.Put));

    [Fact]
    public async Task Advisories_tell_of_consumers_that_come_and_go()
    {
        await SubscribeAsync(Destination.Topic("ActiveMQ.Advisory.Consumer.Queue." + _queue.Name), _inbox);
        await using (var other = await fixture.Broker.ConnectAsync())
        {
            await (await other.OpenSessionAsync()).SubscribeAsync(new ConsumerOptions { Destination = _queue }, _ => { });
            var came = await _inbox.NextAsync();
            came.Properties["consumerCount"].ShouldBe(1);
            came.BodyKind.ShouldBe(MessageBodyKind.None);
        }

        (await _inbox.NextAsync()).Properties["consumerCount"].ShouldBe(0);
    }

    private Task<IMessageConsumer> SubscribeAsync(Destination destination, Inbox inbox) =>
        _session.SubscribeAsync(new ConsumerOptions { Destination = destination }, inbox.Put);
}
