using Connector.Finesse.Subscriptions;
using Connector.Sagas.Ownership;

namespace Connector.Service.Cluster.Witnesses;

/// <summary>
/// What this connector's sessions see of the other connectors' sessions with the same agents, and what it says of the other connectors. Pure:
/// the caller brings the time. The rules:
/// <list type="number">
/// <item>There: some session sees one of the peer's now.</item>
/// <item>Gone: all that were seen have gone, the last one a settle time ago, before the eyes of a session that still lives. A server that goes
/// down lets its sessions go one by one, and the watching one is among them: within the settle time.</item>
/// <item>It is no sign that a peer's session with an agent goes whom the peer does not own any more: signed out, or handed over.</item>
/// <item>Unknown: everything else. A session that was lost while it saw the peer, and is not back, knows nothing; so nobody does.</item>
/// </list>
/// </summary>
/// <param name="connectorId">This connector.</param>
/// <param name="settle">How long nobody must have come back.</param>
internal sealed class PeerSightings(string connectorId, TimeSpan settle)
{
    // Nobody is removed, as from the table that the hand-overs go by: who goes and comes keeps his place.
    private readonly Dictionary<string, (int Place, string? Owner)> _known = [];
    private readonly Dictionary<string, Peer> _peers = [];

    /// <summary>The other connectors that own agents, with their agents: the one that came to be known last comes first, whosever he has been
    /// since.</summary>
    public IEnumerable<(string PeerId, IEnumerable<string> Agents)> Owners =>
        _peers.Where(peer => peer.Value.Agents.Count > 0).Select(peer => (peer.Key, peer.Value.Agents.Reverse().Select(known => known.AgentId)));

    /// <summary>Who owns an agent; null: nobody that is known.</summary>
    public string? OwnerOf(string agentId) => _known.GetValueOrDefault(agentId).Owner;

    /// <summary>The agents with whom a peer is seen now, once for each of its sessions that somebody sees.</summary>
    public IEnumerable<string> SeenOf(string peerId) =>
        _peers.TryGetValue(peerId, out var peer) ? peer.Present.Select(sighting => sighting.AgentId) : [];

    /// <summary>An agent has this owner from now on; null: none.</summary>
    public void Claimed(string agentId, string? owner)
    {
        if (!_known.TryGetValue(agentId, out var known))
            known.Place = _known.Count;
        _known[agentId] = (known.Place, owner);
        if (known.Owner is { } before && before != connectorId)
            Of(before).Agents.Remove((known.Place, agentId));
        if (owner is not null && owner != connectorId)
            Of(owner).Agents.Add((known.Place, agentId));
    }

    /// <summary>A session of this connector's sees somebody come or go.</summary>
    /// <param name="session">The session that sees it.</param>
    /// <param name="agentId">The agent whose session it is.</param>
    /// <param name="resource">The resource that is seen.</param>
    /// <param name="isThere">Whether it is there now.</param>
    /// <param name="now">The time.</param>
    public void Saw(long session, string agentId, string? resource, bool isThere, TimeSpan now)
    {
        if (!ConnectorResource.TryParse(resource, out var peerId, out var onlyWatches) || peerId == connectorId)
            return;
        var peer = Of(peerId);
        var sighting = new Sighting(session, agentId, onlyWatches);
        if (isThere)
        {
            peer.Present.Add(sighting);
            peer.Departed.Clear();
        }
        else if (peer.Present.Remove(sighting))
        {
            peer.Departed.Add(sighting);
            peer.LastDeparture = now;
        }
    }

    /// <summary>A session of this connector's was lost; it may come back.</summary>
    public void Lost(long session) => Forget(session, mayComeBack: true);

    /// <summary>A session of this connector's is over.</summary>
    public void Closed(long session) => Forget(session, mayComeBack: false);

    /// <summary>A session of this connector's is back: what it does not see is not there.</summary>
    public void Restored(long session)
    {
        foreach (var peer in _peers.Values)
            peer.Blind.Remove(session);
    }

    /// <summary>What is to be said anew.</summary>
    /// <param name="now">The time.</param>
    /// <returns>The peers of whom something else is known than before.</returns>
    public List<(string PeerId, Witness Witness)> Changes(TimeSpan now)
    {
        List<(string, Witness)> changes = [];
        foreach (var (peerId, peer) in _peers)
        {
            var witness = Judge(peerId, peer, now);
            if (witness == peer.Said)
                continue;
            peer.Said = witness;
            changes.Add((peerId, witness));
        }

        return changes;
    }

    /// <summary>When time alone can change what is known; null: it cannot.</summary>
    public TimeSpan? Due
    {
        get
        {
            TimeSpan? due = null;
            foreach (var (peerId, peer) in _peers)
            {
                var at = peer.LastDeparture + settle;
                if (peer.Said != Witness.Gone && IsDeserted(peerId, peer) && (due is null || at < due))
                    due = at;
            }

            return due;
        }
    }

    private Witness Judge(string peerId, Peer peer, TimeSpan now)
    {
        if (peer.Present.Count > 0)
            return Witness.There;
        if (!IsDeserted(peerId, peer))
            return Witness.Unknown;
        return now - peer.LastDeparture >= settle ? Witness.Gone : peer.Said;
    }

    private bool IsDeserted(string peerId, Peer peer) =>
        peer.Present.Count == 0 && peer.Blind.Count == 0
        && peer.Departed.Any(sighting => sighting.OnlyWatches || OwnerOf(sighting.AgentId) == peerId);

    private void Forget(long session, bool mayComeBack)
    {
        foreach (var peer in _peers.Values)
        {
            peer.Departed.RemoveWhere(sighting => sighting.Session == session);
            var saw = peer.Present.RemoveWhere(sighting => sighting.Session == session) > 0;
            if (!mayComeBack)
                peer.Blind.Remove(session);
            else if (saw)
                peer.Blind.Add(session);
            // Not emptied by a departure: those from before say nothing.
            if (saw && peer.Present.Count == 0)
                peer.Departed.Clear();
        }
    }

    private Peer Of(string peerId)
    {
        if (!_peers.TryGetValue(peerId, out var peer))
            _peers[peerId] = peer = new();
        return peer;
    }

    private readonly record struct Sighting(long Session, string AgentId, bool OnlyWatches);

    private sealed class Peer
    {
        public SortedSet<(int Place, string AgentId)> Agents { get; } = [];

        public HashSet<Sighting> Present { get; } = [];

        public HashSet<Sighting> Departed { get; } = [];

        public HashSet<long> Blind { get; } = [];

        public TimeSpan LastDeparture { get; set; }

        public Witness Said { get; set; }
    }
}
