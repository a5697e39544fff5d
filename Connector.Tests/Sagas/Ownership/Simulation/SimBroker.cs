using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;

namespace Connector.Tests.Sagas.Ownership.Simulation;

/// <summary>A client's request on its way.</summary>
internal sealed record SimRequest(int Client, string AgentId, string Id, RequestKind Kind, int Attempt, long SentAt, long AtEpoch, long AtSequence)
{
    internal const int Lifetime = 5000;

    internal bool Redelivered { get; init; }

    internal int Hops { get; init; }
}

internal enum RequestKind
{
    Act,
    Read,
    Replay,
}

/// <summary>
/// A broker: durable queues of requests with consumer priorities and prefetch, the clients' queues, a topic for the connectors, advisories.
/// A message that nobody here consumes crosses the bridge to where somebody does.
/// </summary>
internal sealed class SimBroker(World world, int index)
{
    internal const string Shared = "connector";
    private const int Prefetch = 3;
    private const int FrozenLimit = 10_000;

    private readonly SortedDictionary<string, LinkedList<SimRequest>> _queues = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Connector, string Peer), bool> _seen = [];
    private readonly List<(int Client, Action Arrive)> _toClients = [];

    internal int Index { get; } = index;

    internal string Name { get; } = $"B{index + 1}";

    internal bool Up { get; private set; } = true;

    private SimBroker Other => world.Brokers[1 - Index];

    internal void Kill()
    {
        Up = false;
        foreach (var connector in world.Connectors)
            connector.Links[Index].Break();
        foreach (var client in world.Clients)
            client.BrokerLost(Index);
        world.BridgeChanged();
    }

    internal void Restore()
    {
        Up = true;
        world.BridgeChanged();
    }

    internal void PublishSync(SyncMessage message, bool direct)
    {
        if (!Up)
            return;
        foreach (var connector in world.Connectors)
        {
            var own = message.ConnectorId == connector.Id;
            if ((own && (message is not ConnectorHeartbeat || !direct)) || (message.To.Length > 0 && message.To != connector.Id))
                continue;
            var copies = world.Chance.PerMille(world.SyncLoss) ? 0 : world.Chance.PerMille(world.SyncDuplicates) ? 2 : 1;
            for (var copy = 0; copy < copies; copy++)
            {
                if (world.Chance.PerMille(world.SyncDelays))
                    world.After(world.Chance.Between(10, 1500), () => Deliver(connector, message, direct));
                else
                    Deliver(connector, message, direct);
            }
        }

        // Without a second connection of their own, the connectors' messages cross the bridge.
        if (direct && !world.Setup.WitnessLinks && world.BridgeUp)
            world.After(world.Hop(), () => Other.PublishSync(message, direct: false));
    }

    /// <summary>The consumers of the connectors' own queues, as advisories tell of them here.</summary>
    internal void Look()
    {
        foreach (var peer in world.Connectors)
        {
            var there = Up && (peer.Consumes(this) || (world.BridgeUp && peer.Consumes(Other)));
            foreach (var connector in world.Connectors)
            {
                if (connector == peer || connector.Home != Index || !connector.Links[Index].Up)
                    continue;
                var known = _seen.GetValueOrDefault((connector.Index, peer.Id));
                if (known == there)
                    continue;
                _seen[(connector.Index, peer.Id)] = there;
                var witness = there ? Witness.There : Witness.Gone;
                connector.Links[Index].Send(1, () => connector.Process(new Fact.PeerConsumers(peer.Id, witness)));
            }
        }
    }

    internal void ForgetWitness(SimConnector connector)
    {
        foreach (var peer in world.Connectors)
            _seen.Remove((connector.Index, peer.Id));
    }

    internal void Enqueue(string queue, SimRequest request, bool first = false)
    {
        if (!_queues.TryGetValue(queue, out var waiting))
            _queues[queue] = waiting = new LinkedList<SimRequest>();
        if (first)
            waiting.AddFirst(request);
        else
            waiting.AddLast(request);
        Dispatch(queue, waiting);
    }

    internal void DispatchAll()
    {
        foreach (var (queue, waiting) in _queues)
            Dispatch(queue, waiting);
        FlushToClients();
    }

    /// <summary>Puts something into a client's queue.</summary>
    internal void Hand(int client, Action arrive)
    {
        _toClients.Add((client, arrive));
        FlushToClients();
    }

    internal void FlushToClients()
    {
        if (!Up || _toClients.Count == 0)
            return;
        var waiting = _toClients.ToArray();
        _toClients.Clear();
        foreach (var (client, arrive) in waiting)
        {
            var at = world.Clients[client].Broker;
            if (at == Index || (at == 1 - Index && world.BridgeUp))
                world.Clients[client].Receive(world.Hop() + (at == Index ? 0 : world.Hop()), arrive);
            else
                _toClients.Add((client, arrive));
        }
    }

    private void Deliver(SimConnector connector, SyncMessage message, bool direct)
    {
        if (Up)
            connector.Links[Index].Send(1, () => connector.Process(new Fact.Heard(message, Name, direct)));
    }

    private void Dispatch(string queue, LinkedList<SimRequest> waiting)
    {
        if (!Up)
            return;
        while (waiting.First is { } first)
        {
            if (world.Now - first.Value.SentAt > SimRequest.Lifetime)
            {
                waiting.RemoveFirst();
                continue;
            }

            var consumer = Consumer(queue, out var somebody);
            if (consumer is not null)
            {
                waiting.RemoveFirst();
                Give(consumer, queue, first.Value);
            }
            else if (!somebody && world.BridgeUp && Other.HasConsumer(queue))
            {
                waiting.RemoveFirst();
                var request = first.Value;
                world.After(world.Hop(), () => Other.Enqueue(queue, request));
            }
            else
            {
                return;
            }
        }
    }

    private bool HasConsumer(string queue)
    {
        Consumer(queue, out var somebody);
        return somebody;
    }

    private SimConnector? Consumer(string queue, out bool somebody)
    {
        SimConnector? best = null;
        somebody = false;
        foreach (var connector in world.Connectors)
        {
            if (!connector.Takes(queue, this))
                continue;
            somebody = true;
            if (connector.Unacknowledged(Index) < Prefetch && (best is null || connector.Priority > best.Priority))
                best = connector;
        }

        return best;
    }

    private void Give(SimConnector connector, string queue, SimRequest request)
    {
        var delivery = new Delivery(this, queue, request);
        connector.Deliveries[Index].Add(delivery);
        connector.Links[Index].Send(1, () => connector.Take(delivery));
        // A consumer that does not move for long loses its connection.
        if (connector.Frozen)
        {
            var generation = connector.Links[Index].Generation;
            world.After(FrozenLimit, () =>
            {
                if (connector.Frozen && connector.Links[Index].Generation == generation)
                    connector.Links[Index].Break();
            });
        }
    }
}

/// <summary>A request that a connector has and has not acknowledged.</summary>
internal sealed class Delivery(SimBroker broker, string queue, SimRequest request)
{
    internal SimBroker Broker { get; } = broker;

    internal string Queue { get; } = queue;

    internal SimRequest Request { get; } = request;
}
