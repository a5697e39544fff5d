using Connector.Sagas.Ownership;

namespace Connector.Tests.Sagas.Ownership.Simulation;

/// <summary>What a simulation is made of, apart from its faults.</summary>
internal sealed record Setup(DeploymentMode Mode, int Connectors, bool WitnessLinks, bool ListsAlike, int Agents);

/// <summary>A violated invariant: what, when.</summary>
public sealed class ViolationException(string message) : Exception(message);

/// <summary>
/// Two brokers in a network, connectors, Finesse and clients, in one thread on a virtual clock. Everything that happens is an entry in one
/// queue, ordered by time; chance comes from the seed. Times are milliseconds.
/// </summary>
internal sealed class World
{
    /// <summary>A run takes some ten thousand steps. One that takes so many more is of connectors that answer each other without end.</summary>
    internal const int MostSteps = 1_000_000;

    private readonly PriorityQueue<Action, (long At, long Order)> _agenda = new();
    private readonly Queue<string> _trace = new();
    private long _order;

    internal World(Setup setup, ulong seed, OwnershipRules rules, bool tracing)
    {
        Setup = setup;
        Rules = rules;
        Tracing = tracing;
        Chance = new Chance(seed);
        Checker = new Checker(this);
        Finesse = new SimFinesse(this, setup.Agents);
        Brokers = [new SimBroker(this, 0), new SimBroker(this, 1)];
        Connectors = [.. Enumerable.Range(0, setup.Connectors).Select(index => new SimConnector(this, index))];
        foreach (var connector in Connectors)
            connector.Connect();
        Clients = [.. Enumerable.Range(0, setup.Agents).Select(index => new SimClient(this, index))];
    }

    internal Setup Setup { get; }

    internal OwnershipRules Rules { get; }

    internal Chance Chance { get; }

    internal Checker Checker { get; }

    internal SimFinesse Finesse { get; }

    internal SimBroker[] Brokers { get; }

    internal SimConnector[] Connectors { get; }

    internal SimClient[] Clients { get; }

    internal long Now { get; private set; }

    internal int Steps { get; private set; }

    internal bool Tracing { get; }

    /// <summary>The brokers' bridge.</summary>
    internal bool BridgeCut { get; set; }

    internal bool BridgeUp => !BridgeCut && Brokers[0].Up && Brokers[1].Up;

    /// <summary>Of a thousand messages between connectors so many are lost, so many come twice, so many come late.</summary>
    internal int SyncLoss { get; set; }

    internal int SyncDuplicates { get; set; }

    internal int SyncDelays { get; set; }

    /// <summary>Of a thousand actions so many kill the connector that sent them, when they take effect and before it hears of it.</summary>
    internal int KillsAtAct { get; set; }

    internal IEnumerable<string> LastSteps => _trace;

    internal void After(long delay, Action action) => _agenda.Enqueue(action, (Now + delay, ++_order));

    internal void At(long time, Action action) => _agenda.Enqueue(action, (Math.Max(time, Now), ++_order));

    /// <summary>A message's way through a healthy network.</summary>
    internal int Hop() => Chance.Between(1, 8);

    internal void Run(long until)
    {
        while (_agenda.TryPeek(out _, out var next) && next.At <= until)
        {
            var action = _agenda.Dequeue();
            Now = next.At;
            if (++Steps > MostSteps)
                throw new ViolationException($"{MostSteps} steps by {Now} ms: somebody answers somebody without end");
            action();
        }

        Now = until;
    }

    internal void Note(string line)
    {
        if (!Tracing)
            return;
        _trace.Enqueue($"{Now / 1000.0,8:0.000}  {line}");
        if (_trace.Count > 20_000)
            _trace.Dequeue();
    }

    internal void BridgeChanged()
    {
        foreach (var broker in Brokers)
        {
            broker.Look();
            broker.DispatchAll();
        }
    }
}
