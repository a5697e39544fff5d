using Connector.OpenWire;
using Connector.Tests.ActiveMqTransport.Support;
using Connector.Tests.Infrastructure;
using MassTransit;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport;

[Collection(BrokerCollection.Name)]
public sealed class PublishAndSendTests(BrokerFixture fixture)
{
    private readonly string _name = BrokerFixture.UniqueName("endpoint");
    private readonly string _key = BrokerFixture.UniqueName("key");

    private int Port => fixture.Broker.OpenWirePort;

    [Fact]
    public async Task A_published_message_reaches_the_endpoint_of_its_type()
    {
        var arrivals = new Arrivals<ConsumeContext<OrderPlaced>>();
        await using var bus = await TestBus.StartAsync(Port, _name, e => e.Handler<OrderPlaced>(context =>
        {
            arrivals.Add(context);
            return Task.CompletedTask;
        }));

        await bus.Bus.Publish(new OrderPlaced(_key, 3));

        var context = await arrivals.FirstAsync();
        context.Message.ShouldBe(new OrderPlaced(_key, 3));
        context.DestinationAddress!.AbsolutePath.ShouldBe("/VirtualTopic.Connector.Tests.ActiveMqTransport.PublishAndSendTests-OrderPlaced");
        context.ReceiveContext.InputAddress.AbsolutePath.ShouldBe("/" + _name);
        context.ReceiveContext.Redelivered.ShouldBeFalse();
    }

    [Fact]
    public async Task A_published_message_reaches_every_endpoint_of_its_type_once()
    {
        var one = new Arrivals<OrderPlaced>();
        var other = new Arrivals<OrderPlaced>();
        await using var bus = await TestBus.StartAsync(Port, (_, cfg) =>
        {
            cfg.ReceiveEndpoint(_name + "-1", e => e.Handler<OrderPlaced>(context => Collect(one, context)));
            cfg.ReceiveEndpoint(_name + "-2", e => e.Handler<OrderPlaced>(context => Collect(other, context)));
        });

        for (var i = 0; i < 20; i++)
            await bus.Bus.Publish(new OrderPlaced(_key, i));

        (await one.CountAsync(20)).Select(order => order.Amount).ShouldBe(Enumerable.Range(0, 20), ignoreOrder: true);
        (await other.CountAsync(20)).Select(order => order.Amount).ShouldBe(Enumerable.Range(0, 20), ignoreOrder: true);
    }

    [Fact]
    public async Task A_sent_message_reaches_the_queue_and_no_other()
    {
        var here = new Arrivals<OrderPlaced>();
        var there = new Arrivals<OrderPlaced>();
        await using var bus = await TestBus.StartAsync(Port, (_, cfg) =>
        {
            cfg.ReceiveEndpoint(_name + "-1", e => e.Handler<OrderPlaced>(context => Collect(here, context)));
            cfg.ReceiveEndpoint(_name + "-2", e => e.Handler<OrderPlaced>(context => Collect(there, context)));
        });

        await bus.SendAsync(_name + "-1", new OrderPlaced(_key, 1));
        await bus.SendAsync(_name + "-2", new OrderPlaced(_key, 2));

        (await here.FirstAsync()).Amount.ShouldBe(1);
        (await there.FirstAsync()).Amount.ShouldBe(2);
        here.Items.Count.ShouldBe(1);
        there.Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_endpoint_without_consume_topology_gets_what_is_sent_and_not_what_is_published()
    {
        var arrivals = new Arrivals<OrderPlaced>();
        await using var bus = await TestBus.StartAsync(Port, _name, e =>
        {
            e.ConfigureConsumeTopology = false;
            e.Handler<OrderPlaced>(context => Collect(arrivals, context));
        });

        await bus.Bus.Publish(new OrderPlaced(_key, 1));
        await bus.SendAsync(_name, new OrderPlaced(_key, 2));

        (await arrivals.FirstAsync()).Amount.ShouldBe(2);
    }

    [Fact]
    public async Task A_topic_can_be_bound_by_its_name_and_filtered()
    {
        var arrivals = new Arrivals<OrderPlaced>();
        await using var bus = await TestBus.StartAsync(Port, _name, e =>
        {
            e.ConfigureConsumeTopology = false;
            e.Bind("VirtualTopic." + _key, binding => binding.Selector = "size > 2");
            e.Handler<OrderPlaced>(context => Collect(arrivals, context));
        });
        var topic = await bus.Bus.GetSendEndpoint(new Uri($"topic:VirtualTopic.{_key}"));

        await topic.Send(new OrderPlaced(_key, 1), context => context.Headers.Set("size", 1, overwrite: true));
        await topic.Send(new OrderPlaced(_key, 3), context => context.Headers.Set("size", 3, overwrite: true));

        (await arrivals.FirstAsync()).Amount.ShouldBe(3);
    }

    [Fact]
    public async Task Headers_and_ids_come_out_as_they_went_in()
    {
        var arrivals = new Arrivals<ConsumeContext<OrderPlaced>>();
        await using var bus = await TestBus.StartAsync(Port, _name, e => e.Handler<OrderPlaced>(context =>
        {
            arrivals.Add(context);
            return Task.CompletedTask;
        }));
        var (messageId, correlationId, conversationId) = (NewId.NextGuid(), NewId.NextGuid(), NewId.NextGuid());

        await bus.SendAsync(_name, new OrderPlaced(_key, 1), context =>
        {
            context.MessageId = messageId;
            context.CorrelationId = correlationId;
            context.ConversationId = conversationId;
            context.Headers.Set("Text", "ä€");
            context.Headers.Set("Count", 5, overwrite: true);
        });

        var received = await arrivals.FirstAsync();
        received.MessageId.ShouldBe(messageId);
        received.CorrelationId.ShouldBe(correlationId);
        received.ConversationId.ShouldBe(conversationId);
        received.Headers.Get<string>("Text").ShouldBe("ä€");
        received.Headers.Get<int>("Count").ShouldBe(5);
        received.ReceiveContext.TransportHeaders.Get<string>("Text").ShouldBe("ä€");
    }

    [Fact]
    public async Task Text_messages_of_foreign_programs_are_understood()
    {
        var arrivals = new Arrivals<OrderPlaced>();
        await using var bus = await TestBus.StartAsync(Port, _name, e => e.Handler<OrderPlaced>(context => Collect(arrivals, context)));
        await using var peer = await RawPeer.ConnectAsync(Port);

        await peer.SendTextAsync(_name, $$"""
            {
              "messageType": ["urn:message:Connector.Tests.ActiveMqTransport:PublishAndSendTests+OrderPlaced"],
              "message": {"key": "{{_key}}", "amount": 7}
            }
            """);

        (await arrivals.FirstAsync()).ShouldBe(new OrderPlaced(_key, 7));
    }

    [Fact]
    public async Task Many_sends_are_under_way_at_once_and_none_is_lost()
    {
        await using var bus = await TestBus.StartAsync(Port);
        await using var peer = await RawPeer.ConnectAsync(Port);
        await using var consumer = await peer.ConsumeAsync(Destination.Queue(_name));

        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(() => bus.SendAsync(_name, new OrderPlaced(_key, i)))));

        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 500; i++)
            ids.Add((await consumer.NextAsync()).ReadText());
        ids.Count.ShouldBe(500);
    }

    [Fact]
    public async Task A_delayed_message_waits_at_the_broker()
    {
        await using var bus = await TestBus.StartAsync(Port);
        await using var peer = await RawPeer.ConnectAsync(Port);

        await bus.SendAsync(_name, new OrderPlaced(_key, 1), context => context.Delay = TimeSpan.FromSeconds(5));
        await bus.SendAsync(_name, new OrderPlaced(_key, 2));

        await using var consumer = await peer.ConsumeAsync(Destination.Queue(_name));
        (await consumer.NextAsync()).ReadText().ShouldContain("\"amount\": 2");
        (await consumer.NextAsync()).ReadText().ShouldContain("\"amount\": 1");
    }

    [Fact]
    public async Task A_temporary_endpoint_gets_published_messages_and_leaves_no_queue_behind()
    {
        var arrivals = new Arrivals<OrderPlaced>();
        await using var publisher = await TestBus.StartAsync(Port);
        await using (await TestBus.StartAsync(Port, _name, e =>
        {
            e.Durable = false;
            e.AutoDelete = true;
            e.Handler<OrderPlaced>(context => Collect(arrivals, context));
        }))
        {
            await publisher.Bus.Publish(new OrderPlaced(_key, 1));
            (await arrivals.FirstAsync()).Amount.ShouldBe(1);
        }

        // A queue left behind would now fill up.
        await publisher.Bus.Publish(new OrderPlaced(_key, 2));
        await using var peer = await RawPeer.ConnectAsync(Port);
        await using var consumer = await peer.ConsumeAsync(Destination.Queue(
            $"Consumer.{_name}.VirtualTopic.Connector.Tests.ActiveMqTransport.PublishAndSendTests-OrderPlaced"));
        await publisher.Bus.Publish(new OrderPlaced(_key, 3));

        (await consumer.NextAsync()).ReadText().ShouldContain("\"amount\": 3");
    }

    private static Task Collect(Arrivals<OrderPlaced> arrivals, ConsumeContext<OrderPlaced> context)
    {
        arrivals.Add(context.Message);
        return Task.CompletedTask;
    }

    public sealed record OrderPlaced(string Key, int Amount);
}
