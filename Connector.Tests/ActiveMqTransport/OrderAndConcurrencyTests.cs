using Connector.Lab.Processes;
using Connector.Tests.ActiveMqTransport.Support;
using Connector.Tests.Infrastructure;
using MassTransit;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport;

[Collection(BrokerCollection.Name)]
public sealed class OrderAndConcurrencyTests(BrokerFixture fixture)
{
    private readonly string _name = BrokerFixture.UniqueName("endpoint");

    private int Port => fixture.Broker.OpenWirePort;

    // The messages wait at the broker before the endpoint starts, so that they come in bursts, as after an outage.
    [Fact]
    public async Task With_one_at_a_time_messages_are_handled_in_the_order_sent()
    {
        var handled = new Arrivals<int>();
        await using var sender = await TestBus.StartAsync(Port);
        for (var i = 0; i < 200; i++)
            await sender.SendAsync(_name, new Step(i));

        await using var bus = await TestBus.StartAsync(Port, _name, e =>
        {
            e.ConcurrentMessageLimit = 1;
            e.Handler<Step>(async context =>
            {
                await Task.Yield();
                handled.Add(context.Message.Number);
            });
        });

        (await handled.CountAsync(200)).ShouldBe(Enumerable.Range(0, 200));
    }

    [Fact]
    public async Task With_sixteen_at_a_time_messages_are_started_in_the_order_sent()
    {
        var started = new Arrivals<int>();
        await using var sender = await TestBus.StartAsync(Port);
        for (var i = 0; i < 200; i++)
            await sender.SendAsync(_name, new Step(i));

        await using var bus = await TestBus.StartAsync(Port, _name, e =>
        {
            e.PrefetchCount = 64;
            e.ConcurrentMessageLimit = 16;
            e.Handler<Step>(async context =>
            {
                started.Add(context.Message.Number);
                await Task.Delay(TimeSpan.FromMilliseconds(context.Message.Number * 7 % 11));
            });
        });

        (await started.CountAsync(200)).ShouldBe(Enumerable.Range(0, 200));
    }

    [Fact]
    public async Task No_more_than_the_limit_are_handled_at_once_over_all_queues_of_an_endpoint()
    {
        var (now, most, done) = (0, 0, 0);
        var release = new TaskCompletionSource();
        await using var bus = await TestBus.StartAsync(Port, _name, e =>
        {
            e.PrefetchCount = 50;
            e.ConcurrentMessageLimit = 5;
            e.Handler<Step>(_ => WorkAsync());
            e.Handler<Leap>(_ => WorkAsync());
        });
        async Task WorkAsync()
        {
            var count = Interlocked.Increment(ref now);
            InterlockedMax(ref most, count);
            await release.Task;
            Interlocked.Decrement(ref now);
            Interlocked.Increment(ref done);
        }

        for (var i = 0; i < 20; i++)
        {
            await bus.SendAsync(_name, new Step(i));
            await bus.Bus.Publish(new Leap(i));
        }
        await Eventually.HoldsAsync("five to be under way", () => Volatile.Read(ref now) == 5);
        release.SetResult();

        await Eventually.HoldsAsync("all to be done", () => Volatile.Read(ref done) >= 40);
        most.ShouldBe(5);
    }

    [Fact]
    public async Task An_idle_queue_keeps_no_place_from_a_busy_one()
    {
        var handled = new Arrivals<int>();
        await using var bus = await TestBus.StartAsync(Port, _name, e =>
        {
            e.ConcurrentMessageLimit = 1;
            e.Handler<Leap>(_ => Task.CompletedTask);
            e.Handler<Step>(context =>
            {
                handled.Add(context.Message.Number);
                return Task.CompletedTask;
            });
        });

        for (var i = 0; i < 10; i++)
            await bus.SendAsync(_name, new Step(i));

        (await handled.CountAsync(10)).Count.ShouldBe(10);
    }

    [Fact]
    public async Task The_endpoint_of_higher_consumer_priority_gets_the_messages()
    {
        var primary = new Arrivals<int>();
        var standby = new Arrivals<int>();
        await using var second = await StartAsync(standby, 100);
        await using var first = await StartAsync(primary, 127);

        for (var i = 0; i < 50; i++)
            await first.SendAsync(_name, new Step(i));
        (await primary.CountAsync(50)).ShouldBe(Enumerable.Range(0, 50));
        standby.Items.ShouldBeEmpty();

        await first.StopAsync();
        await second.SendAsync(_name, new Step(50));
        (await standby.FirstAsync()).ShouldBe(50);
    }

    [Fact]
    public async Task A_standby_helps_out_when_the_primary_is_full()
    {
        var release = new TaskCompletionSource();
        var standby = new Arrivals<int>();
        await using var second = await StartAsync(standby, 100);
        await using var first = await TestBus.StartAsync(Port, _name, e =>
        {
            e.PrefetchCount = 4;
            e.ConsumerPriority = 127;
            e.Handler<Step>(_ => release.Task);
        });

        for (var i = 0; i < 10; i++)
            await first.SendAsync(_name, new Step(i));

        (await standby.CountAsync(6)).Count.ShouldBe(6);
        release.SetResult();
    }

    private Task<TestBus> StartAsync(Arrivals<int> arrivals, int priority) => TestBus.StartAsync(Port, _name, e =>
    {
        e.ConsumerPriority = priority;
        e.PrefetchCount = 100;
        e.ConcurrentMessageLimit = 1;
        e.Handler<Step>(context =>
        {
            arrivals.Add(context.Message.Number);
            return Task.CompletedTask;
        });
    });

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref target)) && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
            // Another was quicker; look again.
        }
    }

    public sealed record Step(int Number);

    public sealed record Leap(int Number);
}
