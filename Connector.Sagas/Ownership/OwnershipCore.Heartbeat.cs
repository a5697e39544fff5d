using Connector.Contracts.Sync;

namespace Connector.Sagas.Ownership;

/// <content>Heartbeats: being heard, hearing others, and which of a peer's runs is alive.</content>
public sealed partial class OwnershipCore
{
    private TimeSpan? _beatAt;
    private long _lastBeat;

    private void Beat()
    {
        // A peer is missed: ask one's own link more often, so that the verdict does not wait for the next regular beat.
        var missing = _peers.Values.Any(peer => peer.Contact == PeerContact.Silent);
        var interval = missing ? _options.HeartbeatInterval / 4 : _options.HeartbeatInterval;
        if (Duplex && _phase != ConnectorPhases.Stopped && (_beatAt is not { } last || _now - last >= interval))
            Announce();
    }

    private void Announce()
    {
        if (!Duplex)
            return;
        _beatAt = _now;
        _link.Sent(++_lastBeat, _now);
        var (agents, digest) = _agents.DigestOf(Me);
        Send(new ConnectorHeartbeat
        {
            ConnectorId = Me,
            Incarnation = _options.Incarnation,
            Number = _lastBeat,
            Mode = Misconfiguration.Word(_options.Mode),
            Priority = _options.Priority,
            KeyFingerprint = _options.KeyFingerprint,
            Phase = _phase,
            Broker = _home ?? "",
            FinesseUp = _finesseUp,
            Finesse = _finesse,
            Rehearsing = _rehearsing,
            Agents = agents,
            Digest = digest,
            ChangeNumber = _lastChange,
            Heard = [.. _peers.Values.Where(peer => peer.Incarnation.Length > 0).SelectMany(Heard)],
        });
    }

    private static IEnumerable<PeerHeard> Heard(PeerView peer)
    {
        yield return new PeerHeard { ConnectorId = peer.Id, Incarnation = peer.Incarnation, ChangeNumber = peer.Applied, Heartbeat = peer.LastBeat };
        if (peer.Stranger.Length > 0)
            yield return new PeerHeard { ConnectorId = peer.Id, Incarnation = peer.Stranger, Heartbeat = peer.StrangerBeat };
    }

    /// <summary>Whether another run than the one that is known is alive. The last words of a run that has ended come late, and may come after
    /// the first ones of the next: only a run that has heard something said after it was met speaks now.</summary>
    private bool IsAlive(PeerView peer, SyncMessage message)
    {
        if (peer.Incarnation.Length == 0 || !_rules.NewRunMustBeAlive)
            return true;
        var isEarlier = peer.IsEarlierRun(message.Incarnation);
        if (isEarlier && peer.Contact is PeerContact.InContact or PeerContact.Silent)
            return false;
        peer.Meet(message.Incarnation, _lastBeat + 1);
        if (message is ConnectorHeartbeat beat)
        {
            peer.StrangerBeat = Math.Max(peer.StrangerBeat, beat.Number);
            if (beat.Heard.Any(heard => heard.ConnectorId == Me && heard.Incarnation == _options.Incarnation
                && (heard.Heartbeat >= peer.Challenge || !_rules.ProofOfLifeIsNew)))
                return true;
        }

        if (!isEarlier)
            peer.StrangerAt = _now;
        _unsettled = true;
        // So that it hears.
        AnnounceSoon();
        return false;
    }

    /// <summary>Now, but not for each of many messages.</summary>
    private void AnnounceSoon()
    {
        if (_beatAt is not { } last || _now - last >= _options.HeartbeatInterval / 4)
            Announce();
    }

    /// <summary>The run before has ended, whatever witnesses say. What it owned is the new one's to take up, until that is found to be down.</summary>
    private void HearNewRun(PeerView peer, string incarnation)
    {
        peer.Contact = PeerContact.Down;
        RunEnded(peer);
        peer.Begin(incarnation);
        // It waits for this to be heard.
        Announce();
    }

    /// <summary>Any word of a peer is a sign of life, but its last ones, which were under way when the witnesses saw it go.</summary>
    private void HearSign(PeerView peer)
    {
        peer.LastHeard = _now;
        peer.StrangerAt = null;
        if (peer is { Presence: Witness.Gone, Consumers: Witness.Gone })
        {
            // Coming to life and dying by each of them, it would have its agents taken anew each time, and answer that with another word.
            if (_now - peer.WitnessedAt <= _options.HeartbeatInterval && _rules.LastWordsAreNoLife)
                return;
            // It speaks long after the witnesses saw it go: they were wrong.
            if (_now - peer.WitnessedAt > _options.HeartbeatInterval)
                peer.Presence = peer.Consumers = Witness.Unknown;
        }

        if (peer.Contact == PeerContact.InContact)
            return;
        peer.Contact = PeerContact.InContact;
        peer.PhaseSince = _now;
        _unsettled = true;
    }

    private void HearBeat(PeerView peer, ConnectorHeartbeat beat)
    {
        if (beat.Number <= peer.LastBeat)
            return;
        peer.LastBeat = beat.Number;
        if (peer.Beat?.Phase != beat.Phase || peer.Beat.FinesseUp != beat.FinesseUp || peer.Beat.Priority != beat.Priority)
        {
            peer.PhaseSince = _now;
            _unsettled = true;
        }

        peer.Beat = beat;
        peer.BeatAt = _now;
        peer.Announced = Math.Max(peer.Announced, beat.ChangeNumber);
        Compare(peer, beat);
        if (peer.Conflict is not null)
            return;
        foreach (var heard in beat.Heard)
        {
            if (heard.ConnectorId != Me)
                continue;
            if (heard.Incarnation == _options.Incarnation)
                peer.Confirmed = Math.Max(peer.Confirmed, heard.ChangeNumber);
            else
                // It waits for a sign that this run is alive.
                AnnounceSoon();
        }

        ConfirmReceipts();
        if (!_rules.AskForWhatWasMissed)
            return;
        var isUpToDate = peer.Applied == beat.ChangeNumber;
        var same = isUpToDate && _agents.DigestOf(peer.Id) == (beat.Agents, beat.Digest);
        // Only where both know what the other did to their claims: before that, claims that are on their way from one to the other differ, and nothing is missing.
        var differs = isUpToDate && !same && peer.Confirmed >= peer.ClaimsTold;
        // A run that was heard from its first change on, and claims what is known of it, has nothing to tell to one in service.
        if (same && MayAct && peer.HeardFromStart)
            peer.HasTold();
        if (peer.Applied < beat.ChangeNumber)
            Ask(peer, NewsOf(peer));
        else if ((differs || !peer.Synchronised) && (!MayAct || beat.Phase is ConnectorPhases.InService or ConnectorPhases.Stopping))
            // One that is about to learn everything from this connector is asked when it has.
            Ask(peer, differs ? 0 : NewsOf(peer));
    }
}
