using Connector.Contracts.Sync;

namespace Connector.Sagas.Ownership;

/// <content>Where a client's request goes.</content>
public sealed partial class OwnershipCore
{
    /// <summary>So many connectors may pass a request on; then it waits until they agree.</summary>
    private const int MaxHops = 3;

    private readonly List<AgentEntry> _holding = [];

    private void Route(Fact.RequestArrived request)
    {
        if (!MayAct)
        {
            _decisions.Add(new Decision.GiveBack(request.Token));
            return;
        }

        var entry = _agents.Get(request.AgentId);
        var held = new HeldRequest(request.Token, request.Connects, request.Hops, request.IsLate ? _now + _options.RejoinWait : null);
        // Behind those that wait already: an agent's requests keep their order.
        if (entry.Held.Count > 0 || !TryRoute(entry, held, settled: request.Hops < MaxHops))
            Hold(entry, held);
    }

    private void Hold(AgentEntry entry, HeldRequest request)
    {
        if (entry.Held.Count >= _options.MaxHeld)
        {
            _decisions.Add(new Decision.Refuse(entry.AgentId, request.Token));
            return;
        }

        if (entry.Held.Count == 0)
            _holding.Add(entry);
        entry.Held.Enqueue(request);
    }

    private void RouteHeld()
    {
        for (var i = _holding.Count - 1; i >= 0; i--)
        {
            var entry = _holding[i];
            while (entry.Held.TryPeek(out var request) && TryRoute(entry, request, settled: true))
                entry.Held.Dequeue();
            if (entry.Held.Count == 0)
                _holding.RemoveAt(i);
        }
    }

    private void GiveBackHeld(AgentEntry entry)
    {
        while (entry.Held.TryDequeue(out var request))
            _decisions.Add(new Decision.GiveBack(request.Token));
        _holding.Remove(entry);
    }

    /// <summary>Serves or forwards the request; false: it has to wait.</summary>
    private bool TryRoute(AgentEntry entry, HeldRequest request, bool settled)
    {
        if (entry.Owner == Me)
        {
            // Whoever is out of contact may have followed the client and served it; when a link is whole again requests come over it before claims do.
            if (request.LateUntil > _now && !IsEverybodyAccountedFor && _rules.LateCopiesWait)
                return false;
            if (entry.Standing == Standing.Dormant && _phase == ConnectorPhases.InService)
                Acquire(entry, AcquireReason.ClientIsHere, entry.MemoryComplete);
            return entry.Standing == Standing.Active && Serve(entry, request);
        }

        if (!settled)
            return false;
        return entry.Owner is null ? RouteUnowned(entry, request) : RouteToOwner(entry, request, _peers.GetValueOrDefault(entry.Owner));
    }

    private bool RouteUnowned(AgentEntry entry, HeldRequest request)
    {
        // A session that a client ends and begins anew begins at the preferred connector; without one, where the client is.
        var preferred = _options.Mode == DeploymentMode.ActivePassive || _phase == ConnectorPhases.Stopping ? Best(includeMe: true) : null;
        if (preferred is not null && preferred != Me && request.Hops == 0)
            return Forward(entry, request, preferred);
        if (_phase != ConnectorPhases.InService)
            return false;
        if (request.Connects)
            Acquire(entry, AcquireReason.Asked, memoryComplete: (entry.Epoch > 0 && entry.MemoryComplete) || IsTogether);
        return Serve(entry, request);
    }

    private bool RouteToOwner(AgentEntry entry, HeldRequest request, PeerView? owner)
    {
        switch (owner?.Contact ?? PeerContact.OutOfContact)
        {
            case PeerContact.InContact when owner is { InService: true } or { Beat.Phase: ConnectorPhases.Stopping }:
                return Forward(entry, request, owner.Id);
            case PeerContact.OutOfContact when _phase == ConnectorPhases.InService && _rules.FollowTheClient:
                Acquire(entry, AcquireReason.ClientIsHere, memoryComplete: false);
                return Serve(entry, request);
            default:
                // It will be heard, found to be down or found to be out of contact.
                return false;
        }
    }

    private bool Serve(AgentEntry entry, HeldRequest request)
    {
        // Also of an agent for whom nothing has happened for long.
        JudgeMemory(entry);
        _decisions.Add(new Decision.Serve(
            entry.AgentId, request.Token, entry.MemoryComplete && (IsEverybodyAccountedFor || !_rules.AbsentMayHaveServed)));
        return true;
    }

    private bool Forward(AgentEntry entry, HeldRequest request, string to)
    {
        _decisions.Add(new Decision.Forward(entry.AgentId, request.Token, to));
        return true;
    }
}
