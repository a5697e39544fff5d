using System.Globalization;
using System.Text;
using Connector.Lab.Processes;
using Connector.OpenWire;
using Connector.Tests.ActiveMqTransport.Support;
using MassTransit;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport.Parity;

/// <summary>What a message looks like on the wire, both ways: body, headers, priority, time to live.</summary>
public sealed class MessageFormTests(ParityBroker fixture) : ParityTest(fixture)
{
    [Fact]
    public async Task Raw_JSON_is_sent_without_an_envelope_and_its_ids_as_properties()
    {
        await using var peer = await RawPeer.ConnectAsync(Port);
        await using var consumer = await peer.ConsumeAsync(Destination.Queue(Name));
        await using var bus = await ParityBus.StartAsync(Transport.ActiveMq, Port, (_, cfg) => cfg.UseRawJsonSerializer());
        var id = NewId.NextGuid();

        await bus.SendAsync(Name, new Order("widget", 3), context => context.MessageId = id);

        var message = await consumer.NextAsync();
        message.Properties["Content-Type"].ShouldBe("application/json");
        message.Properties["MessageId"].ShouldBe(id.ToString());
        message.Properties["MT-MessageType"].ShouldBeOfType<string>().ShouldContain("urn:message:Connector.Tests.ActiveMqTransport.Parity:MessageFormTests+Order");
        var body = Envelope.Of(message);
        body.GetProperty("item").GetString().ShouldBe("widget");
        body.GetProperty("count").GetInt32().ShouldBe(3);
        body.TryGetProperty("messageType", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.ActiveMq)]
    public async Task Raw_JSON_comes_back_with_ids_and_headers(Transport transport)
    {
        var arrivals = new Arrivals<ConsumeContext<Order>>();
        await using var bus = await ParityBus.StartAsync(transport, Port, (_, cfg) =>
        {
            cfg.UseRawJsonSerializer(RawSerializerOptions.All);
            cfg.ReceiveEndpoint(Name, e => Take(e, arrivals));
        });
        var (id, correlation) = (NewId.NextGuid(), NewId.NextGuid());

        await bus.SendAsync(Name, new Order("widget", 3), context =>
        {
            context.MessageId = id;
            context.CorrelationId = correlation;
            context.Headers.Set("Colour", "red");
        });

        var received = await arrivals.OneAsync();
        received.Message.ShouldBe(new Order("widget", 3));
        received.MessageId.ShouldBe(id);
        received.CorrelationId.ShouldBe(correlation);
        received.Headers.Get<string>("Colour").ShouldBe("red");
    }

    [Theory]
    [InlineData(MessageBodyKind.Text, null)]
    [InlineData(MessageBodyKind.Text, "application/json")]
    [InlineData(MessageBodyKind.Bytes, "application/json")]
    public async Task JSON_of_a_program_that_knows_no_MassTransit_is_read(MessageBodyKind kind, string? contentType)
    {
        var arrivals = new Arrivals<ConsumeContext<Order>>();
        await using var bus = await ParityBus.StartAsync(Transport.ActiveMq, Port, (_, cfg) => cfg.ReceiveEndpoint(Name, e =>
        {
            e.UseRawJsonDeserializer(RawSerializerOptions.All, isDefault: true);
            Take(e, arrivals);
        }));
        await using var peer = await RawPeer.ConnectAsync(Port);

        await peer.SendAsync(new OutgoingMessage
        {
            Destination = Destination.Queue(Name),
            BodyKind = kind,
            Body = Encoding.UTF8.GetBytes("""{"item": "Schräubchen", "count": 12}"""),
            Properties = contentType is null ? null : new Dictionary<string, object?> { ["Content-Type"] = contentType },
        });

        (await arrivals.OneAsync()).Message.ShouldBe(new Order("Schräubchen", 12));
    }

    [Fact]
    public async Task Properties_of_a_foreign_message_are_headers_with_their_types()
    {
        var arrivals = new Arrivals<ConsumeContext<Order>>();
        await using var bus = await ParityBus.StartAsync(Transport.ActiveMq, Port, (_, cfg) => cfg.ReceiveEndpoint(Name, e =>
        {
            e.UseRawJsonDeserializer(RawSerializerOptions.All, isDefault: true);
            Take(e, arrivals);
        }));
        await using var peer = await RawPeer.ConnectAsync(Port);

        await peer.SendAsync(OutgoingMessage.FromText("""{"item": "a", "count": 1}""") with
        {
            Destination = Destination.Queue(Name),
            CorrelationId = "foreign",
            Properties = new Dictionary<string, object?>
            {
                ["flag"] = true,
                ["small"] = (short)-3,
                ["number"] = 5,
                ["big"] = 6_000_000_000L,
                ["real"] = 1.5,
                ["text"] = "ä€",
            },
        });

        var headers = (await arrivals.OneAsync()).ReceiveContext.TransportHeaders;
        headers.Get<bool>("flag").ShouldBe(true);
        headers.Get<short>("small").ShouldBe((short)-3);
        headers.Get<int>("number").ShouldBe(5);
        headers.Get<long>("big").ShouldBe(6_000_000_000L);
        headers.Get<double>("real").ShouldBe(1.5);
        headers.Get<string>("text").ShouldBe("ä€");
        headers.Get<string>("CorrelationId").ShouldBe("foreign");
    }

    // The types of facts that the official transport writes; see MessageProperties.
    [Fact]
    public async Task Headers_keep_their_types_as_properties_where_JMS_has_them()
    {
        await using var peer = await RawPeer.ConnectAsync(Port);
        await using var consumer = await peer.ConsumeAsync(Destination.Queue(Name));
        await using var bus = await ParityBus.StartAsync(Transport.ActiveMq, Port, (_, _) => { });
        var time = new DateTimeOffset(2026, 11, 24, 1, 2, 3, 4, TimeSpan.Zero);
        var guid = Guid.NewGuid();

        await bus.SendAsync(Name, new Order("a", 1), context =>
        {
            context.Headers.Set("long", 6_000_000_000L, overwrite: true);
            context.Headers.Set("double", 1.5, overwrite: true);
            context.Headers.Set("true", true, overwrite: true);
            context.Headers.Set("false", false, overwrite: true);
            context.Headers.Set("time", time, overwrite: true);
            context.Headers.Set("guid", guid, overwrite: true);
            context.Headers.Set("uri", new Uri("http://a/b"), overwrite: true);
            context.Headers.Set("gone", "x");
            context.Headers.Set("gone", null);
        });

        var properties = (await consumer.NextAsync()).Properties;
        properties["long"].ShouldBe(6_000_000_000L);
        properties["double"].ShouldBe(1.5);
        properties["true"].ShouldBe("True");
        properties.ContainsKey("false").ShouldBeFalse();
        properties["time"].ShouldBe(time.ToUnixTimeMilliseconds());
        properties["guid"].ShouldBe(guid.ToString());
        properties["uri"].ShouldBe("http://a/b");
        properties.ContainsKey("gone").ShouldBeFalse();
    }

    [Fact]
    public async Task A_message_whose_time_is_up_is_not_delivered()
    {
        var arrivals = new Arrivals<ConsumeContext<Order>>();
        await using var sender = await ParityBus.StartAsync(Transport.ActiveMq, Port, (_, _) => { });

        await sender.SendAsync(Name, new Order("short-lived", 1), context => context.TimeToLive = TimeSpan.FromMilliseconds(1));
        await sender.SendAsync(Name, new Order("lasting", 2), context => context.TimeToLive = TimeSpan.FromMinutes(5));
        // The broker's clock has to pass the first one's time; a delayed message says when it has.
        await sender.SendAsync(Name + "-clock", new Order("tick", 0), context => context.Delay = TimeSpan.FromMilliseconds(50));
        await using (var peer = await RawPeer.ConnectAsync(Port))
            await peer.TakeAsync(Name + "-clock");
        await using var bus = await ParityBus.StartAsync(Transport.ActiveMq, Port, (_, cfg) => cfg.ReceiveEndpoint(Name, e => Take(e, arrivals)));

        (await arrivals.OneAsync()).Message.Item.ShouldBe("lasting");
        arrivals.Items.Count.ShouldBe(1);
        var left = arrivals.Items[0].ExpirationTime.ShouldNotBeNull() - TimeProvider.System.GetUtcNow().UtcDateTime;
        left.ShouldBeInRange(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_queue_with_priorities_gives_the_most_urgent_first()
    {
        var queue = "ranked." + Name;
        await using var peer = await RawPeer.ConnectAsync(Port);
        await using var bus = await ParityBus.StartAsync(Transport.ActiveMq, Port, (_, _) => { });
        byte?[] sent = [1, null, 9, 4, 0, 7];

        foreach (var priority in sent)
        {
            await bus.SendAsync(queue, new Order(priority?.ToString(CultureInfo.InvariantCulture) ?? "none", 1), context =>
            {
                if (priority is { } given)
                    context.SetPriority(given);
            });
        }

        var received = new List<string?>();
        await using var consumer = await peer.ConsumeAsync(Destination.Queue(queue));
        for (var i = 0; i < sent.Length; i++)
        {
            var message = await consumer.NextAsync();
            var item = Envelope.Of(message).GetProperty("message").GetProperty("item").GetString();
            message.Priority.ToString(CultureInfo.InvariantCulture).ShouldBe(item == "none" ? "5" : item);
            received.Add(item);
        }
        received.ShouldBe(["9", "7", "none", "4", "1", "0"]);
    }

    [Fact]
    public async Task Messages_of_a_group_go_to_one_consumer()
    {
        var (one, other) = (new Arrivals<ConsumeContext<Order>>(), new Arrivals<ConsumeContext<Order>>());
        await using var first = await StartAsync(one);
        await using var second = await StartAsync(other);

        for (var i = 0; i < 20; i++)
            await first.SendAsync(Name, new Order("a", i), context => context.SetGroup("group-" + Name, i + 1));
        await Eventually.HoldsAsync("all to arrive", () => one.Items.Count + other.Items.Count == 20, Waiting.Limit);

        (one.Items.Count is 0 or 20).ShouldBeTrue($"{one.Items.Count} went to one, {other.Items.Count} to the other");
        Task<ParityBus> StartAsync(Arrivals<ConsumeContext<Order>> arrivals) => ParityBus.StartAsync(
            Transport.ActiveMq, Port, (_, cfg) => cfg.ReceiveEndpoint(Name, e =>
            {
                e.PrefetchCount = 1;
                Take(e, arrivals);
            }));
    }

    [Theory]
    [InlineData(1024 * 1024)]
    [InlineData(0)]
    public async Task A_body_of_any_size_comes_out_as_it_went_in(int size)
    {
        var arrivals = new Arrivals<ConsumeContext<Order>>();
        await using var bus = await ParityBus.StartAsync(Transport.ActiveMq, Port, (_, cfg) => cfg.ReceiveEndpoint(Name, e => Take(e, arrivals)));
        var item = new string('ß', size / 2);

        await bus.SendAsync(Name, new Order(item, 1));

        (await arrivals.OneAsync()).Message.Item.ShouldBe(item);
    }

    private static void Take(IReceiveEndpointConfigurator endpoint, Arrivals<ConsumeContext<Order>> arrivals) => endpoint.Handler<Order>(context =>
    {
        arrivals.Add(context);
        return Task.CompletedTask;
    });

    public sealed record Order(string Item, int Count);
}
