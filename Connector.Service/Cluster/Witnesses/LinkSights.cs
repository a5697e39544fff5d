using Connector.Sagas.Ownership;

namespace Connector.Service.Cluster.Witnesses;

/// <summary>
/// What the brokers tell of the other connectors. Every connector has a link of its own to every broker, and each broker that this connector is linked to
/// sees the others' links end, also when the broker that they served at has died with them. Safe from any thread; the caller brings the time. The rules:
/// <list type="number">
/// <item>There: its link stands at some broker, or its own queue has its consumer (<see cref="ConsumerSight"/>).</item>
/// <item>Gone: the consumer of its queue has gone; or its link ended at some broker a settle time ago, which is longer than it takes to connect again,
/// nobody came there since who may be it, and no other broker leaves a doubt.</item>
/// <item>Unknown: everything else. A broker that this connector has lost tells nothing.</item>
/// </list>
/// </summary>
/// <param name="settle">How long nobody must have come back. Above what it takes to make a link again, which is tried at once.</param>
internal sealed class LinkSights(TimeSpan settle)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Peer> _peers = new(StringComparer.Ordinal);

    /// <summary>A broker tells of a connection that listens to the connectors' topic; not this connector's own.</summary>
    public void Came(string broker, string connection, TimeSpan now)
    {
        lock (_gate)
        {
            var place = PlaceOf(broker);
            place.Here.Add(connection);
            place.CameAt = now;
        }
    }

    /// <summary>It listens no longer.</summary>
    public void Left(string broker, string connection, TimeSpan now)
    {
        lock (_gate)
        {
            var place = PlaceOf(broker);
            if (!place.Here.Remove(connection))
                return;
            foreach (var (peerId, link) in place.Links)
            {
                if (link.Connection == connection)
                    place.Links[peerId] = link with { LeftAt = now };
            }
        }
    }

    /// <summary>A connector is heard by this connection, at the broker that it sent to.</summary>
    public void Heard(string broker, string peerId, string connection)
    {
        lock (_gate)
        {
            var place = PlaceOf(broker);
            // What was under way when the link ended does not bring it back.
            if (place.Links.GetValueOrDefault(peerId)?.Connection != connection)
                place.Links[peerId] = new Link(connection, LeftAt: null);
            _peers.TryAdd(peerId, new Peer());
        }
    }

    /// <summary>This connector lost the broker: what it told is worth nothing.</summary>
    public void Lost(string broker)
    {
        lock (_gate)
            _places.Remove(broker);
    }

    /// <summary>What the consumers of a connector's own queue tell.</summary>
    public void QueueTold(string peerId, Witness witness)
    {
        lock (_gate)
        {
            _peers.TryAdd(peerId, new Peer());
            _peers[peerId].Queue = witness;
        }
    }

    /// <summary>What is to be said anew.</summary>
    public List<(string PeerId, Witness Witness)> Changes(TimeSpan now)
    {
        List<(string, Witness)> changes = [];
        lock (_gate)
        {
            foreach (var (peerId, peer) in _peers)
            {
                var witness = Judge(peerId, peer, now);
                if (witness == peer.Said)
                    continue;
                peer.Said = witness;
                changes.Add((peerId, witness));
            }
        }

        return changes;
    }

    private Witness Judge(string peerId, Peer peer, TimeSpan now)
    {
        var (isThere, hasGone, isDoubtful) = (false, false, false);
        foreach (var place in _places.Values)
        {
            if (place.Links.GetValueOrDefault(peerId) is not { } link)
                continue;
            if (place.Here.Contains(link.Connection))
                isThere = true;
            else if (link.LeftAt is { } left && now - left >= settle && place.CameAt <= left)
                hasGone = true;
            else
                isDoubtful = true;
        }

        if (isThere || peer.Queue == Witness.There)
            return Witness.There;
        return peer.Queue == Witness.Gone || (hasGone && !isDoubtful) ? Witness.Gone : Witness.Unknown;
    }

    private Place PlaceOf(string broker)
    {
        if (!_places.TryGetValue(broker, out var place))
            _places[broker] = place = new Place();
        return place;
    }

    private sealed record Link(string Connection, TimeSpan? LeftAt);

    private sealed class Place
    {
        public HashSet<string> Here { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Link> Links { get; } = new(StringComparer.Ordinal);

        /// <summary>When somebody came last: whoever has not been heard yet may be anybody.</summary>
        public TimeSpan CameAt { get; set; } = TimeSpan.MinValue;
    }

    private sealed class Peer
    {
        public Witness Queue { get; set; }

        public Witness Said { get; set; }
    }
}
