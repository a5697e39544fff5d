using System.Collections.Concurrent;
using System.Collections.Immutable;
using Connector.FinesseSimulator.Core;

namespace Connector.FinesseSimulator;

/// <summary>
/// The contact centre that runs: the pure <see cref="Centre"/> with a lock, a clock and timers. It knows nothing of REST and
/// XMPP,
/// so that two sides of Finesse can share it.
/// </summary>
internal sealed class ContactCentre(CentreRules rules, CentreState start, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<ITimer, byte> _timers = new();
    private ImmutableArray<Action<ImmutableArray<Notice>>> _listeners = [];
    private volatile CentreState _state = start;
    private bool _disposed;

    /// <summary>The present state; a snapshot that does not change.</summary>
    public CentreState State => _state;

    /// <summary>How the centre is set up.</summary>
    public CentreRules Rules => rules;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Has a side told about everything from now on. Listeners are called in order, under the lock, and must not
    /// wait.</summary>
    public void Listen(Action<ImmutableArray<Notice>> listener)
    {
        lock (_gate) _listeners = _listeners.Add(listener);
    }

    /// <summary>Looks at the state while nothing changes and nobody is told anything else. Must not wait.</summary>
    public void Read(Action<CentreState> look)
    {
        lock (_gate) look(_state);
    }

    /// <summary>Carries out one input and tells every side.</summary>
    public Step Apply(Input input, Requester? requester = null)
    {
        Step step;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            step = Centre.Apply(_state, input, rules, time.GetUtcNow(), requester);
            _state = step.State;
            foreach (var listener in _listeners) listener(step.Notices);
        }

        foreach (var scheduled in step.Scheduled) Schedule(scheduled);
        return step;
    }

    /// <summary>Ends all timers; nothing happens any more.</summary>
    public void Dispose()
    {
        lock (_gate) _disposed = true;
        foreach (var timer in _timers.Keys) timer.Dispose();
        _timers.Clear();
    }

    private void Schedule(ScheduledInput scheduled)
    {
        if (scheduled.After <= TimeSpan.Zero)
        {
            Apply(scheduled.Input);
            return;
        }

        var due = new Due(this, scheduled.Input);
        due.Start(scheduled.After);
    }

    private void ApplyIfRunning(Input input)
    {
        lock (_gate)
            if (!_disposed) Apply(input);
    }

    private sealed class Due(ContactCentre centre, Input input)
    {
        private ITimer? _timer;

        public void Start(TimeSpan after)
        {
            // Armed only once it is known, or it could fire before there is a timer to forget.
            _timer = centre.Time.CreateTimer(_ => Fire(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            centre._timers.TryAdd(_timer, 0);
            _timer.Change(after, Timeout.InfiniteTimeSpan);
        }

        private void Fire()
        {
            centre._timers.TryRemove(_timer!, out _);
            _timer!.Dispose();
            centre.ApplyIfRunning(input);
        }
    }
}
