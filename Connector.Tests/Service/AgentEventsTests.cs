using System.Collections.Concurrent;
using Connector.Contracts;
using Connector.Lab.Processes;
using Connector.Service.Adapters;
using Connector.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service;

public sealed class AgentEventsTests
{
    private readonly ManualTime _time = new();
    private readonly Broker _broker = new();

    [Fact]
    public async Task Events_of_an_agent_go_out_in_order()
    {
        await using var events = Events();
        foreach (var sequence in Enumerable.Range(1, 100))
            events.Publish(Event("1001", sequence), null);

        await Eventually.HoldsAsync("100 events", () => _broker.Taken.Count == 100);

        _broker.Taken.Select(taken => taken.Event.Sequence).ShouldBe(Enumerable.Range(1, 100).Select(i => (long)i));
    }

    [Fact]
    public async Task Agent_whose_event_hangs_does_not_hold_up_another()
    {
        var hanging = new TaskCompletionSource();
        _broker.Before = taken => taken.AgentId == "1001" ? hanging.Task : Task.CompletedTask;
        await using var events = Events();
        events.Publish(Event("1001", 1), null);
        events.Publish(Event("1002", 1), "queue:crm");

        await Eventually.HoldsAsync("the other agent's event", () => _broker.Taken.Count == 1);

        var (other, address, _) = _broker.Taken.Single();
        (other.AgentId, address).ShouldBe(("1002", "queue:crm"));
        hanging.SetResult();
        await Eventually.HoldsAsync("the first agent's event", () => _broker.Taken.Count == 2);
    }

    [Fact]
    public async Task Events_wait_for_the_broker_and_go_out_in_order_when_it_is_back()
    {
        _broker.IsAway = true;
        await using var events = Events();
        foreach (var sequence in Enumerable.Range(1, 3))
            events.Publish(Event("1001", sequence), null);
        await PauseAsync();
        _time.Advance(TimeSpan.FromMilliseconds(200));
        await PauseAsync();
        _broker.Attempts.ShouldBe(2);

        _broker.IsAway = false;
        _time.Advance(TimeSpan.FromMilliseconds(400));

        await Eventually.HoldsAsync("three events", () => _broker.Taken.Count == 3);
        _broker.Taken.Select(taken => taken.Event.Sequence).ShouldBe([1, 2, 3]);
        _broker.Taken.First().TimeToLive.ShouldBe(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(600));
        events.Dropped.ShouldBe(0);
    }

    [Fact]
    public async Task While_paused_nothing_goes_out_and_nothing_is_lost()
    {
        await using var events = Events();
        events.Pause();
        events.Publish(Event("1001", 1), null);
        events.Publish(Event("1001", 2), null);
        events.Publish(Event("1002", 1), null);
        events.Waiting.ShouldBe(3);
        _broker.Attempts.ShouldBe(0);

        events.Withdraw("1002");
        events.Resume();

        await Eventually.HoldsAsync("both events", () => _broker.Taken.Count == 2);
        events.Publish(Event("1002", 2), null);
        await Eventually.HoldsAsync("an event that comes later", () => _broker.Taken.Count == 3);
        _broker.Taken.Select(taken => (taken.Event.AgentId, taken.Event.Sequence)).ShouldBe([("1001", 1), ("1001", 2), ("1002", 2)]);
    }

    [Fact]
    public async Task A_stop_lets_out_what_waits_after_a_pause()
    {
        await using var events = Events();
        events.Pause();
        events.Publish(Event("1001", 1), null);

        await events.StopAsync(CancellationToken.None);

        _broker.Taken.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Overflow_drops_the_oldest_and_counts_them()
    {
        _broker.IsAway = true;
        await using var events = Events(new AgentEventsOptions { Capacity = 3 });
        foreach (var sequence in Enumerable.Range(1, 5))
            events.Publish(Event("1001", sequence), null);
        await PauseAsync();
        events.Dropped.ShouldBe(2);
        events.Waiting.ShouldBe(3);

        _broker.IsAway = false;
        _time.Advance(TimeSpan.FromSeconds(5));

        await Eventually.HoldsAsync("the three that are left", () => _broker.Taken.Count == 3);
        _broker.Taken.Select(taken => taken.Event.Sequence).ShouldBe([3, 4, 5]);
    }

    [Fact]
    public async Task Event_older_than_its_time_to_live_is_dropped()
    {
        _broker.IsAway = true;
        await using var events = Events();
        events.Publish(Event("1001", 1), null);
        await PauseAsync();
        _broker.IsAway = false;

        _time.Advance(TimeSpan.FromMinutes(5));

        await Eventually.HoldsAsync("the event to be dropped", () => events.Dropped == 1);
        events.Waiting.ShouldBe(0);
        _broker.Taken.ShouldBeEmpty();
    }

    [Fact]
    public async Task Clean_stop_waits_for_what_waits()
    {
        var slow = new TaskCompletionSource();
        _broker.Before = _ => slow.Task;
        await using var events = Events();
        events.Publish(Event("1001", 1), null);

        var stop = events.StopAsync(CancellationToken.None);
        stop.IsCompleted.ShouldBeFalse();
        slow.SetResult();
        await stop.WaitAsync(TimeSpan.FromSeconds(30));

        _broker.Taken.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Clean_stop_does_not_wait_for_ever()
    {
        _broker.IsAway = true;
        await using var events = Events();
        events.Publish(Event("1001", 1), null);
        await PauseAsync();

        var stop = events.StopAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(5));

        await stop.WaitAsync(TimeSpan.FromSeconds(30));
        events.Waiting.ShouldBe(1);
    }

    private AgentEvents Events(AgentEventsOptions? options = null) =>
        new(_broker, options ?? new AgentEventsOptions(), _time, NullLogger<AgentEvents>.Instance);

    // The outbox pauses after a failed attempt: then exactly one timer runs.
    private Task PauseAsync() => Eventually.HoldsAsync("the outbox to pause", () => _time.Timers == 1);

    private static AgentStateChanged Event(string agentId, long sequence) => new() { AgentId = agentId, Sequence = sequence };

    private sealed class Broker : IEventPublisher
    {
        private int _attempts;

        public volatile bool IsAway;

        public int Attempts => Volatile.Read(ref _attempts);

        public Func<AgentEvent, Task> Before { get; set; } = _ => Task.CompletedTask;

        public ConcurrentQueue<(AgentEvent Event, string? Address, TimeSpan TimeToLive)> Taken { get; } = new();

        public async Task PublishAsync(AgentEvent agentEvent, string? eventAddress, TimeSpan timeToLive, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _attempts);
            if (IsAway)
                throw new InvalidOperationException("The broker is away.");
            await Before(agentEvent).WaitAsync(cancellationToken);
            Taken.Enqueue((agentEvent, eventAddress, timeToLive));
        }
    }
}
