namespace Connector.Sagas.Ownership;

/// <content>What follows from a peer's end, and who may have done something that is not known here.</content>
public sealed partial class OwnershipCore
{
    private void Judge(PeerView peer)
    {
        var before = peer.Contact;
        peer.Contact = PeerJudge.Judge(peer, _link, _options, _rules, _now);
        if (peer.Contact == before)
            return;
        if (peer.Contact == PeerContact.Down)
        {
            peer.Conflict = null;
            Complain();
            RunEnded(peer);
        }
    }

    /// <summary>A run of a peer is over. Where it, or another that was not heard at all, may have owned agents of this connector's meanwhile,
    /// their clients may have seen higher epochs than this connector knows: go on above them.</summary>
    private void RunEnded(PeerView peer)
    {
        peer.DownSince = _now;
        peer.MemoryTrusted = PeerJudge.MemoryIsComplete(peer, peer.LastHeard ?? _startedAt!.Value, _link, _options, _now);
        if (peer.MemoryTrusted || !_rules.OutliveUnseenEpochs)
            return;
        foreach (var entry in _agents.Entries)
        {
            if (entry.Owner != Me || entry.Standing == Standing.None)
                continue;
            entry.MemoryComplete = false;
            if (!MayAct)
                entry.Standing = Standing.Dormant;
            else if (entry.Standing == Standing.Active)
                Acquire(entry, AcquireReason.Rejoined, memoryComplete: false);
        }
    }

    /// <summary>Nothing can arrive any more that somebody else may have begun: this connector has been the owner for as long as requests live,
    /// and everybody was accounted for meanwhile.</summary>
    private bool KnowsEverything(AgentEntry entry) => _now - entry.AcquiredAt > _options.RequestLifetime && IsTogether;

    /// <summary>Once it is known of each request that was begun, that stays so until somebody may have begun one out of sight.</summary>
    private void JudgeMemory(AgentEntry entry) => entry.MemoryComplete = entry.MemoryComplete || KnowsEverything(entry);

    /// <summary>Everybody has been accounted for as long as requests live: whoever owned an agent meanwhile said so.</summary>
    private bool IsTogether => _now - _togetherSince > _options.RequestLifetime && IsEverybodyAccountedFor;

    private void WatchTogetherness()
    {
        if (!IsEverybodyAccountedFor)
            _togetherSince = _now;
    }

    /// <summary>Whoever is not may have followed a client out of sight, and served a request of which a copy comes here.</summary>
    private bool IsEverybodyAccountedFor => _peers.Values.All(IsAccountedFor);

    /// <summary>Heard, with everything that it has done; or down, and listened for where it could speak again. A run that starts out of sight
    /// listens as long before it acts.</summary>
    private bool IsAccountedFor(PeerView peer) => peer.Contact switch
    {
        PeerContact.InContact => peer is { Synchronised: true, Conflict: null } && peer.BeatAt >= peer.PhaseSince && peer.Applied >= peer.Announced
            && _link.HasHeld(peer.BeatAt, _now),
        PeerContact.Down => !_rules.TheDeadMayReturn || _now - peer.DownSince <= _options.Silence
            || (peer.LastHeard is { } heard && _link.ProvedOnAll(heard, _now) > TimeSpan.Zero),
        _ => false,
    };
}
