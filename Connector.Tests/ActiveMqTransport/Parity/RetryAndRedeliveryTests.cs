using Connector.Tests.ActiveMqTransport.Support;
using MassTransit;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport.Parity;

/// <summary>Trying again: in the process, and by way of the broker.</summary>
public sealed class RetryAndRedeliveryTests(ParityBroker fixture) : ParityTest(fixture)
{
    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.ActiveMq)]
    public async Task A_consumer_is_tried_again_and_knows_which_attempt_it_is(Transport transport)
    {
        var attempts = new Arrivals<(int Attempt, int Count)>();
        await using var bus = await StartAsync(transport, e =>
        {
            e.UseMessageRetry(retry => retry.Immediate(3));
            e.Handler<Job>(context =>
            {
                attempts.Add((context.GetRetryAttempt(), context.GetRetryCount()));
                return attempts.Items.Count < 3 ? throw new InvalidOperationException("not yet") : Task.CompletedTask;
            });
        });

        await bus.SendAsync(Name, new Job(Name));
        await bus.SendAsync(Name, new Job("after"));

        // The fourth is the message behind it, which shows that the first was not tried a fourth time.
        (await attempts.CountAsync(4, Waiting.Limit)).ShouldBe([(0, 0), (1, 0), (2, 1), (0, 0)]);
    }

    [Fact]
    public async Task What_fails_every_time_goes_to_the_error_queue_once_with_the_last_exception()
    {
        var attempts = 0;
        await using var peer = await RawPeer.ConnectAsync(Port);
        await using var bus = await StartAsync(Transport.ActiveMq, e =>
        {
            e.UseMessageRetry(retry => retry.Interval(2, TimeSpan.FromMilliseconds(10)));
            e.Handler<Job>(_ => throw new InvalidOperationException($"failure {Interlocked.Increment(ref attempts)}"));
        });

        await bus.SendAsync(Name, new Job(Name));

        var moved = await peer.TakeAsync(Name + "_error");
        moved.Properties["MT-Fault-Message"].ShouldBe("failure 3");
        moved.Properties["MT-Fault-RetryCount"].ShouldNotBeNull();
        attempts.ShouldBe(3);
    }

    [Fact]
    public async Task An_exception_that_is_not_to_be_retried_is_not()
    {
        var attempts = 0;
        await using var peer = await RawPeer.ConnectAsync(Port);
        await using var bus = await StartAsync(Transport.ActiveMq, e =>
        {
            e.UseMessageRetry(retry =>
            {
                retry.Ignore<FormatException>();
                retry.Immediate(5);
            });
            e.Handler<Job>(_ =>
            {
                Interlocked.Increment(ref attempts);
                throw new FormatException("useless");
            });
        });

        await bus.SendAsync(Name, new Job(Name));

        (await peer.TakeAsync(Name + "_error")).Properties["MT-Fault-ExceptionType"].ShouldBe("System.FormatException");
        attempts.ShouldBe(1);
    }

    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.ActiveMq)]
    public async Task A_redelivery_comes_later_as_the_same_message(Transport transport)
    {
        var arrivals = new Arrivals<(Guid? Id, int Redeliveries, string? Header, Guid? Correlation)>();
        await using var bus = await StartAsync(transport, e =>
        {
            e.UseDelayedRedelivery(redelivery => redelivery.Intervals(200, 300));
            e.Handler<Job>(context =>
            {
                arrivals.Add((context.MessageId, context.GetRedeliveryCount(), context.Headers.Get<string>("Colour"), context.CorrelationId));
                return arrivals.Items.Count < 3 ? throw new InvalidOperationException("not yet") : Task.CompletedTask;
            });
        });
        var (id, correlation) = (NewId.NextGuid(), NewId.NextGuid());

        await bus.SendAsync(Name, new Job(Name), context =>
        {
            context.MessageId = id;
            context.CorrelationId = correlation;
            context.Headers.Set("Colour", "red");
        });

        (await arrivals.ExactlyAsync(3)).ShouldBe([(id, 0, "red", correlation), (id, 1, "red", correlation), (id, 2, "red", correlation)]);
    }

    [Fact]
    public async Task A_redelivery_does_not_come_before_its_time_and_waits_at_the_broker()
    {
        var first = new Arrivals<long>();
        var second = new Arrivals<long>();
        await using (var bus = await StartAsync(Transport.ActiveMq, e =>
        {
            e.UseDelayedRedelivery(redelivery => redelivery.Interval(1, TimeSpan.FromSeconds(1)));
            e.Handler<Job>(_ =>
            {
                first.Add(TimeProvider.System.GetTimestamp());
                throw new InvalidOperationException("not yet");
            });
        }))
        {
            await bus.SendAsync(Name, new Job(Name));
            await first.OneAsync();
        }

        // Its first consumer is gone, so it can only be the broker that holds it.
        await using var other = await StartAsync(Transport.ActiveMq, e => e.Handler<Job>(_ =>
        {
            second.Add(TimeProvider.System.GetTimestamp());
            return Task.CompletedTask;
        }));

        TimeProvider.System.GetElapsedTime(first.Items[0], await second.OneAsync()).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(900));
    }

    [Fact]
    public async Task When_all_redeliveries_have_failed_the_error_queue_gets_the_message_once_and_it_is_not_delayed_again()
    {
        var attempts = 0;
        await using var peer = await RawPeer.ConnectAsync(Port);
        await using var bus = await StartAsync(Transport.ActiveMq, e =>
        {
            e.UseDelayedRedelivery(redelivery => redelivery.Intervals(100, 100));
            e.UseMessageRetry(retry => retry.Immediate(1));
            e.Handler<Job>(_ =>
            {
                Interlocked.Increment(ref attempts);
                throw new InvalidOperationException("never");
            });
        });

        await bus.SendAsync(Name, new Job(Name));

        var moved = await peer.TakeAsync(Name + "_error");
        moved.Properties["MT-Fault-Message"].ShouldBe("never");
        moved.Properties.ContainsKey("AMQ_SCHEDULED_DELAY").ShouldBeFalse();
        moved.Properties["MT-Redelivery-Count"].ShouldNotBeNull();
        // Each of three deliveries is tried twice.
        attempts.ShouldBe(6);
    }

    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.ActiveMq)]
    public async Task A_message_published_is_redelivered_to_the_endpoint_that_failed_only(Transport transport)
    {
        var (failing, other) = (new Arrivals<string>(), new Arrivals<string>());
        await using var bus = await ParityBus.StartAsync(transport, Port, (_, cfg) =>
        {
            cfg.ReceiveEndpoint(Name + "-failing", e =>
            {
                e.UseDelayedRedelivery(redelivery => redelivery.Intervals(100));
                e.Handler<News>(context =>
                {
                    failing.Add(context.Message.Text);
                    return failing.Items.Count < 2 ? throw new InvalidOperationException("not yet") : Task.CompletedTask;
                });
            });
            cfg.ReceiveEndpoint(Name + "-other", e => e.Handler<News>(context =>
            {
                other.Add(context.Message.Text);
                return Task.CompletedTask;
            }));
        });

        await bus.Bus.Publish(new News("once"));
        await failing.CountAsync(2, Waiting.Limit);
        await bus.Bus.Publish(new News("last"));

        (await failing.CountAsync(3, Waiting.Limit)).ShouldBe(["once", "once", "last"]);
        (await other.ExactlyAsync(2)).ShouldBe(["once", "last"]);
    }

    private Task<ParityBus> StartAsync(Transport transport, Action<IReceiveEndpointConfigurator> configure) =>
        ParityBus.StartAsync(transport, Port, (_, cfg) => cfg.ReceiveEndpoint(Name, e =>
        {
            e.ConcurrentMessageLimit = 1;
            configure(e);
        }));

    public sealed record Job(string Text);

    public sealed record News(string Text);
}
