using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Service.Adapters;

/// <summary>Publishes events: one agent's in order, different agents' side by side. While the broker is away they wait, within a
/// bound per agent; a client closes the gap that an overflow leaves by their sequence.</summary>
internal sealed partial class AgentEvents(
    IEventPublisher publisher, AgentEventsOptions options, TimeProvider time, ILogger<AgentEvents> logger)
    : IAgentEvents, IHostedService, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Outbox> _outboxes = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private TaskCompletionSource _going = Going();
    private long _dropped;
    private int _disposed;

    /// <summary>How many events were dropped, by overflow or age, since the start.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>How many events wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _outboxes.Values.Sum(outbox => outbox.Waiting.Count);
        }
    }

    /// <inheritdoc/>
    public void Publish(AgentEvent agentEvent, string? eventAddress)
    {
        lock (_gate)
        {
            if (!_outboxes.TryGetValue(agentEvent.AgentId, out var outbox))
                _outboxes[agentEvent.AgentId] = outbox = new Outbox(agentEvent.AgentId);
            if (outbox.Waiting.Count >= options.Capacity)
                DropOldest(outbox);
            outbox.Waiting.AddLast(new QueuedEvent(agentEvent, eventAddress, time.GetUtcNow() + options.TimeToLive));
            outbox.Draining ??= Task.Run(() => DrainAsync(outbox), CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public void Withdraw(string agentId)
    {
        lock (_gate)
        {
            if (_outboxes.TryGetValue(agentId, out var outbox))
                outbox.Waiting.Clear();
        }
    }

    /// <inheritdoc/>
    public void Pause()
    {
        lock (_gate)
        {
            if (_going.Task.IsCompleted)
                _going = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <inheritdoc/>
    public void Resume()
    {
        lock (_gate)
            _going.TrySetResult();
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits until everything is published, or the limit has passed.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // What waits was published in its time, and has its number; whoever goes on meanwhile does so in another epoch.
        Resume();
        var draining = Draining();
        if (draining.Length == 0)
            return;
        try
        {
            await Task.WhenAll(draining).WaitAsync(options.DrainLimit, time, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            StoppedWithEventsWaiting(Waiting);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // The container disposes once for each name under which this is registered.
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _stopping.CancelAsync();
        await Task.WhenAll(Draining());
        _stopping.Dispose();
    }

    private Task[] Draining()
    {
        lock (_gate)
            return [.. _outboxes.Values.Select(outbox => outbox.Draining).OfType<Task>()];
    }

    private async Task DrainAsync(Outbox outbox)
    {
        try
        {
            while (TryPeek(outbox, out var next, out var going))
            {
                if (!going.IsCompleted)
                    await going.WaitAsync(_stopping.Token);
                else if (await DeliverAsync(outbox, next))
                    Remove(outbox, next);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stopped with the broker away: what waits is lost, and was counted by StopAsync.
        }
    }

    // False after a pause, for the event may have been dropped meanwhile.
    private async Task<bool> DeliverAsync(Outbox outbox, QueuedEvent next)
    {
        var remaining = next.Until - time.GetUtcNow();
        if (remaining <= TimeSpan.Zero)
        {
            Interlocked.Increment(ref _dropped);
            EventTooOld(outbox.AgentId, next.Event.Sequence);
            return true;
        }
        try
        {
            await publisher.PublishAsync(next.Event, next.Address, remaining, _stopping.Token);
            if (outbox.Failures > 0)
                PublishingAgain(outbox.AgentId, outbox.Failures);
            outbox.Failures = 0;
            return true;
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !_stopping.IsCancellationRequested)
        {
            if (outbox.Failures++ == 0)
                PublishingFailed(fault, outbox.AgentId);
            await Task.Delay(Pause(outbox.Failures), time, _stopping.Token);
            return false;
        }
    }

    private TimeSpan Pause(int failures)
    {
        var doubled = options.FirstPause.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 30));
        return TimeSpan.FromMilliseconds(Math.Min(doubled, options.LongestPause.TotalMilliseconds));
    }

    private static TaskCompletionSource Going()
    {
        var going = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        going.SetResult();
        return going;
    }

    private bool TryPeek(Outbox outbox, out QueuedEvent next, out Task going)
    {
        lock (_gate)
        {
            going = _going.Task;
            if (outbox.Waiting.First is { } first)
            {
                next = first.Value;
                return true;
            }
            // An agent with nothing to publish costs nothing.
            _outboxes.Remove(outbox.AgentId);
            next = null!;
            return false;
        }
    }

    private void Remove(Outbox outbox, QueuedEvent delivered)
    {
        lock (_gate)
        {
            outbox.IsOverflowing = false;
            // An overflow may have dropped it while it was on its way.
            if (ReferenceEquals(outbox.Waiting.First?.Value, delivered))
                outbox.Waiting.RemoveFirst();
        }
    }

    private void DropOldest(Outbox outbox)
    {
        var oldest = outbox.Waiting.First!.Value;
        outbox.Waiting.RemoveFirst();
        Interlocked.Increment(ref _dropped);
        if (outbox.IsOverflowing)
            return;
        outbox.IsOverflowing = true;
        Overflow(outbox.AgentId, options.Capacity, oldest.Event.Sequence);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {AgentId}: events wait for the broker: publishing failed.")]
    private partial void PublishingFailed(Exception fault, string agentId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Agent {AgentId}: events are published again after {Failures} failed attempts.")]
    private partial void PublishingAgain(string agentId, int failures);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Agent {AgentId}: more than {Capacity} events wait for the broker; the oldest are dropped, from sequence {Sequence} on.")]
    private partial void Overflow(string agentId, int capacity, long sequence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {AgentId}: event {Sequence} was dropped, its time to live passed before a broker took it.")]
    private partial void EventTooOld(string agentId, long sequence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Stopped while {Count} events waited for the broker; they are lost.")]
    private partial void StoppedWithEventsWaiting(int count);

    private sealed record QueuedEvent(AgentEvent Event, string? Address, DateTimeOffset Until);

    private sealed class Outbox(string agentId)
    {
        public string AgentId { get; } = agentId;

        public LinkedList<QueuedEvent> Waiting { get; } = new();

        public Task? Draining { get; set; }

        public int Failures { get; set; }

        public bool IsOverflowing { get; set; }
    }
}
