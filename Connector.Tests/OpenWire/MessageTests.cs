using System.Text;
using Connector.Lab.Processes;
using Connector.OpenWire;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire;

[Collection(BrokerCollection.Name)]
public sealed class MessageTests(BrokerFixture fixture) : IAsyncLifetime
{
    private readonly Destination _queue = Destination.Queue(BrokerFixture.UniqueName("messages"));
    private readonly Inbox _inbox = new();
    private IOpenWireConnection _connection = null!;
    private IOpenWireSession _session = null!;
    private IMessageProducer _producer = null!;
    private IMessageConsumer _consumer = null!;

    public async Task InitializeAsync()
    {
        _connection = await fixture.Broker.ConnectAsync();
        _session = await _connection.OpenSessionAsync();
        _producer = await _session.CreateProducerAsync(_queue);
        _consumer = await _session.SubscribeAsync(new ConsumerOptions { Destination = _queue }, _inbox.Put);
    }

    public async Task DisposeAsync() => await _connection.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bytes_arrive_as_they_were_sent(bool persistent)
    {
        var body = Enumerable.Range(0, 100_000).Select(i => (byte)i).ToArray();
        await _producer.SendAsync(OutgoingMessage.FromBytes(body) with { Persistent = persistent });
        using var delivery = await _inbox.NextAsync();
        delivery.BodyKind.ShouldBe(MessageBodyKind.Bytes);
        delivery.Body.ToArray().ShouldBe(body);
        delivery.Persistent.ShouldBe(persistent);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData("Grüße, 漢字")]
    [InlineData("beyond the basic plane: 😀 and a NUL: \0.")]
    public async Task Text_arrives_as_it_was_sent(string text)
    {
        await _producer.SendAsync(OutgoingMessage.FromText(text));
        using var delivery = await _inbox.NextAsync();
        delivery.BodyKind.ShouldBe(MessageBodyKind.Text);
        delivery.ReadText().ShouldBe(text);
        Encoding.UTF8.GetString(delivery.Body.Span).ShouldBe(text);
    }

    [Fact]
    public async Task Properties_of_every_type_arrive_with_their_type()
    {
        var properties = new Dictionary<string, object?>
        {
            ["bool"] = true,
            ["sbyte"] = (sbyte)-5,
            ["char"] = '漢',
            ["short"] = (short)-30_000,
            ["int"] = int.MinValue,
            ["long"] = long.MaxValue,
            ["float"] = 1.5f,
            ["double"] = -2.25e300,
            ["string"] = "text with 😀",
            ["long string"] = new string('x', 70_000),
            ["bytes"] = new byte[] { 0, 127, 255 },
            ["null"] = null,
            ["list"] = new List<object?> { 1, "two", null },
            ["map"] = new Dictionary<string, object?> { ["inner"] = 3L },
            ["Content-Type"] = "application/json",
        };
        await _producer.SendAsync(OutgoingMessage.FromBytes(default) with { Properties = properties });
        var delivery = await _inbox.NextAsync();
        delivery.Properties.Count.ShouldBe(properties.Count);
        foreach (var (name, value) in properties)
        {
            delivery.Properties[name].ShouldBeEquivalentTo(value);
            delivery.Properties[name]?.GetType().ShouldBe(value?.GetType());
        }

        delivery.Dispose();
        delivery.Properties["int"].ShouldBe(int.MinValue);
        Should.Throw<ObjectDisposedException>(() => delivery.Body);
    }

    [Fact]
    public async Task A_property_that_JMS_does_not_know_is_refused_and_the_connection_goes_on()
    {
        var message = OutgoingMessage.FromText("x") with { Properties = new Dictionary<string, object?> { ["id"] = Guid.Empty } };
        var failure = await Should.ThrowAsync<ArgumentException>(async () => await _producer.SendAsync(message));
        failure.Message.ShouldContain("'id'");
        failure.Message.ShouldContain("Guid");

        await _producer.SendAsync(OutgoingMessage.FromText("next"));
        (await _inbox.NextAsync()).ReadText().ShouldBe("next");
        _connection.Statistics.RequestsInFlight.ShouldBe(0);
    }

    [Fact]
    public async Task Header_fields_arrive()
    {
        var before = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        var id = await _producer.SendAsync(OutgoingMessage.FromText("x") with
        {
            CorrelationId = "correlation 1",
            ReplyTo = Destination.Topic("answers"),
            Type = "order",
            Priority = 7,
            TimeToLive = TimeSpan.FromMinutes(5),
            GroupId = "group",
            GroupSequence = 3,
        });
        var delivery = await _inbox.NextAsync();
        delivery.Destination.ShouldBe(_queue);
        delivery.MessageId.ShouldBe(id);
        delivery.MessageId.ToString().ShouldStartWith(_connection.ConnectionId);
        delivery.CorrelationId.ShouldBe("correlation 1");
        delivery.ReplyTo.ShouldBe(Destination.Topic("answers"));
        delivery.Type.ShouldBe("order");
        delivery.Priority.ShouldBe((byte)7);
        delivery.GroupId.ShouldBe("group");
        delivery.GroupSequence.ShouldBe(3);
        delivery.Redelivered.ShouldBeFalse();
        delivery.Timestamp.ShouldNotBeNull().ShouldBeInRange(before, before.AddMinutes(1));
        (delivery.Expiration - delivery.Timestamp).ShouldBe(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_message_without_time_to_live_does_not_expire()
    {
        await _producer.SendAsync(OutgoingMessage.FromText("x"));
        (await _inbox.NextAsync()).Expiration.ShouldBeNull();
    }

    [Fact]
    public async Task An_expired_message_is_not_delivered()
    {
        await _consumer.DisposeAsync();
        var life = TimeSpan.FromMilliseconds(1);
        await _producer.SendAsync(OutgoingMessage.FromText("short-lived") with { TimeToLive = life });
        var expires = TimeProvider.System.GetUtcNow() + life;
        await _producer.SendAsync(OutgoingMessage.FromText("lasting"));
        // The broker looks at the clock, in whole milliseconds, when it hands a message out: on a fast machine that was soon enough.
        await Eventually.HoldsAsync("the first message to expire", () => TimeProvider.System.GetUtcNow() > expires + TimeSpan.FromMilliseconds(1));
        await _session.SubscribeAsync(new ConsumerOptions { Destination = _queue }, _inbox.Put);
        (await _inbox.NextAsync()).ReadText().ShouldBe("lasting");
        _inbox.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_delayed_message_comes_after_the_others()
    {
        await _producer.SendAsync(OutgoingMessage.FromText("delayed") with { ScheduledDelay = TimeSpan.FromSeconds(5) });
        await _producer.SendAsync(OutgoingMessage.FromText("at once"));
        (await _inbox.NextAsync()).ReadText().ShouldBe("at once");
        (await _inbox.NextAsync()).ReadText().ShouldBe("delayed");
    }

    [Fact]
    public async Task A_thousand_persistent_sends_in_flight_all_arrive_in_order()
    {
        var sends = Enumerable.Range(0, 1000).Select(i => _producer.SendAsync(OutgoingMessage.FromText($"{i}")).AsTask()).ToList();
        var ids = await Task.WhenAll(sends);
        ids.Select(id => id.ProducerSequence).ShouldBe(Enumerable.Range(1, 1000).Select(i => (long)i));
        for (var i = 0; i < 1000; i++)
        {
            using var delivery = await _inbox.NextAsync();
            delivery.ReadText().ShouldBe($"{i}");
            await _consumer.AcknowledgeAsync(delivery);
        }

        _connection.Statistics.RequestsInFlight.ShouldBe(0);
        _connection.Statistics.MessagesSent.ShouldBe(1000);
        _connection.Statistics.MessagesReceived.ShouldBe(1000);
    }

    [Fact]
    public async Task A_persistent_send_to_a_vanished_queue_fails_and_the_connection_goes_on()
    {
        await using var anonymous = await _session.CreateProducerAsync(null);
        var gone = await _connection.CreateTemporaryQueueAsync();
        await _connection.DeleteTemporaryDestinationAsync(gone);
        var refusal = await Should.ThrowAsync<BrokerRefusedException>(
            async () => await anonymous.SendAsync(OutgoingMessage.FromText("x") with { Destination = gone }));
        refusal.JavaClass.ShouldBe("org.apache.activemq.DestinationDoesNotExistException");
        await anonymous.SendAsync(OutgoingMessage.FromText("still here") with { Destination = _queue });
        (await _inbox.NextAsync()).ReadText().ShouldBe("still here");
    }

    [Fact]
    public async Task Producers_check_the_destination()
    {
        await using var anonymous = await _session.CreateProducerAsync(null);
        await Should.ThrowAsync<ArgumentException>(async () => await anonymous.SendAsync(OutgoingMessage.FromText("x")));
        await Should.ThrowAsync<ArgumentException>(
            async () => await _producer.SendAsync(OutgoingMessage.FromText("x") with { Destination = Destination.Queue("another") }));
    }

    [Fact]
    public async Task A_message_above_the_frame_limit_fails_alone()
    {
        await using var small = await fixture.Broker.ConnectAsync(options => options with { MaxFrameBytes = 10_000 });
        await using var producer = await (await small.OpenSessionAsync()).CreateProducerAsync(_queue);
        var failure = await Should.ThrowAsync<FrameTooLargeException>(
            async () => await producer.SendAsync(OutgoingMessage.FromBytes(new byte[10_000])));
        failure.MaxFrameBytes.ShouldBe(10_000);
        failure.FrameBytes.ShouldBeGreaterThan(10_000);
        await producer.SendAsync(OutgoingMessage.FromText("small"));
        (await _inbox.NextAsync()).ReadText().ShouldBe("small");
    }

    [Fact]
    public async Task A_cancelled_send_stops_waiting_and_its_late_answer_hits_nobody()
    {
        using var cancelled = new CancellationTokenSource();
        var send = _producer.SendAsync(OutgoingMessage.FromText("cancelled"), cancelled.Token);
        await cancelled.CancelAsync();
        try
        {
            await send;
        }
        catch (OperationCanceledException)
        {
            // The answer may have been quicker than the cancellation.
        }

        (await _inbox.NextAsync()).ReadText().ShouldBe("cancelled");
        await _producer.SendAsync(OutgoingMessage.FromText("next"));
        (await _inbox.NextAsync()).ReadText().ShouldBe("next");
        _connection.Statistics.RequestsInFlight.ShouldBe(0);
        await Should.ThrowAsync<OperationCanceledException>(async () => await _producer.SendAsync(OutgoingMessage.FromText("never"), cancelled.Token));
    }
}
