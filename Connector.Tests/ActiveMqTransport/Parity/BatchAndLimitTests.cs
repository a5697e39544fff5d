using Connector.Lab.Processes;
using Connector.OpenWire;
using Connector.Tests.ActiveMqTransport.Support;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport.Parity;

/// <summary>How many messages are handed over at once, singly and in batches.</summary>
public sealed class BatchAndLimitTests(ParityBroker fixture) : ParityTest(fixture)
{
    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.ActiveMq)]
    public async Task A_batch_is_handed_over_when_it_is_full(Transport transport)
    {
        var batches = new Arrivals<(int Length, BatchCompletionMode Mode, int[] Numbers)>();
        await using var bus = await StartAsync(transport, batches, limit: 10, TimeSpan.FromMinutes(1));

        for (var i = 0; i < 30; i++)
            await bus.SendAsync(Name, new Step(i));

        var received = await batches.ExactlyAsync(3);
        received.ShouldAllBe(batch => batch.Length == 10 && batch.Mode == BatchCompletionMode.Size);
        received.SelectMany(batch => batch.Numbers).Order().ShouldBe(Enumerable.Range(0, 30));
    }

    [Theory]
    [InlineData(Transport.InMemory)]
    [InlineData(Transport.ActiveMq)]
    public async Task A_batch_is_handed_over_when_its_time_is_up(Transport transport)
    {
        var batches = new Arrivals<(int Length, BatchCompletionMode Mode, int[] Numbers)>();
        await using var bus = await StartAsync(transport, batches, limit: 10, TimeSpan.FromMilliseconds(500));

        await bus.SendAsync(Name, new Step(0));

        var batch = await batches.OneAsync();
        batch.Mode.ShouldBe(BatchCompletionMode.Time);
        batch.Numbers.ShouldBe([0]);
    }

    [Fact]
    public async Task A_batch_that_fails_goes_to_the_error_queue_message_by_message()
    {
        await using var peer = await RawPeer.ConnectAsync(Port);
        await using var errors = await peer.ConsumeAsync(Destination.Queue(Name + "_error"));
        await using var bus = await ParityBus.StartAsync(
            Transport.ActiveMq,
            Port,
            (context, cfg) => cfg.ReceiveEndpoint(Name, e => e.ConfigureConsumer<Failing>(context)),
            x => x.AddConsumer<Failing>(consumer => consumer.Options<BatchOptions>(options => options.SetMessageLimit(5).SetTimeLimit(m: 5))));

        for (var i = 0; i < 5; i++)
            await bus.SendAsync(Name, new Step(i));

        var moved = new List<int>();
        while (moved.Count < 5)
            moved.Add(Envelope.Of(await errors.NextAsync()).GetProperty("message").GetProperty("number").GetInt32());
        moved.Order().ShouldBe(Enumerable.Range(0, 5));
    }

    [Fact]
    public async Task The_prefetch_is_the_most_that_the_broker_hands_to_an_endpoint()
    {
        using var release = new SemaphoreSlim(0);
        var started = new Arrivals<int>();
        await using var peer = await RawPeer.ConnectAsync(Port);
        await using var bus = await TestBus.StartAsync(Port, Name, e =>
        {
            e.PrefetchCount = 7;
            e.ConcurrentMessageLimit = 3;
            e.ConsumerPriority = 10;
            e.Handler<Step>(async context =>
            {
                started.Add(context.Message.Number);
                await release.WaitAsync(Waiting.Limit);
            });
        });

        for (var i = 0; i < 20; i++)
            await bus.SendAsync(Name, new Step(i));
        await started.CountAsync(3, Waiting.Limit);
        await using (var rest = await peer.ConsumeAsync(Destination.Queue(Name)))
        {
            for (var i = 7; i < 20; i++)
                Envelope.Of(await rest.NextAsync()).GetProperty("message").GetProperty("number").GetInt32().ShouldBe(i);
        }
        started.Items.ShouldBe([0, 1, 2]);
        release.Release(7);

        (await started.ExactlyAsync(7)).ShouldBe(Enumerable.Range(0, 7));
    }

    [Fact]
    public async Task A_consumer_may_have_a_limit_of_its_own_within_the_endpoints()
    {
        var (now, most, done) = (0, 0, 0);
        var gate = new Lock();
        await using var bus = await ParityBus.StartAsync(
            Transport.ActiveMq,
            Port,
            (context, cfg) => cfg.ReceiveEndpoint(Name, e =>
            {
                e.PrefetchCount = 20;
                e.Handler<Step>(
                    async _ =>
                    {
                        var count = Interlocked.Increment(ref now);
                        lock (gate)
                            most = Math.Max(most, count);
                        await Task.Delay(5);
                        Interlocked.Decrement(ref now);
                        Interlocked.Increment(ref done);
                    },
                    handler => handler.UseConcurrentMessageLimit(2));
            }));

        for (var i = 0; i < 30; i++)
            await bus.SendAsync(Name, new Step(i));

        await Eventually.HoldsAsync("all to be done", () => Volatile.Read(ref done) == 30, Waiting.Limit);
        most.ShouldBeInRange(1, 2);
    }

    private Task<ParityBus> StartAsync(
        Transport transport, Arrivals<(int Length, BatchCompletionMode Mode, int[] Numbers)> batches, int limit, TimeSpan timeLimit) =>
        ParityBus.StartAsync(
            transport,
            Port,
            (context, cfg) => cfg.ReceiveEndpoint(Name, e =>
            {
                e.PrefetchCount = 50;
                e.ConfigureConsumer<Collector>(context, consumer => consumer.Options<BatchOptions>(options => options
                    .SetMessageLimit(limit)
                    .SetTimeLimit(timeLimit)
                    .SetTimeLimitStart(BatchTimeLimitStart.FromFirst)));
            }),
            x =>
            {
                x.AddSingleton(batches);
                x.AddConsumer<Collector>();
            });

    public sealed record Step(int Number);

    internal sealed class Collector(Arrivals<(int Length, BatchCompletionMode Mode, int[] Numbers)> batches) : IConsumer<Batch<Step>>
    {
        public Task Consume(ConsumeContext<Batch<Step>> context)
        {
            batches.Add((context.Message.Length, context.Message.Mode, [.. context.Message.Select(message => message.Message.Number)]));
            return Task.CompletedTask;
        }
    }
    internal sealed class Failing : IConsumer<Batch<Step>>
    {
        public Task Consume(ConsumeContext<Batch<Step>> context) => throw new InvalidOperationException("no batch today");
    }
}
