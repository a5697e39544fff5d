using Connector.OpenWire;
using Connector.Tests.ActiveMqTransport.Support;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport.Parity;

/// <summary>Messages for later, held by the broker's own scheduler.</summary>
public sealed class SchedulingTests(ParityBroker fixture) : ParityTest(fixture)
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(700);

    // The broker counts whole milliseconds from its own clock on.
    private static readonly TimeSpan AtLeast = Delay - TimeSpan.FromMilliseconds(50);

    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.ActiveMq)]
    public async Task A_consumer_sends_to_itself_for_later(Transport transport)
    {
        var (ordered, reminded) = (new Arrivals<long>(), new Arrivals<(long Time, Guid? Token)>());
        var tokens = new Arrivals<Guid>();
        await using var bus = await StartAsync(transport, e =>
        {
            e.Handler<Order>(async context =>
            {
                ordered.Add(TimeProvider.System.GetTimestamp());
                tokens.Add((await context.ScheduleSend(Delay, new Reminder(Name))).TokenId);
            });
            e.Handler<Reminder>(context =>
            {
                reminded.Add((TimeProvider.System.GetTimestamp(), context.GetSchedulingTokenId()));
                return Task.CompletedTask;
            });
        });

        await bus.SendAsync(Name, new Order(Name));

        var (time, token) = await reminded.OneAsync();
        TimeProvider.System.GetElapsedTime(ordered.Items[0], time).ShouldBeGreaterThan(AtLeast);
        token.ShouldBe(await tokens.OneAsync());
    }

    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.ActiveMq)]
    public async Task A_consumer_publishes_for_later(Transport transport)
    {
        var reminded = new Arrivals<string>();
        await using var bus = await StartAsync(transport, e =>
        {
            e.Handler<Order>(context => context.SchedulePublish(TimeSpan.FromMilliseconds(100), new Reminder(context.Message.Text)));
            e.Handler<Reminder>(context =>
            {
                if (context.Message.Text == Name)
                    reminded.Add(context.Message.Text);
                return Task.CompletedTask;
            });
        });

        await bus.SendAsync(Name, new Order(Name));

        (await reminded.OneAsync()).ShouldBe(Name);
    }

    [Fact]
    public async Task A_scheduler_for_code_outside_of_consumers_is_registered()
    {
        var reminded = new Arrivals<long>();
        await using var bus = await ParityBus.StartAsync(
            Transport.ActiveMq,
            Port,
            (_, cfg) =>
            {
                cfg.UseDelayedMessageScheduler();
                cfg.ReceiveEndpoint(Name, e => e.Handler<Reminder>(_ =>
                {
                    reminded.Add(TimeProvider.System.GetTimestamp());
                    return Task.CompletedTask;
                }));
            },
            x => x.AddDelayedMessageScheduler());
        await using var scope = bus.Services.CreateAsyncScope();
        var scheduler = scope.ServiceProvider.GetRequiredService<IMessageScheduler>();

        var started = TimeProvider.System.GetTimestamp();
        var scheduled = await scheduler.ScheduleSend(new Uri($"queue:{Name}"), Delay, new Reminder(Name));

        scheduled.Destination.AbsolutePath.ShouldEndWith(Name);
        TimeProvider.System.GetElapsedTime(started, await reminded.OneAsync()).ShouldBeGreaterThan(AtLeast);
    }

    [Fact]
    public async Task On_the_wire_a_scheduled_message_has_the_brokers_delay_and_its_token()
    {
        await using var peer = await RawPeer.ConnectAsync(Port);
        await using var consumer = await peer.ConsumeAsync(Destination.Queue(Name));
        await using var bus = await StartAsync(Transport.ActiveMq, _ => { }, Name + "-own");

        var scheduler = bus.Bus.CreateDelayedMessageScheduler();
        var scheduled = await scheduler.ScheduleSend(new Uri($"queue:{Name}"), TimeSpan.FromMilliseconds(300), new Reminder(Name));

        var message = await consumer.NextAsync();
        message.Properties["MT-Scheduling-TokenId"].ShouldBe(scheduled.TokenId.ToString());
        Envelope.Of(message).GetProperty("headers").GetProperty("MT-Scheduling-TokenId").GetString().ShouldBe(scheduled.TokenId.ToString());
    }

    [Fact]
    public async Task A_time_in_the_past_means_now()
    {
        var reminded = new Arrivals<string>();
        await using var bus = await StartAsync(Transport.ActiveMq, e =>
        {
            e.Handler<Order>(context => context.ScheduleSend(TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1), new Reminder(context.Message.Text)));
            e.Handler<Reminder>(context =>
            {
                reminded.Add(context.Message.Text);
                return Task.CompletedTask;
            });
        });

        await bus.SendAsync(Name, new Order("late"));

        (await reminded.OneAsync()).ShouldBe("late");
    }

    [Fact]
    public async Task What_a_consumer_of_a_delayed_message_sends_is_not_delayed()
    {
        await using var peer = await RawPeer.ConnectAsync(Port);
        await using var consumer = await peer.ConsumeAsync(Destination.Queue(Name + "-next"));
        await using var bus = await StartAsync(Transport.ActiveMq, e =>
            e.Handler<Reminder>(context => context.Send(new Uri($"queue:{Name}-next"), new Order(Name))));

        await bus.Bus.CreateDelayedMessageScheduler().ScheduleSend(new Uri($"queue:{Name}"), TimeSpan.FromMilliseconds(100), new Reminder(Name));

        (await consumer.NextAsync()).Properties.Keys.ShouldNotContain(key => key.Contains("SCHEDULED"));
    }

    // As with the official transport: the broker's scheduler takes no orders by token.
    [Fact]
    public async Task To_cancel_is_accepted_and_the_message_comes_all_the_same()
    {
        var reminded = new Arrivals<string>();
        await using var bus = await StartAsync(Transport.ActiveMq, e => e.Handler<Reminder>(context =>
        {
            reminded.Add(context.Message.Text);
            return Task.CompletedTask;
        }));
        var scheduler = bus.Bus.CreateDelayedMessageScheduler();
        var scheduled = await scheduler.ScheduleSend(new Uri($"queue:{Name}"), TimeSpan.FromMilliseconds(300), new Reminder("all the same"));

        await scheduler.CancelScheduledSend(scheduled);

        (await reminded.OneAsync()).ShouldBe("all the same");
    }

    private Task<ParityBus> StartAsync(Transport transport, Action<IReceiveEndpointConfigurator> configure, string? name = null) =>
        ParityBus.StartAsync(transport, Port, (_, cfg) =>
        {
            cfg.UseDelayedMessageScheduler();
            cfg.ReceiveEndpoint(name ?? Name, configure);
        });

    public sealed record Order(string Text);

    public sealed record Reminder(string Text);
}
