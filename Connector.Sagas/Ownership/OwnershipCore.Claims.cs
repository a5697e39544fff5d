using Connector.Contracts.Sync;

namespace Connector.Sagas.Ownership;

/// <content>Taking, losing and giving up claims.</content>
public sealed partial class OwnershipCore
{
    private void Acquire(AgentEntry entry, AcquireReason why, bool memoryComplete, AgentProgress? rival = null)
    {
        var ownerSoFar = entry.Owner;
        var from = why == AcquireReason.HandedOver ? entry.OwnerBefore : ownerSoFar;
        _agents.SetOwner(entry, Me, NextEpoch(entry.Epoch));
        entry.MemoryComplete = memoryComplete;
        entry.Standing = Standing.Active;
        entry.SessionOpen = true;
        entry.AcquiredAt = _now;
        entry.Replica.SkipTo(entry.Reached);
        // A number that nobody used: whoever counts sees that something is missing, and asks.
        if (why == AcquireReason.Rejoined)
            entry.Replica.SkipTo(entry.Replica.Sequence + 1);
        entry.Reached = 0;
        entry.BaseSequence = entry.Replica.Sequence;
        entry.DormantBecause = AcquireReason.Restart;
        entry.OfferedTo = null;
        entry.PreparingSince = null;
        entry.Prepared = false;
        // The claim goes out before anything is done under it.
        Publish(entry, IsKnownAnyway(why, from) ? null : entry.Replica.Whole(), follows: why == AcquireReason.OwnerDown ? Followed(from) : null);
        ToldOfClaimsOf(ownerSoFar);
        _decisions.Add(new Decision.Acquire(entry.AgentId, entry.Epoch, why, from) { Rival = rival });
        _unsettled = true;
    }

    /// <summary>Whether the claim alone is enough: those that hear it have just told the session or been told it, or nobody hears it and whoever
    /// comes is told everything. Two thousand agents that are taken over are not two thousand memories under way.</summary>
    private bool IsKnownAnyway(AcquireReason why, string? from) => why is AcquireReason.HandedOver or AcquireReason.Restart
        || (why is AcquireReason.OwnerDown or AcquireReason.Rejoined && _peers.Values.All(peer => peer.Contact != PeerContact.InContact
            || (why is AcquireReason.OwnerDown && peer.Id == from && peer.IsFollowed && peer.Applied >= peer.Announced)));

    /// <summary>How far a connector was followed whose agent is taken; null: not from its run's start.</summary>
    private PeerHeard? Followed(string? owner) => owner is not null && _peers.GetValueOrDefault(owner) is { IsFollowed: true } peer
        ? new PeerHeard { ConnectorId = peer.Id, Incarnation = peer.Incarnation, ChangeNumber = peer.Applied }
        : null;

    /// <summary>What is this connector's by name, from its memory or by a hand-over, is taken up, in a new epoch.</summary>
    private void ActivateDormant()
    {
        if (_phase != ConnectorPhases.InService || _agents.Entries.All(entry => entry.Standing != Standing.Dormant))
            return;
        // What it remembers may be another's by now, and those that are heard again know.
        var untold = _peers.Values.Where(peer => peer is { Contact: PeerContact.InContact, Conflict: null, Synchronised: false }).ToList();
        if (untold.Count > 0 && _rules.MemoryWaitsForThoseThatKnow)
        {
            untold.ForEach(peer => Ask(peer, NewsOf(peer)));
            return;
        }

        var heardNobody = _peers.Values.All(peer => peer.Contact != PeerContact.InContact);
        // Alone and sessions of a peer seen: it may own them by now. Only their client tells.
        if (heardNobody && _peers.Values.Any(peer => peer is { Presence: Witness.There, Contact: not PeerContact.Down }))
            return;
        foreach (var entry in _agents.Entries)
        {
            if (entry.Standing == Standing.Dormant)
                Acquire(entry, entry.DormantBecause, entry.MemoryComplete);
        }
    }

    /// <summary>One heir takes what a connector that is down owned, or one that is there and has not been in service for a while.</summary>
    private void TakeOver()
    {
        foreach (var peer in _peers.Values)
        {
            if (peer.Contact == PeerContact.Down)
            {
                Inherit(peer);
                continue;
            }

            if (peer.Contact != PeerContact.InContact)
                continue;
            if (peer.QueueAdopted)
            {
                peer.QueueAdopted = false;
                _decisions.Add(new Decision.LeaveQueue(peer.Id));
            }

            if (peer.Beat is { Phase: ConnectorPhases.Fenced or ConnectorPhases.Misconfigured or ConnectorPhases.Synchronising }
                && _now - peer.PhaseSince >= _options.Silence && IsHeir)
            {
                peer.MemoryTrusted = peer.Applied >= peer.Announced;
                InheritAgents(peer);
            }
        }
    }

    private bool IsHeir => _phase == ConnectorPhases.InService && (Best(includeMe: true) ?? Me) == Me;

    private void Inherit(PeerView peer)
    {
        if (!IsHeir)
            return;
        if (!peer.QueueAdopted)
        {
            peer.QueueAdopted = true;
            _decisions.Add(new Decision.AdoptQueue(peer.Id));
        }

        InheritAgents(peer);
    }

    private void InheritAgents(PeerView peer)
    {
        if (_agents.DigestOf(peer.Id).Agents == 0)
            return;
        foreach (var entry in _agents.Entries)
        {
            if (entry.Owner == peer.Id)
                Acquire(entry, AcquireReason.OwnerDown, entry.MemoryComplete && peer.MemoryTrusted);
        }
    }

    private void Progress(Fact.SessionProgressed progressed)
    {
        if (_agents.Find(progressed.AgentId) is not { } entry || !IsMine(entry, progressed.Epoch) || !MayAct)
            return;
        entry.Replica.Add(progressed.Progress);
        JudgeMemory(entry);
        if (!Duplex)
        {
            if (progressed.Receipt != 0)
                _decisions.Add(new Decision.Known(entry.AgentId, progressed.Receipt));
            return;
        }

        Publish(entry, progressed.Progress, confirmAtOnce: progressed.Receipt != 0);
        if (progressed.Receipt != 0)
        {
            _receipts.Add(new Receipt(entry.AgentId, progressed.Receipt, _lastChange, _now + _options.ReceiptWait));
            ConfirmReceipts();
        }
    }

    private void End(Fact.SessionEnded ended)
    {
        if (_agents.Find(ended.AgentId) is not { } entry || !IsMine(entry, ended.Epoch))
            return;
        entry.Standing = Standing.None;
        entry.SessionOpen = false;
        entry.OfferedTo = null;
        _agents.SetOwner(entry, null, entry.Epoch);
        Publish(entry, null);
        _decisions.Add(new Decision.Release(entry.AgentId, null));
        _unsettled = true;
    }

    /// <summary>Takes in what another says of an agent.</summary>
    /// <param name="from">Who says it.</param>
    /// <param name="claim">Who owns the agent, as it says.</param>
    /// <param name="progress">What it adds, or the whole.</param>
    /// <param name="change">The change that says so; null: it is a picture, and <paramref name="progress"/> everything, also for a claim that is known.</param>
    private void Merge(PeerView from, AgentClaim claim, AgentProgress? progress, AgentOwnershipChanged? change)
    {
        var (yieldedEpoch, whole) = (change?.YieldedEpoch, change is null);
        var entry = _agents.Get(claim.AgentId);
        var order = Ownership.Claims.Compare(claim.Epoch, claim.Owner, entry.Epoch, entry.Owner);
        if (!_rules.HigherEpochWins && order < 0 && claim.Owner != Me)
            order = 1;
        if (order <= 0 && entry.Owner == Me && (yieldedEpoch is not null || claim.Reached > 0))
            Rejoin(entry, claim.Reached, progress);
        if (order < 0)
        {
            // It does not know of the better claim yet.
            if (entry.Owner == Me && claim.Owner == from.Id)
            {
                Publish(entry, null);
                ToldOfClaimsOf(from.Id);
            }

            return;
        }

        if (order == 0)
        {
            MergeSame(from, entry, claim, progress, yieldedEpoch, whole);
            return;
        }

        _unsettled = true;
        // Somebody takes the agent, counting on it that whoever hears this knows the session. This connector does not: it asks for everything.
        var follows = entry.Owner == Me && change?.Follows is { } followed && followed.ConnectorId == Me && followed.Incarnation == _options.Incarnation
            && entry.LastChange <= followed.ChangeNumber;
        if (progress is null && !whole && !follows && (entry.Owner != from.Id || entry.Replica.Sequence < claim.Sequence) && _rules.BareClaimsAreAskedAbout)
            from.MustTellAll();
        Yield(entry, claim, isKnown: follows);
        if (!whole)
            entry.DormantBecause = AcquireReason.HandedOver;
        else if (entry.Owner == Me && _rules.ForgottenIsNotUndone)
            // Told by others that the agent is its own: it has forgotten it, and with it what it may have begun out of their sight.
            entry.MemoryComplete = false;
        if (progress is not null && yieldedEpoch is null)
            entry.Replica.Replace(progress);
    }

    private void MergeSame(PeerView from, AgentEntry entry, AgentClaim claim, AgentProgress? progress, long? yieldedEpoch, bool whole)
    {
        if (entry.Owner != Me)
            entry.Reached = Math.Max(entry.Reached, claim.Reached);
        if (from.Id == entry.Owner)
            entry.MemoryComplete = claim.MemoryComplete;
        if (progress is null)
            return;
        if (entry.Owner == Me)
        {
            if (yieldedEpoch is null && entry.Standing == Standing.Dormant && whole && progress.Sequence >= entry.Replica.Sequence)
                entry.Replica.Replace(progress);
            return;
        }

        if (yieldedEpoch is not null)
            return;
        if (!whole && from.Id == entry.Owner)
            entry.Replica.Add(progress);
        else if (whole && (from.Id == entry.Owner || progress.Sequence > entry.Replica.Sequence))
            entry.Replica.Replace(progress);
    }

    /// <summary>A better claim: stop at once, and tell the winner how far this one got, or another that the winner did not know of, so that it
    /// goes on above both; unless it takes the agent over with all that was told here.</summary>
    private void Yield(AgentEntry entry, AgentClaim better, bool isKnown)
    {
        var (lost, open) = (entry.Epoch, entry.Owner == Me && entry.SessionOpen && (_rules.FencedSessionsAreReleased || entry.Standing != Standing.Dormant));
        var reached = _rules.YieldForOthers || open ? Math.Max(entry.Reached, entry.Replica.Sequence) : 0;
        var tells = _rules.YieldTellsHowFar && !isKnown;
        Become(entry, better);
        entry.SessionOpen = false;
        entry.Reached = tells && (open || reached > better.Sequence) ? reached : 0;
        if (open)
            _decisions.Add(new Decision.Release(entry.AgentId, entry.Owner));
        if (tells && (open || entry.Reached > 0) && better.Owner is not null && better.Owner != Me)
            Publish(entry, entry.Replica.Whole(), yieldedEpoch: lost);
    }

    private void Become(AgentEntry entry, AgentClaim claim)
    {
        if (entry.Owner != claim.Owner)
            entry.OwnerBefore = entry.Owner;
        _agents.SetOwner(entry, claim.Owner, claim.Epoch);
        entry.MemoryComplete = claim.MemoryComplete;
        entry.OfferedTo = null;
        entry.Standing = claim.Owner == Me ? Standing.Dormant : Standing.None;
        // A third connector knows of a claim that this one's verdict on its owner did not foresee: the owner may live out of reach.
        if (claim.Owner is not null && _peers.GetValueOrDefault(claim.Owner) is { Contact: PeerContact.Down } owner)
        {
            owner.StrangerAt = _now;
            owner.Contact = PeerContact.Silent;
        }

        if (claim.Owner == Me || entry.PreparingSince is null)
            return;
        entry.PreparingSince = null;
        entry.Prepared = false;
        _decisions.Add(new Decision.Release(entry.AgentId, claim.Owner));
    }

    /// <summary>Where the loser of two claims published events under numbers that this owner uses, too, the agent goes on above both, in a new
    /// epoch, with everything said that the one's clients or the other's do not know.</summary>
    private void Rejoin(AgentEntry entry, long reached, AgentProgress? loser)
    {
        entry.Replica.AddRequests(loser?.Requests ?? []);
        _rejoinedAt = _now;
        if (reached <= entry.BaseSequence || entry.Standing is not (Standing.Active or Standing.Dormant))
            return;
        entry.Replica.SkipTo(reached);
        if (entry.Standing == Standing.Active)
            Acquire(entry, AcquireReason.Rejoined, entry.MemoryComplete, loser);
    }

    private bool IsMine(AgentEntry entry, long epoch) =>
        entry.Owner == Me && entry.Epoch == epoch && entry.Standing is Standing.Active or Standing.Quiescing;
}
