using Connector.ActiveMqTransport.Sending;
using Connector.OpenWire;
using MassTransit;
using MassTransit.Serialization;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport;

public sealed class OutgoingMessageTests
{
    private static readonly Destination Queue = Destination.Queue("q");

    [Fact]
    public void Defaults_are_the_official_transports()
    {
        var message = OutgoingMessages.Create(Context(), Queue, replyTo: null, asyncSend: false);

        message.BodyKind.ShouldBe(MessageBodyKind.Bytes);
        message.Persistent.ShouldBeTrue();
        message.WaitForBroker.ShouldBe(true);
        message.Priority.ShouldBe((byte)5);
        message.TimeToLive.ShouldBeNull();
        message.CorrelationId.ShouldBeNull();
        message.ReplyTo.ShouldBeNull();
        message.Type.ShouldBeNull();
        message.GroupId.ShouldBeNull();
        message.ScheduledDelay.ShouldBeNull();
        message.Properties!["Content-Type"].ShouldBe("application/vnd.masstransit+json");
        message.Properties.Count.ShouldBe(1);
    }

    [Fact]
    public void What_is_set_on_the_message_reaches_the_wire()
    {
        var correlationId = NewId.NextGuid();
        var context = Context();
        context.CorrelationId = correlationId;
        context.TimeToLive = TimeSpan.FromSeconds(30);
        context.Durable = false;
        context.SetPriority(7);
        context.SetGroup("agent-1001", 3);
        context.Delay = TimeSpan.FromSeconds(2);

        var message = OutgoingMessages.Create(context, Queue, Destination.Queue("answers"), asyncSend: false);

        message.CorrelationId.ShouldBe(correlationId.ToString());
        message.TimeToLive.ShouldBe(TimeSpan.FromSeconds(30));
        message.Persistent.ShouldBeFalse();
        message.WaitForBroker.ShouldBe(false);
        message.Priority.ShouldBe((byte)7);
        message.GroupId.ShouldBe("agent-1001");
        message.GroupSequence.ShouldBe(3);
        message.ScheduledDelay.ShouldBe(TimeSpan.FromSeconds(2));
        message.ReplyTo.ShouldBe(Destination.Queue("answers"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void A_time_to_live_that_is_over_becomes_one_second(int seconds)
    {
        var context = Context();
        context.TimeToLive = TimeSpan.FromSeconds(seconds);

        OutgoingMessages.Create(context, Queue, null, asyncSend: false).TimeToLive.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void An_async_send_does_not_wait_for_the_broker() =>
        OutgoingMessages.Create(Context(), Queue, null, asyncSend: true).WaitForBroker.ShouldBe(false);

    [Fact]
    public void Headers_become_properties_of_jms_types()
    {
        var moment = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var headers = new DictionarySendHeaders();
        headers.Set("text", "a");
        headers.Set("int", 5, true);
        headers.Set("long", 5L, true);
        headers.Set("double", 1.5, true);
        headers.Set("yes", true, true);
        headers.Set("no", false, true);
        headers.Set("address", new Uri("activemq://h/q"), true);
        headers.Set("offset", moment, true);
        headers.Set("time", moment.UtcDateTime, true);
        headers.Set("guid", Guid.Empty, true);
        headers.Set("amount", 1.25m, true);
        headers.Set("byte", (byte)200, true);
        headers.Set("object", new { A = 1 }, true);

        var properties = MessageProperties.From(headers, contentType: null);

        properties.ShouldBe(
            new Dictionary<string, object?>
            {
                ["text"] = "a",
                ["int"] = 5,
                ["long"] = 5L,
                ["double"] = 1.5,
                ["yes"] = "True",
                ["address"] = "activemq://h/q",
                ["offset"] = moment.ToUnixTimeMilliseconds(),
                ["time"] = moment.ToUnixTimeMilliseconds(),
                ["guid"] = Guid.Empty.ToString(),
                ["amount"] = "1.25",
                ["byte"] = (short)200,
            },
            ignoreOrder: true);
    }

    [Fact]
    public void A_priority_above_nine_is_refused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Context().SetPriority(10));

    [Fact]
    public void Priority_and_group_survive_being_stored()
    {
        var context = Context();
        context.SetPriority(7);
        context.SetGroup("agent-1001", 3);
        var stored = new Dictionary<string, object>();
        context.WritePropertiesTo(stored);
        var restored = Context();

        restored.ReadPropertiesFrom(stored);

        restored.Priority.ShouldBe((byte)7);
        restored.GroupId.ShouldBe("agent-1001");
        restored.GroupSequence.ShouldBe(3);
    }

    private static ActiveMqMessageSendContext<Subject> Context() =>
        new(new Subject("hello"), CancellationToken.None) { Serializer = new SystemTextJsonMessageSerializer() };

    public sealed record Subject(string Text);
}
