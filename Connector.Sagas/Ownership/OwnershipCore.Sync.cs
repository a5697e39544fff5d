using Connector.Contracts.Sync;

namespace Connector.Sagas.Ownership;

/// <content>What connectors tell each other: heartbeats with a digest, numbered changes, differences or everything on request.</content>
public sealed partial class OwnershipCore
{
    private const int RememberedChanges = 512;
    private const int AgentsPerPart = 25;

    private readonly Queue<AgentOwnershipChanged> _changes = new();
    private readonly List<Receipt> _receipts = [];
    private TimeSpan? _beatAt;
    private long _lastBeat;
    private long _lastChange;
    private long _lastRequest;

    private readonly record struct Receipt(string AgentId, long Number, long Change, TimeSpan Until);

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

    /// <summary>Tells a change of an agent to everybody.</summary>
    private void Publish(AgentEntry entry, AgentProgress? progress, bool confirmAtOnce = false, long? yieldedEpoch = null)
    {
        if (!Duplex)
            return;
        var change = new AgentOwnershipChanged
        {
            ConnectorId = Me,
            Incarnation = _options.Incarnation,
            ChangeNumber = ++_lastChange,
            Claim = entry.Claim,
            Progress = progress,
            ConfirmAtOnce = confirmAtOnce,
            YieldedEpoch = yieldedEpoch,
        };
        _changes.Enqueue(change);
        if (_changes.Count > RememberedChanges)
            _changes.Dequeue();
        Send(change);
    }

    private void Send(SyncMessage message) => _decisions.Add(new Decision.Send(message));

    private void Hear(Fact.Heard heard)
    {
        var message = heard.Message;
        if (message.ConnectorId == Me)
        {
            HearOwnName(heard);
            return;
        }

        if (message.ConnectorId.Length == 0 || (message.To.Length > 0 && message.To != Me) || !Duplex)
            return;
        var peer = PeerOf(message.ConnectorId);
        if (peer.Incarnation != message.Incarnation)
        {
            if (!IsAlive(peer, message))
                return;
            HearNewRun(peer, message.Incarnation);
        }

        HearSign(peer);
        if (message is ConnectorHeartbeat beat)
        {
            HearBeat(peer, beat);
            return;
        }

        if (peer.Conflict is not null)
            return;
        switch (message)
        {
            case AgentOwnershipChanged change:
                HearChange(peer, change);
                break;
            case SyncRequest request:
                Answer(peer, request);
                break;
            case SyncSnapshot snapshot:
                HearSnapshot(peer, snapshot);
                break;
            case HandoverOffer offer:
                Offered(peer, offer);
                break;
            case HandoverAccepted accepted:
                Accepted(peer, accepted);
                break;
        }
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

        if (!isEarlier && _rules.StrangersSuspendVerdicts)
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

    /// <summary>Any word of a peer is a sign of life.</summary>
    private void HearSign(PeerView peer)
    {
        // It speaks long after the witnesses saw it go: they were wrong.
        if (_now - peer.WitnessedAt > _options.HeartbeatInterval && peer.Presence == Witness.Gone && peer.Consumers == Witness.Gone)
            peer.Presence = peer.Consumers = Witness.Unknown;
        peer.LastHeard = _now;
        peer.StrangerAt = null;
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
        var same = peer.Applied == beat.ChangeNumber && _agents.DigestOf(peer.Id) == (beat.Agents, beat.Digest);
        // A run that was heard from its first change on, and claims what is known of it, has nothing to tell to one in service.
        if (same && MayAct && peer.HeardFromStart)
            peer.Synchronised = true;
        if (peer.Applied < beat.ChangeNumber)
            Ask(peer, peer.Synchronised ? peer.Applied + 1 : 0);
        else if (!(same && peer.Synchronised) && (!MayAct || beat.Phase is ConnectorPhases.InService or ConnectorPhases.Stopping))
            // One that is about to learn everything from this connector is asked when it has.
            Ask(peer, 0);
    }

    private void HearChange(PeerView peer, AgentOwnershipChanged change)
    {
        peer.Announced = Math.Max(peer.Announced, change.ChangeNumber);
        if (change.ChangeNumber == peer.Applied + 1)
        {
            peer.Applied = change.ChangeNumber;
            Merge(peer, change.Claim, change.Progress, change.YieldedEpoch, whole: false);
        }
        else if (change.ChangeNumber > peer.Applied && _rules.AskForWhatWasMissed)
        {
            Ask(peer, peer.Synchronised ? peer.Applied + 1 : 0);
            return;
        }

        if (change.ConfirmAtOnce)
            Announce();
    }

    /// <summary>Asks for what is missing, not more often than an answer can be expected.</summary>
    private void Ask(PeerView peer, long fromChange)
    {
        if (peer.AskedAt is { } asked && _now - asked < _options.HeartbeatInterval / 4)
            return;
        peer.AskedAt = _now;
        peer.AskedNumber = ++_lastRequest;
        peer.PartsHeard.Clear();
        Send(new SyncRequest
        {
            ConnectorId = Me,
            Incarnation = _options.Incarnation,
            To = peer.Id,
            Number = _lastRequest,
            FromChange = fromChange,
        });
    }

    private void Answer(PeerView peer, SyncRequest request)
    {
        // It comes over every broker.
        if (request.Number <= peer.LastAnswered)
            return;
        peer.LastAnswered = request.Number;
        var oldest = _lastChange - _changes.Count + 1;
        if (request.FromChange >= oldest && request.FromChange > 0)
        {
            Send(Snapshot(request, 1, 1) with
            {
                Changes = [.. _changes.Where(change => change.ChangeNumber >= request.FromChange).Select(change => change with { ConfirmAtOnce = false })],
            });
            return;
        }

        var parts = Math.Max(1, (_agents.Entries.Count + AgentsPerPart - 1) / AgentsPerPart);
        var part = 0;
        foreach (var agents in _agents.Entries.Where(entry => entry.Epoch > 0).Chunk(AgentsPerPart).DefaultIfEmpty([]))
        {
            Send(Snapshot(request, ++part, parts) with
            {
                Agents = [.. agents.Select(entry => new AgentRecord { Claim = entry.Claim, Progress = entry.Replica.Whole() })],
            });
        }
    }

    private SyncSnapshot Snapshot(SyncRequest request, int part, int parts) => new()
    {
        ConnectorId = Me,
        Incarnation = _options.Incarnation,
        To = request.ConnectorId,
        Number = request.Number,
        Part = part,
        Parts = parts,
        ChangeNumber = _lastChange,
    };

    private void HearSnapshot(PeerView peer, SyncSnapshot snapshot)
    {
        if (snapshot.Number != peer.AskedNumber)
            return;
        foreach (var change in snapshot.Changes)
        {
            if (change.ChangeNumber != peer.Applied + 1)
                continue;
            peer.Applied = change.ChangeNumber;
            Merge(peer, change.Claim, change.Progress, change.YieldedEpoch, whole: false);
        }

        // A change that was heard since is newer than this picture.
        if (snapshot.Changes.Count == 0 && snapshot.ChangeNumber >= peer.Applied)
        {
            foreach (var agent in snapshot.Agents)
                Merge(peer, agent.Claim, agent.Progress, null, whole: true);
        }

        peer.PartsHeard.Add(snapshot.Part);
        if (peer.PartsHeard.Count < snapshot.Parts)
            return;
        peer.Applied = Math.Max(peer.Applied, snapshot.ChangeNumber);
        peer.Synchronised = true;
        _unsettled = true;
        Announce();
    }

    /// <summary>Up to which change everybody has confirmed who could take over. A peer that has taken an agent over meanwhile confirms, too: its
    /// word counts with everything that it said before.</summary>
    private long ConfirmedByAll()
    {
        var confirmed = long.MaxValue;
        foreach (var peer in _peers.Values)
        {
            if (peer.Conflict is not null || peer.Contact is not (PeerContact.InContact or PeerContact.Silent) || !_rules.WaitForReceipts)
                continue;
            confirmed = Math.Min(confirmed, peer.Applied < peer.Announced && _rules.ReceiptsComeAfterClaims ? 0 : peer.Confirmed);
        }

        return confirmed;
    }

    private void ConfirmReceipts()
    {
        if (_receipts.Count == 0)
            return;
        var confirmed = ConfirmedByAll();
        _receipts.RemoveAll(receipt =>
        {
            if (receipt.Change > confirmed && _now < receipt.Until)
                return false;
            _decisions.Add(new Decision.Known(receipt.AgentId, receipt.Number));
            return true;
        });
    }
}
