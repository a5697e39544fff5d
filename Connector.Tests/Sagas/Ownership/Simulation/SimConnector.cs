using System.Globalization;
using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;

namespace Connector.Tests.Sagas.Ownership.Simulation;

/// <summary>A connector's process: the real ownership core in a model of its shell (docs/ownership.md, "What the shell will have to do").</summary>
internal sealed partial class SimConnector
{
    private const int TickPause = 250;

    private readonly World _world;
    private readonly Queue<(Fact Fact, Action? Then)> _facts = new();
    private readonly Queue<Action> _inbox = new();
    private readonly HashSet<string> _adopted = [];
    private readonly Dictionary<long, Delivery> _requests = [];
    private readonly List<SimEvent> _outbox = [];
    private readonly Dictionary<long, long> _beatsSent = [];
    private readonly int[] _preference;
    private bool _pumping;
    private long _tokens;
    private long _preferredSince;
    private List<RememberedAgent> _disk = [];

    internal SimConnector(World world, int index)
    {
        _world = world;
        Index = index;
        Id = $"GC-{index + 1}";
        Priority = 127 - (27 * index);
        _preference = world.Setup.ListsAlike || index % 2 == 0 ? [0, 1] : [1, 0];
        Links = [new SimLink(world), new SimLink(world)];
        Links[0].Lost += () => BrokerLost(0);
        Links[1].Lost += () => BrokerLost(1);
        FinesseLink = new SimLink(world);
        FinesseLink.Lost += FinesseLost;
        Deliveries = [[], []];
        Sessions = [.. Enumerable.Range(0, world.Setup.Agents).Select(agent => new SimSession(world, this, agent))];
        Core = NewCore([]);
    }

    internal int Index { get; }

    internal string Id { get; }

    internal int Priority { get; }

    internal SimLink[] Links { get; }

    internal SimLink FinesseLink { get; }

    internal List<Delivery>[] Deliveries { get; }

    internal SimSession[] Sessions { get; }

    internal OwnershipCore Core { get; private set; }

    /// <summary>Counts the runs of the process.</summary>
    internal int Life { get; private set; }

    internal bool Running { get; private set; }

    internal bool Frozen { get; private set; }

    internal bool Stopping { get; private set; }

    /// <summary>The broker that requests come from.</summary>
    internal int? Home { get; private set; }

    /// <summary>When the last heartbeat that was heard again was sent, counted by the simulation, not by the core.</summary>
    internal long LastEcho { get; private set; } = long.MinValue / 2;

    /// <summary>Since when it has been undisturbed: running, not frozen, connected to Finesse, in service.</summary>
    internal long ServesSince { get; private set; }

    /// <summary>Asked before each act.</summary>
    internal bool MayAct => Core.MayActAt(TimeSpan.FromMilliseconds(_world.Now));

    internal bool Owns(int agent) => Running && Core.MayAct && Sessions[agent].IsOwner;

    /// <summary>Whether a client at this broker can count on it: in service and undisturbed. With only the bridge cut the connectors are in
    /// contact and their clients are not: what is owned at the other broker is out of reach (docs/ownership.md, "Known limits").</summary>
    internal bool IsThereFor(int broker) => Running && !Frozen && Home == broker && Core.Phase == ConnectorPhases.InService
        && FinesseLink is { Up: true, Cut: false } && Links[broker] is { Up: true, Cut: false, Slow: 0 } && _world.SyncLoss == 0
        && (_world.BridgeUp || !Links[1 - broker].Up)
        && (_world.BridgeUp || _world.Connectors.All(other => other == this || !other.Links[broker].Up || other.Home == broker));

    internal void Connect()
    {
        Running = true;
        ServesSince = _world.Now;
        Life++;
        _world.Note($"{Id} starts");
        var life = Life;
        _world.After(_world.Chance.Between(0, TickPause), () => Tick(life));
        _world.After(2000, () => Save(life));
    }

    internal void Kill()
    {
        if (!Running)
            return;
        _world.Note($"{Id} dies");
        Running = Frozen = Stopping = false;
        Life++;
        _inbox.Clear();
        _facts.Clear();
        _requests.Clear();
        _outbox.Clear();
        _adopted.Clear();
        _beatsSent.Clear();
        LastEcho = long.MinValue / 2;
        Home = null;
        foreach (var session in Sessions)
            session.Forget();
        Links[0].Break();
        Links[1].Break();
        FinesseLink.Break();
    }

    internal void Restart(bool withMemory)
    {
        if (Running)
            return;
        if (!withMemory)
            _disk = [];
        Core = NewCore(_disk);
        Connect();
    }

    internal void Freeze()
    {
        if (Running)
            _world.Note($"{Id} freezes");
        Frozen = Running;
    }

    internal void Thaw()
    {
        if (!Frozen)
            return;
        _world.Note($"{Id} thaws");
        Frozen = false;
        ServesSince = _world.Now;
        while (!Frozen && _inbox.TryDequeue(out var action))
            action();
    }

    internal void StopCleanly()
    {
        if (!Running)
            return;
        Stopping = true;
        Process(new Fact.StopAsked());
    }

    /// <summary>Something reaches the process: at once, after it thaws, or never.</summary>
    internal void Run(Action action)
    {
        if (!Running)
            return;
        if (Frozen)
            _inbox.Enqueue(action);
        else
            action();
    }

    internal void Process(Fact fact) => Run(() => Feed(fact));

    internal void Feed(Fact fact, Action? then = null)
    {
        _facts.Enqueue((fact, then));
        if (_pumping)
            return;
        _pumping = true;
        while (_facts.TryDequeue(out var next))
        {
            if (next.Fact is Fact.Heard { Direct: true, Message: ConnectorHeartbeat beat } && beat.ConnectorId == Id
                && _beatsSent.TryGetValue(beat.Number, out var sent) && beat.Incarnation == Incarnation(Life))
            {
                LastEcho = Math.Max(LastEcho, sent);
            }

            foreach (var decision in Core.Handle(TimeSpan.FromMilliseconds(_world.Now), next.Fact))
                Carry(decision);
            next.Then?.Invoke();
        }

        _pumping = false;
        FlushOutbox();
        _world.Checker.Stepped();
    }

    internal void Take(Delivery delivery) => Run(() =>
    {
        _requests[++_tokens] = delivery;
        Feed(Arrival(_tokens));
    });

    internal void ComeBack(long token)
    {
        if (_requests.ContainsKey(token))
            Feed(Arrival(token));
    }

    internal SimRequest Request(long token) => _requests[token].Request;

    internal bool Takes(string queue, SimBroker broker) => Consumes(broker) && (queue == SimBroker.Shared
        ? Core.Phase == ConnectorPhases.InService
        : queue == QueueOf(Id) || _adopted.Contains(queue));

    internal bool Consumes(SimBroker broker) => Running && Home == broker.Index && Links[broker.Index].Up && Core.MayAct;

    internal int Unacknowledged(int broker) => Deliveries[broker].Count;

    internal void Notified(int agent, long state) => Sessions[agent].Notified(state);

    internal void SeePresence(SimConnector peer, bool there) =>
        Process(new Fact.PeerPresence(peer.Id, there ? Witness.There : Witness.Gone));

    private static string QueueOf(string id) => "connector-" + id;

    private string Incarnation(int life) => string.Create(CultureInfo.InvariantCulture, $"{Id}/{life}");

    private Fact.RequestArrived Arrival(long token)
    {
        var request = _requests[token].Request;
        return new Fact.RequestArrived(request.AgentId, token, Connects: true, request.Hops);
    }

    private OwnershipCore NewCore(IReadOnlyList<RememberedAgent> memory) => new(
        new OwnershipOptions
        {
            ConnectorId = Id,
            Incarnation = Incarnation(Life + 1),
            Mode = _world.Setup.Mode,
            Priority = Priority,
            KeyFingerprint = "k",
            RequestLifetime = TimeSpan.FromMilliseconds(SimClient.Patience + SimRequest.Lifetime + 1000),
            Brokers = ["B1", "B2"],
            EpochFloor = 1 + (_world.Now / 10),
        },
        memory,
        _world.Rules);

    private void Tick(int life)
    {
        if (life != Life)
            return;
        _world.After(TickPause, () => Tick(life));
        if (Frozen)
            return;
        Reconnect();
        Feed(Fact.Tick.Instance);
    }

    private void Save(int life)
    {
        if (life != Life)
            return;
        _world.After(2000, () => Save(life));
        if (!Frozen)
            _disk = [.. Core.Claims.Where(claim => claim.Epoch > 0).Select(claim => new RememberedAgent(claim, Core.ReplicaOf(claim.AgentId)!.Whole()))];
    }

    private void Reconnect()
    {
        foreach (var broker in _preference)
        {
            var wanted = _world.Setup.WitnessLinks || Home is null || broker == _preference[0];
            if (wanted && !Links[broker].Up && !Links[broker].Cut && _world.Brokers[broker].Up)
                Links[broker].Open();
        }

        var preferred = Links[_preference[0]].Up;
        _preferredSince = preferred ? _preferredSince : _world.Now;
        if (Home is null || !Links[Home.Value].Up || (Home != _preference[0] && preferred && _world.Now - _preferredSince > 1000))
            MoveHome();
        if (!FinesseLink.Up && !FinesseLink.Cut && _world.Finesse.Up)
            FinesseBack();
    }

    private void MoveHome()
    {
        var before = Home;
        Home = _preference.Cast<int?>().FirstOrDefault(broker => Links[broker!.Value].Up);
        if (Home == before)
            return;
        _world.Note($"{Id} takes requests from {(Home is null ? "nowhere" : _world.Brokers[Home.Value].Name)}");
        foreach (var broker in _world.Brokers)
            broker.ForgetWitness(this);
        foreach (var peer in _world.Connectors)
        {
            if (peer != this)
                Feed(new Fact.PeerConsumers(peer.Id, Witness.Unknown));
        }

        Feed(new Fact.HomeBroker(Home is null ? null : _world.Brokers[Home.Value].Name));
        if (before is { } old && !_world.Setup.WitnessLinks)
            Links[old].Break();
        _world.BridgeChanged();
    }

    private void FinesseBack()
    {
        FinesseLink.Open();
        ServesSince = _world.Now;
        _world.Finesse.Look(this);
        Feed(new Fact.FinesseLink(true));
        foreach (var peer in _world.Connectors)
        {
            if (peer != this)
                Feed(new Fact.PeerPresence(peer.Id, peer.FinesseLink.Up ? Witness.There : Witness.Unknown));
        }

        foreach (var session in Sessions)
            session.FinesseBack();
    }

    private void FinesseLost()
    {
        _world.Finesse.Look(this);
        Run(() =>
        {
            foreach (var session in Sessions)
                session.FinesseLost();
            foreach (var peer in _world.Connectors)
            {
                if (peer != this)
                    Feed(new Fact.PeerPresence(peer.Id, Witness.Unknown));
            }

            Feed(new Fact.FinesseLink(false));
        });
    }

    private void BrokerLost(int broker)
    {
        var unacknowledged = Deliveries[broker].ToArray();
        Deliveries[broker].Clear();
        foreach (var delivery in unacknowledged.Reverse())
            _world.Brokers[broker].Enqueue(delivery.Queue, delivery.Request with { Redelivered = true }, first: true);
        Run(() => Feed(new Fact.BrokerLost(_world.Brokers[broker].Name)));
        _world.BridgeChanged();
    }
}
