using System.Collections.Immutable;

namespace Connector.FinesseSimulator.Faults;

/// <summary>The <see cref="FaultPlan"/> that is in force, for whoever carries notifications, requests and bytes.</summary>
internal sealed class FaultBoard(TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (TaskCompletionSource Over, ITimer? Timer)> _frozen = new(StringComparer.Ordinal);
    private volatile FaultPlan _plan = FaultPlan.Empty;

    /// <summary>The faults that are there.</summary>
    public ImmutableArray<ActiveFault> Faults => _plan.Faults;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Puts a fault in force.</summary>
    public ActiveFault Add(SimulatedFault fault)
    {
        lock (_gate)
        {
            (_plan, var added) = _plan.Add(fault, time.GetUtcNow());
            if (fault.Kind is FaultKind.FreezeXmpp) Freeze(added);
            return added;
        }
    }

    /// <summary>Ends a fault.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(string id)
    {
        lock (_gate)
        {
            var before = _plan;
            _plan = before.Remove(id);
            Thaw(id);
            return before.Faults.Length != _plan.Faults.Length;
        }
    }

    /// <summary>Ends all faults.</summary>
    public void Clear()
    {
        foreach (var each in Faults) Remove(each.Id);
    }

    /// <summary>What strikes something that comes along.</summary>
    public ImmutableArray<Strike> Decide(FaultSubject subject)
    {
        if (_plan.Faults.IsEmpty) return [];
        lock (_gate)
        {
            if (!_plan.Concerns(subject.Target)) return [];
            (_plan, var strikes) = _plan.Decide(subject, time.GetUtcNow());
            return strikes;
        }
    }

    /// <summary>What a session of an agent has to wait for before another byte passes; done where nothing holds it.</summary>
    /// <param name="side">At which server.</param>
    /// <param name="agent">Whose it is; empty before he has signed in.</param>
    public Task HoldOf(string side, string agent)
    {
        if (_plan.Faults.IsEmpty) return Task.CompletedTask;
        lock (_gate)
        {
            foreach (var each in _plan.Faults.Where(each => each.Fault.Kind is FaultKind.FreezeXmpp))
            {
                var isMeant = (each.Fault.Side is null || each.Fault.Side.Equals(side, StringComparison.OrdinalIgnoreCase))
                    && (each.Fault.Agent is null || each.Fault.Agent == agent);
                if (isMeant && _frozen.TryGetValue(each.Id, out var frozen)) return frozen.Over.Task;
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Lets go whoever is held.</summary>
    public void Dispose() => Clear();

    private void Freeze(ActiveFault fault)
    {
        // Armed only once it is known, or it could fire before there is anything to thaw.
        var timer = fault.Fault.Duration is null ? null : time.CreateTimer(
            _ => Remove(fault.Id), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _frozen[fault.Id] = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), timer);
        timer?.Change(fault.Fault.Duration!.Value, Timeout.InfiniteTimeSpan);
    }

    private void Thaw(string id)
    {
        if (!_frozen.Remove(id, out var frozen)) return;
        frozen.Timer?.Dispose();
        frozen.Over.SetResult();
    }
}
