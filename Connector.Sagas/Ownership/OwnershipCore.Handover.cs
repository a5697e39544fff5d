using Connector.Contracts.Sync;

namespace Connector.Sagas.Ownership;

/// <content>Hand-overs: failback, a clean stop, and the loss of Finesse.</content>
public sealed partial class OwnershipCore
{
    private readonly List<AgentEntry> _preparing = [];
    private TimeSpan? _stopAskedAt;

    // When another gave up an agent whom both had owned.
    private TimeSpan? _rejoinedAt;

    /// <summary>Whom this connector's agents should go to; null: they stay.</summary>
    private string? HandoverTarget()
    {
        if (_stopAskedAt is not null)
            return Best(includeMe: false);
        if (!_finesseUp)
            return _now - _finesseDownSince >= _options.FinesseGrace ? Best(includeMe: false) : null;
        if (_options.Mode != DeploymentMode.ActivePassive && _rules.FailbackOnlyInActivePassive)
            return null;
        // Not at once: one that has just come back may go again, and is slow as long as it rehearses.
        var preferred = Best(includeMe: true);
        if (preferred is null || preferred == Me || _now - _peers[preferred].PhaseSince < _options.FailbackDelay)
            return null;
        // After a cut first whose each agent is; the clients' questions what they missed are answered by the one who knows.
        if (_rejoinedAt is { } rejoined && _now - rejoined < _options.FailbackDelay)
            return null;
        return _peers[preferred].Beat is { Rehearsing: true } ? null : preferred;
    }

    private void OfferHandovers()
    {
        if (!Duplex || _agents.DigestOf(Me).Agents == 0)
            return;
        var target = HandoverTarget();
        var open = 0;
        foreach (var entry in _agents.Entries)
        {
            if (entry.OfferedTo is null)
                continue;
            if (entry.Standing == Standing.Active && (entry.OfferedTo != target || _now - entry.OfferedAt > _options.OfferLimit))
                entry.OfferedTo = null;
            else
                open++;
        }

        if (target is null)
            return;
        foreach (var entry in _agents.Entries)
        {
            if (open >= _options.MaxHandovers)
                return;
            if (entry.Owner != Me || entry.Standing != Standing.Active || entry.OfferedTo is not null)
                continue;
            entry.OfferedTo = target;
            entry.OfferedAt = _now;
            open++;
            Send(new HandoverOffer
            {
                ConnectorId = Me,
                Incarnation = _options.Incarnation,
                To = target,
                AgentId = entry.AgentId,
                Epoch = entry.Epoch,
                Sequence = entry.Replica.Sequence,
            });
        }
    }

    /// <summary>A peer offers an agent: subscribe, and only then accept.</summary>
    private void Offered(PeerView from, HandoverOffer offer)
    {
        if (_phase != ConnectorPhases.InService || !_finesseUp || _agents.Find(offer.AgentId) is not { } entry)
            return;
        if (entry.Owner != from.Id || entry.Epoch != offer.Epoch)
            return;
        if (entry.PreparingSince is null)
            _preparing.Add(entry);
        // Said again with every offer: a fence in between ended what was begun.
        if (!entry.Prepared)
            _decisions.Add(new Decision.Prepare(entry.AgentId));
        entry.PreparingSince = _now;
        if (entry.Prepared)
            Accept(entry.AgentId);
    }

    private void Accept(string agentId)
    {
        if (_agents.Find(agentId) is not { PreparingSince: not null, Owner: { } owner } entry)
            return;
        entry.Prepared = true;
        Send(new HandoverAccepted
        {
            ConnectorId = Me,
            Incarnation = _options.Incarnation,
            To = owner,
            AgentId = agentId,
            Epoch = entry.Epoch,
        });
    }

    private void Accepted(PeerView from, HandoverAccepted accepted)
    {
        if (!MayAct || _agents.Find(accepted.AgentId) is not { } entry)
            return;
        if (!IsMine(entry, accepted.Epoch) || entry.Standing != Standing.Active || entry.OfferedTo != from.Id)
            return;
        entry.Standing = Standing.Quiescing;
        _decisions.Add(new Decision.Quiesce(entry.AgentId, entry.Epoch));
    }

    /// <summary>The session has said its last word: name the new owner; or take it back where that one has gone meanwhile.</summary>
    private void HandOver(Fact.SessionQuiesced quiesced)
    {
        if (!MayAct || _agents.Find(quiesced.AgentId) is not { Standing: Standing.Quiescing } entry || entry.Epoch != quiesced.Epoch)
            return;
        _unsettled = true;
        var to = entry.OfferedTo;
        entry.OfferedTo = null;
        if (to is null || !_peers[to].InService)
        {
            entry.Standing = Standing.Active;
            _decisions.Add(new Decision.Resume(entry.AgentId, entry.Epoch));
            return;
        }

        entry.Standing = Standing.None;
        entry.SessionOpen = false;
        _agents.SetOwner(entry, to, NextEpoch(entry.Epoch));
        Publish(entry, null);
        ToldOfClaimsOf(to);
        _decisions.Add(new Decision.Release(entry.AgentId, to));
    }

    /// <summary>Offers that came to nothing.</summary>
    private void ForgetPreparations()
    {
        for (var i = _preparing.Count - 1; i >= 0; i--)
        {
            var entry = _preparing[i];
            if (entry.PreparingSince is { } since && _now - since <= 2 * _options.OfferLimit)
                continue;
            if (entry.PreparingSince is not null)
                _decisions.Add(new Decision.Release(entry.AgentId, entry.Owner));
            entry.PreparingSince = null;
            entry.Prepared = false;
            _preparing.RemoveAt(i);
        }
    }

    private void BeginStop()
    {
        _stopAskedAt ??= _now;
        if (_phase == ConnectorPhases.InService)
            _phase = ConnectorPhases.Stopping;
        if (MayAct)
            Announce();
        else
            Stop();
        _unsettled = true;
    }

    private void FinishStop()
    {
        if (_phase != ConnectorPhases.Stopping || _stopAskedAt is not { } asked)
            return;
        var open = _agents.Entries.Any(entry => entry.Owner == Me && (entry.Standing == Standing.Quiescing || HandoverTarget() is not null));
        if (!open || _now - asked > _options.StopLimit)
            Stop();
    }

    private void Stop()
    {
        if (_phase == ConnectorPhases.Stopped)
            return;
        if (MayAct)
            Fence(ConnectorPhases.Stopped, "Stopped by the operator.");
        _phase = ConnectorPhases.Stopped;
        Announce();
        _decisions.Add(new Decision.StopComplete());
    }
}
