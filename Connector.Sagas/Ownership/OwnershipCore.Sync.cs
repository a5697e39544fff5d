using Connector.Contracts.Sync;

namespace Connector.Sagas.Ownership;

/// <content>What connectors tell each other of agents: numbered changes, differences or everything on request.</content>
public sealed partial class OwnershipCore
{
    // Of half a minute at 2,000 agents: what was missed is then told change by change, and not as everything that is known.
    private const int RememberedChanges = 8192;
    private const int ChangesPerPart = 100;
    private const int AgentsPerPart = 25;

    private readonly Queue<AgentOwnershipChanged> _changes = new();
    private readonly List<Receipt> _receipts = [];
    private long _lastChange;
    private long _lastRequest;

    private readonly record struct Receipt(string AgentId, long Number, long Change, TimeSpan Until);

    /// <summary>Tells a change of an agent to everybody.</summary>
    private void Publish(AgentEntry entry, AgentProgress? progress, bool confirmAtOnce = false, long? yieldedEpoch = null, PeerHeard? follows = null)
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
            Follows = follows,
        };
        entry.LastChange = _lastChange;
        _changes.Enqueue(change);
        if (_changes.Count > RememberedChanges)
            _changes.Dequeue();
        Send(change);
    }

    /// <summary>What was just told gives a connector an agent, or takes one: until it has heard that, it claims something else.</summary>
    private void ToldOfClaimsOf(string? connectorId)
    {
        if (connectorId is not null && _peers.GetValueOrDefault(connectorId) is { } peer)
            peer.ClaimsTold = _lastChange;
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

    private void HearChange(PeerView peer, AgentOwnershipChanged change)
    {
        peer.Announced = Math.Max(peer.Announced, change.ChangeNumber);
        if (!TryApply(peer, change) && change.ChangeNumber > peer.Applied && _rules.AskForWhatWasMissed)
        {
            Ask(peer, NewsOf(peer));
            return;
        }

        if (change.ConfirmAtOnce)
            Announce();
    }

    /// <summary>Takes a change in where it is the next one.</summary>
    private bool TryApply(PeerView peer, AgentOwnershipChanged change)
    {
        if (change.ChangeNumber != peer.Applied + 1)
            return false;
        peer.Applied = change.ChangeNumber;
        Merge(peer, change.Claim, change.Progress, change);
        return true;
    }

    /// <summary>From where on a peer is asked: what it told is not asked for again, but where somebody else is missing of whom it may know.</summary>
    private long NewsOf(PeerView peer) =>
        peer.IsFollowed && (peer.Synchronised || _peers.Values.All(other => other.Contact == PeerContact.InContact)) ? peer.Applied + 1 : 0;

    /// <summary>Asks for what is missing, not more often than an answer can be expected.</summary>
    private void Ask(PeerView peer, long fromChange)
    {
        if (!peer.Question.MayAsk(_now, _options.HeartbeatInterval))
            return;
        peer.Question.Ask(++_lastRequest, isForEverything: fromChange == 0, _now);
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
            Tell(request, _changes.Where(change => change.ChangeNumber >= request.FromChange).Chunk(ChangesPerPart), static (part, changes) =>
                part with { Changes = [.. changes.Select(change => change with { ConfirmAtOnce = false })] });
            return;
        }

        Tell(request, _agents.Entries.Where(entry => entry.Epoch > 0).Chunk(AgentsPerPart), static (part, agents) =>
            part with { Agents = [.. agents.Select(entry => new AgentRecord { Claim = entry.Claim, Progress = entry.Replica.Whole() })] });
    }

    private void Tell<T>(SyncRequest request, IEnumerable<T[]> what, Func<SyncSnapshot, T[], SyncSnapshot> fill)
    {
        List<T[]> parts = [.. what.DefaultIfEmpty([])];
        for (var part = 0; part < parts.Count; part++)
        {
            SyncSnapshot empty = new()
            {
                ConnectorId = Me,
                Incarnation = _options.Incarnation,
                To = request.ConnectorId,
                Number = request.Number,
                Part = part + 1,
                Parts = parts.Count,
                ChangeNumber = _lastChange,
            };
            Send(fill(empty, parts[part]));
        }
    }

    private void HearSnapshot(PeerView peer, SyncSnapshot snapshot)
    {
        // Whichever question they answer.
        foreach (var change in snapshot.Changes)
            TryApply(peer, change);

        if (!peer.Question.IsOpen(snapshot.Number))
            return;
        // Ahead of the part before it, by the other broker: that broker brings it again.
        if (snapshot.Changes is [.., var last] && peer.Applied < last.ChangeNumber)
            return;
        // A change that was heard since is newer than this picture.
        if (snapshot.Changes.Count == 0 && snapshot.ChangeNumber >= peer.Applied)
        {
            foreach (var agent in snapshot.Agents)
                Merge(peer, agent.Claim, agent.Progress, change: null);
        }

        if (!peer.Question.Hear(snapshot.Number, snapshot.Part, snapshot.Parts, _now))
            return;
        peer.Applied = Math.Max(peer.Applied, snapshot.ChangeNumber);
        peer.HasTold();
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
