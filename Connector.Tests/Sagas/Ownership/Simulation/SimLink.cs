namespace Connector.Tests.Sagas.Ownership.Simulation;

/// <summary>
/// A connection over a link that can be cut. In order, like TCP: what is sent during a short cut arrives after it; a cut that is noticed
/// (by a reset, or by silence) ends the connection, and what was under way is lost.
/// </summary>
internal sealed class SimLink(World world)
{
    /// <summary>After so long without a byte both ends give a connection up.</summary>
    internal const int SilenceLimit = 5000;

    private readonly List<Action> _stalled = [];
    private readonly long[] _last = new long[2];

    internal bool Cut { get; private set; }

    internal int Slow { get; set; }

    /// <summary>Changes with every connection.</summary>
    internal int Generation { get; private set; }

    internal bool Up { get; private set; }

    internal Action? Lost { get; set; }

    internal void Open() => Up = true;

    /// <summary>Sends in one of the two directions.</summary>
    internal void Send(int direction, Action arrive)
    {
        if (!Up)
            return;
        var generation = Generation;
        var at = Math.Max(_last[direction], world.Now + world.Hop() + (Slow == 0 ? 0 : world.Chance.Between(0, Slow)));
        _last[direction] = at;
        world.At(at, () => Arrive(generation, arrive));
    }

    internal void Break()
    {
        if (!Up)
            return;
        Up = false;
        Generation++;
        _stalled.Clear();
        _last[0] = _last[1] = world.Now;
        Lost?.Invoke();
    }

    internal void Sever(bool noticed)
    {
        if (Cut)
            return;
        Cut = true;
        var generation = Generation;
        if (noticed)
            Break();
        else
            world.After(SilenceLimit, () => GiveUp(generation));
    }

    internal void Heal()
    {
        Cut = false;
        var late = _stalled.ToArray();
        _stalled.Clear();
        foreach (var arrive in late)
            arrive();
    }

    private void Arrive(int generation, Action arrive)
    {
        if (generation != Generation)
            return;
        if (Cut)
            _stalled.Add(arrive);
        else
            arrive();
    }

    private void GiveUp(int generation)
    {
        if (Cut && generation == Generation)
            Break();
    }
}
