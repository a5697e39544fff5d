using Connector.Contracts.Sync;

namespace Connector.Sagas.Ownership;

/// <summary>
/// Decides which connector owns which agent. A state machine of values: facts in, decisions out; no clock, no I/O, no chance. One per
/// process, for simplex, two connectors or more; the shell calls it from one place at a time. Why each rule holds: docs/decisions/0120.
/// </summary>
/// <remarks>
/// The rules, in the order in which they bind:
/// <list type="number">
/// <item><b>A claim is (agent, connector, epoch).</b> A higher epoch wins everywhere, a tie is decided by one order for all. Whoever learns
/// of a better claim releases at once, and tells the winner how far it got; the winner goes on above both.</item>
/// <item><b>Own link first.</b> A connector that does not hear its own heartbeats knows nothing of others, and declares nobody down.</item>
/// <item><b>Self-fence.</b> It acts and publishes no longer than its lease: a set time after it sent the last heartbeat that came back.</item>
/// <item><b>Listen before acting.</b> After a start or a fence it first learns from every peer in contact who owns what.</item>
/// <item><b>A peer is down</b> when it says so, when a new run of it is heard, when two witnesses agree (broker: consumers gone; Finesse:
/// sessions gone), when one witness and silence agree, or when it is silent, longer than its lease, on every broker, each shown to be heard.
/// Any other silence is a cut link, and nobody changes owner for that.</item>
/// <item><b>One heir.</b> What a connector that is down owned goes to the one in service with Finesse and the highest priority.</item>
/// <item><b>Follow the client.</b> Out of contact with the owner, the connector that gets a request for an agent owns it.</item>
/// <item><b>In contact, requests go to the owner</b>, and wait while it is not settled who that is.</item>
/// <item><b>A hand-over is agreed.</b> The new owner subscribes, the old one finishes and names the new owner and the last number.</item>
/// <item><b>Failback</b> is a hand-over to the preferred connector; in active-active there is none.</item>
/// <item><b>Known before done.</b> What must not happen twice is confirmed by the peers in contact before it is begun.</item>
/// <item><b>Contradicting configurations</b> are said on both sides; whoever is not in service stays out.</item>
/// </list>
/// </remarks>
public sealed partial class OwnershipCore
{
    /// <summary>The low bits of an epoch, which differ from connector to connector.</summary>
    private const int EpochTagBits = 16;

    private readonly OwnershipOptions _options;
    private readonly OwnershipRules _rules;
    private readonly OwnLink _link;
    private readonly long _epochTag;
    private readonly AgentTable _agents = new();
    private readonly Dictionary<string, PeerView> _peers = [];
    private readonly List<Decision> _decisions = [];

    private TimeSpan _now;
    private string _phase = ConnectorPhases.Synchronising;
    private string? _home;
    private bool _finesseUp;
    private string _finesse = "";
    private TimeSpan _finesseDownSince;
    private bool _rehearsing;
    private bool _served;
    private TimeSpan _togetherSince;
    private TimeSpan? _startedAt;
    private bool _unsettled;

    /// <summary>Begins in <see cref="ConnectorPhases.Synchronising"/>.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="memory">What this connector remembers from its run before.</param>
    public OwnershipCore(OwnershipOptions options, IEnumerable<RememberedAgent> memory)
        : this(options, memory, OwnershipRules.All)
    {
    }

    internal OwnershipCore(OwnershipOptions options, IEnumerable<RememberedAgent> memory, OwnershipRules rules)
    {
        _options = options;
        _rules = rules;
        _link = new OwnLink(options);
        _epochTag = Ownership.Claims.Hash(options.ConnectorId, 0) & ((1 << EpochTagBits) - 1);
        foreach (var remembered in memory)
        {
            var entry = _agents.Get(remembered.Claim.AgentId);
            entry.Replica.Add(remembered.Progress);
            _agents.SetOwner(entry, remembered.Claim.Owner, remembered.Claim.Epoch);
            entry.Reached = remembered.Claim.Reached;
            // What was begun just before the end may not be in the memory.
            entry.MemoryComplete = false;
            entry.Standing = entry.Owner == options.ConnectorId ? Standing.Dormant : Standing.None;
        }
    }

    /// <summary>What this connector is doing; a word of <see cref="ConnectorPhases"/>.</summary>
    public string Phase => _phase;

    /// <summary>Whether it may act and publish.</summary>
    public bool MayAct => _phase is ConnectorPhases.InService or ConnectorPhases.Stopping;

    /// <summary>Whether it may act and publish at this moment: the lease may end between two facts, so that is asked before each act.</summary>
    /// <param name="now">Monotonic time.</param>
    /// <returns>Whether.</returns>
    public bool MayActAt(TimeSpan now) => MayAct && (!IsLeaseOver(now) || !_rules.LeaseIsAskedAtEachAct);

    /// <summary>Who owns the agent, as far as this connector knows; null: nobody.</summary>
    /// <param name="agentId">The agent.</param>
    /// <returns>The claim; null: the agent is unknown.</returns>
    public AgentClaim? ClaimOf(string agentId) => _agents.Find(agentId)?.Claim;

    /// <summary>What is known of the agent's session, whoever owns it.</summary>
    /// <param name="agentId">The agent.</param>
    /// <returns>The memory; null: the agent is unknown.</returns>
    public AgentReplica? ReplicaOf(string agentId) => _agents.Find(agentId)?.Replica;

    /// <summary>All claims that are known, for status, memory and the choice of whose XMPP sessions to watch.</summary>
    public IEnumerable<AgentClaim> Claims => _agents.Entries.Select(entry => entry.Claim);

    /// <summary>What is held of the peers, by their ids.</summary>
    public IEnumerable<KeyValuePair<string, PeerContact>> Peers => _peers.Select(peer => KeyValuePair.Create(peer.Key, peer.Value.Contact));

    private string Me => _options.ConnectorId;

    private bool Duplex => _options.Mode != DeploymentMode.Simplex;

    /// <summary>Takes a fact in.</summary>
    /// <param name="now">Monotonic time; never less than before.</param>
    /// <param name="fact">What happened.</param>
    /// <returns>What to do, in this order, before the next fact is given.</returns>
    public IReadOnlyList<Decision> Handle(TimeSpan now, Fact fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        _decisions.Clear();
        _now = now;
        if (_startedAt is null)
            _startedAt = _togetherSince = now;
        // Before anything else: a process that was frozen must not act on what it finds in its sockets.
        WatchLease();
        Take(fact);
        if (fact is Fact.Tick)
        {
            Beat();
            ForgetPreparations();
            ForgetNamesake();
            _unsettled = true;
        }

        if (_unsettled)
            Settle();
        return _decisions.Count == 0 ? [] : _decisions.ToArray();
    }

    private void Take(Fact fact)
    {
        switch (fact)
        {
            case Fact.Heard heard:
                Hear(heard);
                break;
            case Fact.RequestArrived request:
                Route(request);
                break;
            case Fact.SessionProgressed progressed:
                Progress(progressed);
                break;
            case Fact.SessionPrepared prepared:
                Accept(prepared.AgentId);
                break;
            case Fact.SessionQuiesced quiesced:
                HandOver(quiesced);
                break;
            case Fact.SessionEnded ended:
                End(ended);
                break;
            case Fact.PeerPresence presence:
                Witnessed(presence.PeerId, peer => peer.Presence = presence.Witness);
                break;
            case Fact.PeerConsumers consumers:
                Witnessed(consumers.PeerId, peer => peer.Consumers = consumers.Witness);
                break;
            case Fact.HomeBroker home:
                _home = home.Broker;
                break;
            case Fact.BrokerLost lost:
                _link.Lost(lost.Broker);
                break;
            case Fact.FinesseLink finesse:
                _finesseDownSince = _finesseUp && !finesse.Up ? _now : _finesseDownSince;
                (_finesseUp, _finesse) = (finesse.Up, finesse.Server);
                _unsettled = true;
                break;
            case Fact.Rehearsing rehearsing:
                _rehearsing = rehearsing.Is;
                AnnounceSoon();
                break;
            case Fact.StopAsked:
                BeginStop();
                break;
        }
    }

    /// <summary>Draws every conclusion from what is known now.</summary>
    private void Settle()
    {
        _unsettled = false;
        foreach (var peer in _peers.Values)
            Judge(peer);
        WatchTogetherness();
        ConfirmReceipts();
        EnterServiceIfReady();
        if (MayAct)
        {
            ActivateDormant();
            TakeOver();
            OfferHandovers();
            FinishStop();
        }

        RouteHeld();
    }

    private void Witnessed(string peerId, Action<PeerView> note)
    {
        if (peerId == Me)
            return;
        var peer = PeerOf(peerId);
        note(peer);
        peer.WitnessedAt = _now;
        _unsettled = true;
    }

    private PeerView PeerOf(string peerId)
    {
        if (!_peers.TryGetValue(peerId, out var peer))
            _peers[peerId] = peer = new PeerView(peerId);
        return peer;
    }

    /// <summary>The best of those that could own agents now: in service, with Finesse; the highest priority, then the later id.</summary>
    private string? Best(bool includeMe)
    {
        var best = includeMe && _phase == ConnectorPhases.InService && _finesseUp ? Me : null;
        var priority = best is null ? -1 : _options.Priority;
        foreach (var peer in _peers.Values)
        {
            if (!peer.InService || !peer.Beat!.FinesseUp)
                continue;
            if (peer.Beat.Priority < priority || (peer.Beat.Priority == priority && string.CompareOrdinal(peer.Id, best) < 0))
                continue;
            (best, priority) = (peer.Id, peer.Beat.Priority);
        }

        return best;
    }

    /// <summary>
    /// Above the epoch that is known, above those that somebody out of contact may have used (they were not ahead of the calendar), and unlike
    /// any of theirs: clients could not tell two owners of one epoch apart.
    /// </summary>
    private long NextEpoch(long known)
    {
        if (!_rules.EpochGrows)
            return Math.Max(known, 1);
        var calendar = _options.EpochFloor + ((_now - _startedAt!.Value).Ticks / (TimeSpan.TicksPerSecond / 100));
        return (Math.Max((known >> EpochTagBits) + 1, calendar) << EpochTagBits) | (_rules.EpochsAreUnlike ? _epochTag : 0);
    }
}
