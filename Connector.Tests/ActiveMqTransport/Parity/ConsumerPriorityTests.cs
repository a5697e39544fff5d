using Connector.Lab.Processes;
using Connector.Tests.ActiveMqTransport.Support;
using MassTransit;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport.Parity;

/// <summary>Who gets the messages of a queue that several endpoints consume.</summary>
public sealed class ConsumerPriorityTests(ParityBroker fixture) : ParityTest(fixture)
{
    /// <summary>The spill is exact: of a burst, the higher one gets what its prefetch holds, and the lower one all that is left.</summary>
    [Theory]
    [InlineData(1, 20)]
    [InlineData(10, 40)]
    [InlineData(64, 64)]
    public async Task The_lower_one_gets_what_the_prefetch_of_the_higher_one_does_not_hold(int prefetch, int burst)
    {
        var (primary, standby) = (new Arrivals<int>(), new Arrivals<int>());
        using var release = new SemaphoreSlim(0);
        await using var lower = await StartAsync(100, 100, standby, null);
        await using var higher = await StartAsync(127, prefetch, primary, release);

        for (var i = 0; i < burst; i++)
            await lower.SendAsync(Name, new Step(i));
        if (burst > prefetch)
            (await standby.CountAsync(burst - prefetch, Waiting.Limit)).ShouldBe(Enumerable.Range(prefetch, burst - prefetch));

        // Where there is room again, the next goes to the higher one, and none more to the lower.
        release.Release(burst);
        (await primary.CountAsync(prefetch, Waiting.Limit)).ShouldBe(Enumerable.Range(0, prefetch));
        // Seen by the handler is not yet acknowledged: only then is there room.
        await using var peer = await RawPeer.ConnectAsync(Port);
        await Eventually.HoldsAsync("the queue to be empty", async () => await peer.BrowseAsync(Name) == 0, Waiting.Limit);
        await lower.SendAsync(Name, new Step(burst));
        (await primary.CountAsync(prefetch + 1, Waiting.Limit))[^1].ShouldBe(burst);
        standby.Items.Count.ShouldBe(burst - prefetch);
    }

    [Fact]
    public async Task Among_equals_messages_are_shared()
    {
        var (one, other) = (new Arrivals<int>(), new Arrivals<int>());
        await using var first = await StartAsync(5, 1, one, null);
        await using var second = await StartAsync(5, 1, other, null);

        for (var i = 0; i < 40; i++)
            await first.SendAsync(Name, new Step(i));

        await Eventually.HoldsAsync("all to be handled", () => one.Items.Count + other.Items.Count == 40, Waiting.Limit);
        one.Items.ShouldNotBeEmpty();
        other.Items.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Published_messages_obey_the_priority_as_well()
    {
        var (primary, standby) = (new Arrivals<int>(), new Arrivals<int>());
        await using var lower = await StartAsync(100, 100, standby, null);
        await using var higher = await StartAsync(127, 100, primary, null);

        for (var i = 0; i < 20; i++)
            await lower.Bus.Publish(new Step(i));

        (await primary.CountAsync(20, Waiting.Limit)).ShouldBe(Enumerable.Range(0, 20));
        standby.Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_exclusive_endpoint_gets_all_whatever_its_prefetch_and_the_next_one_when_it_is_gone()
    {
        var (owner, next) = (new Arrivals<int>(), new Arrivals<int>());
        await using var first = await StartAsync(0, 1, owner, null, exclusive: true);
        await using var second = await StartAsync(0, 100, next, null, exclusive: true);

        for (var i = 0; i < 30; i++)
            await second.SendAsync(Name, new Step(i));
        (await owner.CountAsync(30, Waiting.Limit)).ShouldBe(Enumerable.Range(0, 30));
        next.Items.ShouldBeEmpty();

        await first.StopAsync();
        await second.SendAsync(Name, new Step(30));
        (await next.OneAsync()).ShouldBe(30);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(-129)]
    public void A_priority_that_the_wire_cannot_carry_is_refused(int priority) =>
        Should.Throw<ConfigurationException>(() => ActiveMqBusFactory.Create(cfg => cfg.ReceiveEndpoint(Name, e => e.ConsumerPriority = priority)))
            .Message.ShouldContain($"is {priority}; -128 to 127 is allowed");

    private Task<TestBus> StartAsync(int priority, int prefetch, Arrivals<int> arrivals, SemaphoreSlim? release, bool exclusive = false) =>
        TestBus.StartAsync(Port, Name, e =>
        {
            e.ConsumerPriority = priority;
            e.PrefetchCount = prefetch;
            e.ConcurrentMessageLimit = 1;
            e.Exclusive = exclusive;
            e.Handler<Step>(async context =>
            {
                if (release is not null && context.Message.Number < prefetch)
                    await release.WaitAsync(Waiting.Limit);
                arrivals.Add(context.Message.Number);
            });
        });

    public sealed record Step(int Number);
}
