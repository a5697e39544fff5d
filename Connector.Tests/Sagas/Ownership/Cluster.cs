using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;

namespace Connector.Tests.Sagas.Ownership;

/// <summary>
/// Cores on an ideal bus, for scenarios told step by step: what is sent arrives at once, or after <see cref="Latency"/>, at every connector that shares a
/// connected broker; sessions do at once what they are told. Time passes only where a scenario lets it.
/// </summary>
internal sealed class Cluster
{
    private readonly SortedDictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    private readonly Queue<(Node To, Fact Fact)> _underWay = new();
    private readonly Queue<(TimeSpan At, Node To, Fact Fact)> _late = new();
    private readonly HashSet<string> _brokers = ["B1", "B2"];
    private long _tokens;
    private int _runs;

    internal TimeSpan Now { get; private set; } = TimeSpan.FromHours(1);

    /// <summary>How long what connectors say is under way: in whole quarters of a second; zero: not at all.</summary>
    internal TimeSpan Latency { get; set; }

    /// <summary>Who served the last request of each token.</summary>
    private Dictionary<long, string> Served { get; } = [];

    internal sealed class Node(OwnershipOptions options, OwnershipCore core, string home)
    {
        internal OwnershipOptions Options { get; } = options;
        internal OwnershipCore Core { get; } = core;
        internal string Home { get; set; } = home;
        internal HashSet<string> Connected { get; } = ["B1", "B2"];
        internal bool Frozen { get; set; }
        internal Queue<Fact> Inbox { get; } = new();
        internal List<Decision> Decisions { get; } = [];
    }

    internal Node this[string id] => _nodes[id];

    /// <summary>GC-1 (priority 127) and GC-2 (100), in service.</summary>
    internal static Cluster Healthy(DeploymentMode mode)
    {
        var cluster = new Cluster();
        cluster.Start("GC-1", mode, 127);
        cluster.Start("GC-2", mode, 100, home: mode == DeploymentMode.ActiveActive ? "B2" : "B1");
        cluster.Pass(6);
        return cluster;
    }

    internal void Start(
        string id, DeploymentMode mode, int priority, string home = "B1", string key = "k", IEnumerable<RememberedAgent>? memory = null)
    {
        var options = new OwnershipOptions
        {
            ConnectorId = id,
            Incarnation = $"{id}/{++_runs}",
            Mode = mode,
            Priority = priority,
            KeyFingerprint = key,
            Brokers = ["B1", "B2"],
            EpochFloor = (long)Now.TotalSeconds * 100,
        };
        var node = new Node(options, new OwnershipCore(options, memory ?? []), home);
        node.Connected.IntersectWith(_brokers);
        _nodes[options.Incarnation] = node;
        _nodes[id] = node;
        Give(node, new Fact.FinesseLink(Up: true));
        Give(node, new Fact.HomeBroker(home));
    }

    /// <summary>Lets seconds pass, in ticks.</summary>
    internal void Pass(double seconds)
    {
        for (var until = Now + TimeSpan.FromSeconds(seconds); Now < until;)
        {
            Now += TimeSpan.FromMilliseconds(250);
            while (_late.TryPeek(out var late) && late.At <= Now)
            {
                _late.Dequeue();
                Give(late.To, late.Fact);
            }

            foreach (var node in Running().Where(node => !node.Frozen).ToArray())
                Give(node, Fact.Tick.Instance);
        }
    }

    internal void Give(string id, Fact fact) => Give(_nodes[id], fact);

    /// <summary>kill -9: gone without a word. What its witnesses say is the scenario's matter.</summary>
    internal IReadOnlyList<RememberedAgent> Kill(string id)
    {
        var node = _nodes[id];
        _nodes.Remove(id);
        _nodes.Remove(node.Options.Incarnation);
        return [.. node.Core.Claims.Select(claim => new RememberedAgent(claim, node.Core.ReplicaOf(claim.AgentId)!.Whole()))];
    }

    /// <summary>Finesse and the broker see a connector's sockets close.</summary>
    internal void WitnessesSeeGone(string peer, bool advisory = true)
    {
        foreach (var node in Running().ToArray())
        {
            if (advisory)
                Give(node, new Fact.PeerConsumers(peer, Witness.Gone));
            Give(node, new Fact.PeerPresence(peer, Witness.Gone));
        }
    }

    internal void Freeze(string id) => _nodes[id].Frozen = true;

    internal void Thaw(string id)
    {
        var node = _nodes[id];
        node.Frozen = false;
        while (node.Inbox.TryDequeue(out var fact))
            Give(node, fact);
    }

    internal void BrokerDown(string broker, string? home)
    {
        _brokers.Remove(broker);
        foreach (var node in Running().ToArray())
            Disconnect(node, broker, home);
    }

    internal void BrokerUp(string broker)
    {
        _brokers.Add(broker);
        foreach (var node in Running())
            node.Connected.Add(broker);
    }

    /// <summary>The line between the sites: each connector keeps its own broker only, and still sees the other's sessions at Finesse.</summary>
    internal void CutSites()
    {
        Disconnect(_nodes["GC-1"], "B2", "B1");
        Disconnect(_nodes["GC-2"], "B1", "B2");
        // The broker sees the other's consumers go with the bridge.
        Give("GC-1", new Fact.PeerConsumers("GC-2", Witness.Gone));
        Give("GC-2", new Fact.PeerConsumers("GC-1", Witness.Gone));
    }

    internal void HealSites()
    {
        foreach (var node in Running())
            node.Connected.UnionWith(_brokers);
    }

    /// <summary>A client's request reaches a connector.</summary>
    /// <returns>Who carries it out; null: it waits.</returns>
    internal string? Ask(string at, string agent)
    {
        var token = ++_tokens;
        Give(at, new Fact.RequestArrived(agent, token, Connects: true, Hops: 0));
        return Served.GetValueOrDefault(token);
    }

    /// <summary>The owner as everybody sees it; fails where they do not agree.</summary>
    internal string? OwnerOf(string agent) => Running().Select(node => node.Core.ClaimOf(agent)?.Owner).Distinct().Single();

    internal IEnumerable<T> All<T>(string id)
        where T : Decision => _nodes[id].Decisions.OfType<T>();

    /// <summary>What a connector said to the others, of one kind.</summary>
    internal IEnumerable<T> Sent<T>(string id)
        where T : SyncMessage => All<Decision.Send>(id).Select(sent => sent.Message).OfType<T>();

    internal void Forget()
    {
        foreach (var node in Running())
            node.Decisions.Clear();
    }

    internal void Publish(string id, string agent, long sequence, string state)
    {
        var epoch = _nodes[id].Core.ClaimOf(agent)!.Epoch;
        Give(id, new Fact.SessionProgressed(
            agent,
            epoch,
            new AgentProgress
            {
                Sequence = sequence,
                Published = state,
                Events = [new RecordedEvent { Epoch = epoch, Sequence = sequence, Body = state }],
            },
            0));
    }

    private IEnumerable<Node> Running() => _nodes.Values.Distinct();

    private void Disconnect(Node node, string broker, string? home)
    {
        node.Connected.Remove(broker);
        Give(node, new Fact.BrokerLost(broker));
        if (node.Home == broker && home is not null)
        {
            node.Home = home;
            Give(node, new Fact.HomeBroker(home));
        }
    }

    private void Give(Node node, Fact fact)
    {
        _underWay.Enqueue((node, fact));
        if (_underWay.Count > 1)
            return;
        while (_underWay.TryPeek(out var next))
        {
            if (next.To.Frozen)
                next.To.Inbox.Enqueue(next.Fact);
            else
                Carry(next.To, next.To.Core.Handle(Now, next.Fact));
            _underWay.Dequeue();
        }
    }

    private void Carry(Node node, IReadOnlyList<Decision> decisions)
    {
        node.Decisions.AddRange(decisions);
        foreach (var decision in decisions)
        {
            switch (decision)
            {
                case Decision.Send send:
                    Send(node, send.Message);
                    break;
                case Decision.Serve serve:
                    Served[serve.Token] = node.Options.ConnectorId;
                    break;
                case Decision.Forward forward when _nodes.TryGetValue(forward.To, out var owner):
                    _underWay.Enqueue((owner, new Fact.RequestArrived(forward.AgentId, forward.Token, Connects: true, Hops: 1)));
                    break;
                case Decision.Prepare prepare:
                    _underWay.Enqueue((node, new Fact.SessionPrepared(prepare.AgentId)));
                    break;
                case Decision.Quiesce quiesce:
                    _underWay.Enqueue((node, new Fact.SessionQuiesced(quiesce.AgentId, quiesce.Epoch)));
                    break;
            }
        }
    }

    private void Send(Node from, SyncMessage message)
    {
        foreach (var broker in from.Connected)
        {
            foreach (var node in Running().Where(node => node.Connected.Contains(broker) && (node != from || message is ConnectorHeartbeat)))
            {
                if (Latency > TimeSpan.Zero)
                    _late.Enqueue((Now + Latency, node, new Fact.Heard(message, broker, Direct: true)));
                else
                    _underWay.Enqueue((node, new Fact.Heard(message, broker, Direct: true)));
            }
        }
    }
}
