using Connector.FinesseSimulator.Core;

namespace Connector.FinesseSimulator.Load;

/// <summary>What has come of a load so far.</summary>
/// <param name="IsRunning">Whether callers still come.</param>
/// <param name="Offered">Calls that rang at an agent.</param>
/// <param name="Busy">Callers who found the line engaged or the agent signed out, and went away.</param>
/// <param name="Answered">Calls that somebody took.</param>
/// <param name="Held">Calls that were put on hold.</param>
/// <param name="Abandoned">Callers who hung up while it rang.</param>
/// <param name="Completed">Callers who hung up after they had talked.</param>
/// <param name="Ended">Calls that the agent ended first.</param>
/// <param name="Active">Calls that are there now.</param>
internal sealed record LoadCounts(
    bool IsRunning, long Offered, long Busy, long Answered, long Held, long Abandoned, long Completed, long Ended, int Active);

/// <summary>
/// Plays the callers of a <see cref="LoadPlan"/>, and the agents' hands where asked to. One timer runs at a time, for whatever is
/// due first.
/// </summary>
internal sealed class LoadGenerator(ContactCentre centre) : IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private PriorityQueue<Action, (DateTimeOffset Due, long Order)> _due = new();
    private ITimer? _timer;
    private LoadProfile? _profile;
    private DateTimeOffset _start;
    private LoadCounts _counts = new(IsRunning: false, 0, 0, 0, 0, 0, 0, 0, 0);
    private long _order;
    private int _run;
    private bool _disposed;

    /// <summary>What has come of it so far.</summary>
    public LoadCounts Counts
    {
        get
        {
            lock (_gate) return _counts;
        }
    }

    /// <summary>The load that runs, or ran last.</summary>
    public LoadProfile? Profile
    {
        get
        {
            lock (_gate) return _profile;
        }
    }

    /// <summary>Begins.</summary>
    /// <returns>Whether it began: false where one is under way.</returns>
    public bool Start(LoadProfile profile)
    {
        lock (_gate)
        {
            if (_counts.IsRunning || _disposed) return false;
            (_profile, _start, _due) = (profile, centre.Time.GetUtcNow(), new());
            _counts = new LoadCounts(IsRunning: true, 0, 0, 0, 0, 0, 0, 0, 0);
            var run = ++_run;
            _timer = centre.Time.CreateTimer(_ => Fire(run), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            var agents = centre.State.Agents.Values.OrderBy(agent => agent.Id, StringComparer.Ordinal).Take(profile.Agents);
            foreach (var (index, agent) in agents.Index()) Next(agent.Id, LoadPlan.CallsOf(profile, index).GetEnumerator());
            Arm();
            return true;
        }
    }

    /// <summary>Ends: nobody calls any more, and whoever is on the line hangs up.</summary>
    public void Stop()
    {
        lock (_gate) StopNow();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _timer?.Dispose();
            _timer = null;
        }
    }

    private readonly HashSet<string> _up = new(StringComparer.Ordinal);

    private void StopNow()
    {
        if (!_counts.IsRunning) return;
        _due.Clear();
        _timer?.Dispose();
        _timer = null;
        foreach (var call in _up) centre.Apply(new OutsideReleases(call));
        _counts = _counts with { IsRunning = false, Completed = _counts.Completed + _up.Count, Active = 0 };
        _up.Clear();
    }

    private void Fire(int run)
    {
        lock (_gate)
        {
            if (_disposed || run != _run || !_counts.IsRunning) return;
            while (_counts.IsRunning && _due.TryPeek(out var act, out var first) && first.Due <= centre.Time.GetUtcNow())
            {
                _due.Dequeue();
                act();
            }

            if (_counts.IsRunning) Arm();
        }
    }

    private void Arm()
    {
        if (!_due.TryPeek(out _, out var first)) return;
        var wait = first.Due - centre.Time.GetUtcNow();
        _timer?.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void At(DateTimeOffset due, Action act) => _due.Enqueue(act, (due, _order++));

    private void Next(string agentId, IEnumerator<PlannedCall> calls)
    {
        calls.MoveNext();
        var call = calls.Current;
        if (_profile!.Duration is { } duration && call.At >= duration)
        {
            calls.Dispose();
            At(_start + duration, StopNow);
            return;
        }

        var due = _start + call.At;
        At(due, () =>
        {
            Ring(agentId, call, due);
            Next(agentId, calls);
        });
    }

    // Each step counts from when it was due, not from when it was carried out: a slow machine does not change the day.
    private void Ring(string agentId, PlannedCall call, DateTimeOffset now)
    {
        var agent = centre.State.Agents[agentId];
        var step = agent.IsSignedIn
            ? centre.Apply(new IncomingCall(
                call.From, agent.Extension, System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty, null))
            : null;
        if (step?.CallId is not { } id)
        {
            _counts = _counts with { Busy = _counts.Busy + 1 };
            return;
        }

        _up.Add(id);
        _counts = _counts with { Offered = _counts.Offered + 1, Active = _up.Count };
        var lost = now + _profile!.Patience;
        if (_profile.AutoAnswer) At(now + _profile.AnswerAfter, () => Act(agentId, id, CallActions.Answer));
        Watch(agentId, id, call, now, lost);
    }

    private void Watch(string agentId, string id, PlannedCall call, DateTimeOffset now, DateTimeOffset lost)
    {
        var next = now + LookAgain;
        At(next < lost ? next : lost, () =>
        {
            var leg = LegOf(agentId, id);
            if (leg is LegState.Alerting && next < lost)
            {
                Watch(agentId, id, call, next, lost);
            }
            else if (leg is LegState.Alerting)
            {
                HangUp(id);
                _counts = _counts with { Abandoned = _counts.Abandoned + 1, Active = _up.Count };
            }
            else if (leg is null)
            {
                Gone(id);
            }
            else
            {
                _counts = _counts with { Answered = _counts.Answered + 1 };
                Talk(agentId, id, call, next);
            }
        });
    }

    private void Talk(string agentId, string id, PlannedCall call, DateTimeOffset now)
    {
        if (_profile!.AutoAnswer && call.Hold is var (from, to))
        {
            At(now + from, () =>
            {
                if (LegOf(agentId, id) is not LegState.Active) return;
                Act(agentId, id, CallActions.Hold);
                _counts = _counts with { Held = _counts.Held + 1 };
            });
            At(now + to, () => Act(agentId, id, CallActions.Retrieve));
        }

        At(now + call.Talk, () =>
        {
            if (!centre.State.Calls.ContainsKey(id))
            {
                Gone(id);
                return;
            }

            HangUp(id);
            _counts = _counts with { Completed = _counts.Completed + 1, Active = _up.Count };
        });
    }

    private void Gone(string id)
    {
        _up.Remove(id);
        _counts = _counts with { Ended = _counts.Ended + 1, Active = _up.Count };
    }

    private void HangUp(string id)
    {
        _up.Remove(id);
        centre.Apply(new OutsideReleases(id));
    }

    private void Act(string agentId, string id, string action)
    {
        if (LegOf(agentId, id) is not null) centre.Apply(new ActOnCall(agentId, id, action));
    }

    private LegState? LegOf(string agentId, string id) =>
        centre.State.Calls.TryGetValue(id, out var call) ? call.OwnLegOf(agentId)?.State : null;
}
