namespace Connector.Tests.Sagas.Ownership.Simulation;

/// <summary>
/// Finesse as a session sees it. An agent's state is a number that grows with every change. Every connector's XMPP session of the agent is
/// notified, in order. An action changes the state once per request that arrives: whoever sends it twice has done it twice.
/// </summary>
internal sealed class SimFinesse
{
    private const int CallLimit = 3000;

    private readonly World _world;
    private readonly long[] _states;
    private readonly Dictionary<string, long> _doneAt = [];

    internal SimFinesse(World world, int agents)
    {
        _world = world;
        _states = new long[agents];
    }

    internal bool Up { get; private set; } = true;

    internal long State(int agent) => _states[agent];

    internal bool IsDone(string requestId) => _doneAt.ContainsKey(requestId);

    internal void Kill()
    {
        Up = false;
        foreach (var connector in _world.Connectors)
            connector.FinesseLink.Break();
    }

    internal void Restore() => Up = true;

    /// <summary>Something happens in the contact centre.</summary>
    internal void Change(int agent)
    {
        if (!Up)
            return;
        var state = ++_states[agent];
        _world.Note($"Finesse: A{agent} is {state}");
        foreach (var connector in _world.Connectors)
        {
            if (connector.FinesseLink.Up)
                connector.FinesseLink.Send(1, () => connector.Run(() => connector.Notified(agent, state)));
        }
    }

    /// <summary>The broker's second witness: a connector's XMPP sessions come and go, and the others' sessions see it.</summary>
    internal void Look(SimConnector peer)
    {
        var there = peer.FinesseLink.Up;
        foreach (var connector in _world.Connectors)
        {
            if (connector != peer && connector.FinesseLink.Up)
                connector.FinesseLink.Send(1, () => connector.SeePresence(peer, there));
        }
    }

    internal void Act(SimConnector connector, int agent, string requestId, Action<bool?> answer) => Call(connector, () =>
    {
        if (!_doneAt.TryAdd(requestId, _world.Now))
            throw new ViolationException($"{requestId} was carried out twice at Finesse, the second time by {connector.Id}");
        _world.Note($"Finesse: {requestId} carried out for {connector.Id}");
        Change(agent);
        if (_world.Chance.PerMille(_world.KillsAtAct))
        {
            connector.Kill();
            _world.After(_world.Chance.Between(100, 4000), () => connector.Restart(withMemory: true));
        }

        return true;
    }, answer);

    internal void Read(SimConnector connector, int agent, Action<long?> answer) =>
        Call(connector, () => _states[agent], answer);

    /// <summary>Looks for what a request did: a call that may have ended meanwhile.</summary>
    internal void Find(SimConnector connector, string requestId, Action<bool?> answer)
    {
        var isLong = _world.Chance.PerMille(700);
        Call(connector, () => _doneAt.TryGetValue(requestId, out var at) && (isLong || _world.Now - at < 2000), answer);
    }

    /// <summary>A REST call; answered null where its outcome is not known.</summary>
    private void Call<T>(SimConnector connector, Func<T> carryOut, Action<T?> answer)
        where T : struct
    {
        var link = connector.FinesseLink;
        var over = false;
        var life = connector.Life;
        void End(T? outcome)
        {
            if (over || connector.Life != life)
                return;
            over = true;
            answer(outcome);
        }

        _world.After(CallLimit, () => connector.Run(() => End(null)));
        if (!link.Up)
        {
            _world.After(1, () => connector.Run(() => End(null)));
            return;
        }

        link.Send(0, () =>
        {
            if (!Up)
                return;
            var outcome = carryOut();
            link.Send(1, () => connector.Run(() => End(outcome)));
        });
    }
}
