using System.Collections.Concurrent;
using Connector.Client;
using Connector.Contracts;
using Connector.Lab.Processes;
using Connector.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Connector.Tests.Client;

/// <summary>The feed between the bus and the app: gaps are asked for, the app's failures stay its own, nothing runs on.</summary>
public sealed class AgentEventFeedTests : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly Connectors _connectors = new();
    private readonly App _app = new();
    private readonly AgentEventFeed _feed;

    public AgentEventFeedTests() =>
        _feed = new AgentEventFeed(_connectors, _app, new ConnectorClientOptions(), _time, NullLogger<AgentEventFeed>.Instance);

    public ValueTask DisposeAsync() => _feed.DisposeAsync();

    [Fact]
    public async Task A_gap_is_asked_for_after_its_moment_and_closed()
    {
        await _feed.BeginAsync("1001", 1);
        await _feed.TakeAsync(Event(4));
        _app.Told.ShouldBeEmpty();
        _connectors.Report = new EventsReport { Sequence = 4, Complete = true, Events = [Replayed(2), Replayed(3), Replayed(4)] };

        _time.Advance(new ConnectorClientOptions().GapPause);

        await Eventually.HoldsAsync("the gap to close", () => _feed.LastOf("1001") == 4);
        _app.Told.ShouldBe(["event 2", "event 3", "event 4"]);
        _connectors.Asked.ShouldBe([("1001", 2)]);
    }

    [Fact]
    public async Task What_was_known_at_the_beginning_is_the_last_event_until_another_one_comes()
    {
        _feed.LastOf("1001").ShouldBe(0);
        await _feed.BeginAsync("1001", 4);
        _feed.LastOf("1001").ShouldBe(4);

        await _feed.TakeAsync(Event(5));
        _feed.LastOf("1001").ShouldBe(5);
        _app.Told.ShouldBe(["event 5"]);
    }

    [Fact]
    public async Task A_connector_that_does_not_answer_is_asked_again()
    {
        await _feed.BeginAsync("1001", 1);
        await _feed.TakeAsync(Event(3));
        _time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync("the first question and the pause behind it", () => _connectors.Asked.Count == 1 && _time.Timers == 1);
        _connectors.Report = new EventsReport { Sequence = 3, Complete = true, Events = [Replayed(2), Replayed(3)] };

        _time.Advance(TimeSpan.FromSeconds(1));

        await Eventually.HoldsAsync("the gap to close", () => _feed.LastOf("1001") == 3);
    }

    [Fact]
    public async Task An_agent_whom_no_connector_knows_is_gone_on_with()
    {
        _connectors.Rejection = RejectionCode.NotConnected;
        await _feed.BeginAsync("1001", 1);
        await _feed.TakeAsync(Event(9));

        _time.Advance(TimeSpan.FromSeconds(1));

        await Eventually.HoldsAsync("the event behind the gap", () => _feed.LastOf("1001") == 9);
        _app.Told.ShouldBe(["1001 misses 2 to 8", "event 9"]);
    }

    [Fact]
    public async Task A_handler_that_fails_keeps_its_own_failure()
    {
        _app.FailsAt = 2;
        await _feed.BeginAsync("1001", 1);

        await _feed.TakeAsync(Event(2));
        await _feed.TakeAsync(Event(3));

        _app.Told.ShouldBe(["event 3"]);
    }

    [Fact]
    public async Task Agents_do_not_wait_for_each_other()
    {
        _app.Held = new TaskCompletionSource();
        await _feed.BeginAsync("1001", 1);
        await _feed.BeginAsync("1002", 1);
        var slow = _feed.TakeAsync(Event(2));

        await _feed.TakeAsync(Event(2) with { AgentId = "1002" }).WaitAsync(TimeSpan.FromSeconds(30));

        slow.IsCompleted.ShouldBeFalse();
        _app.Held.SetResult();
        await slow;
    }

    [Fact]
    public async Task After_the_end_nothing_waits_and_nothing_is_taken()
    {
        await _feed.BeginAsync("1001", 1);
        await _feed.TakeAsync(Event(3));

        await _feed.DisposeAsync();

        _time.Timers.ShouldBe(0);
        await Should.ThrowAsync<OperationCanceledException>(() => _feed.TakeAsync(Event(2)));
    }

    private static AgentStateChanged Event(long sequence) =>
        new() { AgentId = "1001", Sequence = sequence, Timestamp = DateTimeOffset.UnixEpoch.AddMinutes(sequence) };

    private static ReplayedEvent Replayed(long sequence) => new() { AgentStateChanged = Event(sequence) };

    /// <summary>The app under test's neighbour, in the test's hand.</summary>
    private sealed class Connectors : IConnectorClient
    {
        public ConcurrentQueue<(string Agent, long From)> Asked { get; } = [];

        public EventsReport? Report { get; set; }

        public RejectionCode? Rejection { get; set; }

        public Task<RequestAnswer<TAnswer>> AskAsync<TRequest, TAnswer>(
            TRequest request, Guid? messageId = null, CancellationToken cancellationToken = default)
            where TRequest : class
            where TAnswer : class
        {
            var replay = (ReplayEvents)(object)request;
            Asked.Enqueue((replay.AgentId, replay.FromSequence));
            if (Rejection is { } code)
                return Task.FromResult(new RequestAnswer<TAnswer>(Guid.NewGuid(), new CommandRejected { Code = code }));
            return Report is { } report
                ? Task.FromResult(new RequestAnswer<TAnswer>(Guid.NewGuid(), (TAnswer)(object)report))
                : Task.FromException<RequestAnswer<TAnswer>>(new TimeoutException("no answer"));
        }
    }

    private sealed class App : IAgentEventHandler
    {
        public ConcurrentQueue<string> Told { get; } = [];

        public long FailsAt { get; set; }

        public TaskCompletionSource? Held { get; set; }

        public async Task OnEventAsync(AgentEvent agentEvent, CancellationToken cancellationToken)
        {
            if (agentEvent.Sequence == FailsAt)
                throw new InvalidOperationException("the app's own failure");
            if (Held is { } held && agentEvent.AgentId == "1001")
                await held.Task;
            Told.Enqueue($"event {agentEvent.Sequence}");
        }

        public Task OnResumedAsync(EventsReport report, CancellationToken cancellationToken)
        {
            Told.Enqueue($"resumed at {report.Sequence}");
            return Task.CompletedTask;
        }

        public Task OnMissedAsync(string agentId, long from, long to, CancellationToken cancellationToken)
        {
            Told.Enqueue($"{agentId} misses {from} to {to}");
            return Task.CompletedTask;
        }
    }
}
