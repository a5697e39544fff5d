using Connector.FinesseSimulator.Faults;
using Connector.FinesseSimulator.Rest;

namespace Connector.FinesseSimulator.Sides;

/// <summary>The servers of one Finesse together: what happens to one is decided for both, in one order.</summary>
/// <param name="start">How they begin.</param>
/// <param name="ctiDetection">How long a lost CTI server goes unnoticed.</param>
/// <param name="faults">The faults of the laboratory.</param>
/// <param name="background">Where later things go on.</param>
internal sealed class SidePair(PairCondition start, TimeSpan ctiDetection, FaultBoard faults, BackgroundWork background)
{
    private readonly Lock _gate = new();
    private volatile PairCondition _condition = start;

    /// <summary>The servers; the primary node first. Set once, before anything happens.</summary>
    public IReadOnlyList<SimulatedSide> Sides { get; private set; } = [];

    /// <summary>How they stand.</summary>
    public PairCondition Condition => _condition;

    /// <summary>Where they are reached.</summary>
    public IReadOnlyList<NodeAddress> Nodes => [.. Sides.Select(side => side.Address)];

    /// <summary>Takes the servers, and tells them how they begin.</summary>
    public void Take(IReadOnlyList<SimulatedSide> sides)
    {
        Sides = sides;
        for (var index = 0; index < sides.Count; index++)
            sides[index].Become(_condition.Sides[index], _condition.IsInService(index));
    }

    /// <summary>Has something happen to one server. Done once the ports of all are as they should be.</summary>
    /// <exception cref="SimulationException">It cannot happen here.</exception>
    /// <exception cref="IOException">A port was taken meanwhile.</exception>
    public async Task HappenAsync(SideEvent happens, int side)
    {
        Apply(happens, side);
        foreach (var each in Sides) await each.FollowAsync(CancellationToken.None);
    }

    /// <summary>Has something happen that concerns no port.</summary>
    /// <exception cref="SimulationException">It cannot happen here.</exception>
    public void Apply(SideEvent happens, int side)
    {
        lock (_gate)
        {
            var before = _condition;
            if (before.Problem(happens) is { } problem) throw new SimulationException(problem);
            _condition = before.After(happens, side);
            for (var index = 0; index < Sides.Count; index++)
                Sides[index].Become(_condition.Sides[index], _condition.IsInService(index));
            if (_condition.Sides[side].CtiLosses == before.Sides[side].CtiLosses) return;
        }

        NoticeLater(side, _condition.Sides[side].CtiLosses);
    }

    /// <summary>Puts a fault in force; one that strikes sessions once has done so when this returns, and is over.</summary>
    public ActiveFault AddFault(SimulatedFault fault)
    {
        var added = faults.Add(fault);
        if (fault.Kind is not (FaultKind.KickXmpp or FaultKind.ResetXmpp)) return added;
        foreach (var side in Sides) side.StrikeSessions();
        var done = faults.Faults.FirstOrDefault(each => each.Id == added.Id) ?? added;
        faults.Remove(added.Id);
        return done;
    }

    /// <summary>The place of a server by its name.</summary>
    public int? IndexOf(string name)
    {
        for (var index = 0; index < Sides.Count; index++)
            if (Sides[index].Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return index;
        return null;
    }

    private void NoticeLater(int side, int loss) => background.Run(async cancellationToken =>
    {
        if (ctiDetection > TimeSpan.Zero) await Task.Delay(ctiDetection, faults.Time, cancellationToken);

        // Restored and lost once more: the later loss has its own time.
        if (_condition.Sides[side].CtiLosses == loss) Apply(SideEvent.NoticeCtiLoss, side);
    });
}
