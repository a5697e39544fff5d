using Connector.Contracts.Sync;

namespace Connector.Sagas.Ownership;

/// <content>In and out of service: the lease, the fence, and what must be known before this connector acts.</content>
public sealed partial class OwnershipCore
{
    private void WatchLease()
    {
        if (MayAct && IsLeaseOver(_now))
            Fence(ConnectorPhases.Fenced, $"No broker has given back a heartbeat for {_options.Lease.TotalSeconds:0.0} s.");
    }

    private bool IsLeaseOver(TimeSpan now) => Duplex && _rules.SelfFence && _link.LastEcho is { } last && now - last > _options.Lease;

    private void Fence(string phase, string why)
    {
        _phase = phase;
        _receipts.Clear();
        foreach (var peer in _peers.Values)
        {
            peer.MustTellNews();
        }

        foreach (var entry in _agents.Entries)
        {
            entry.OfferedTo = null;
            GiveBackHeld(entry);
        }

        _decisions.Add(new Decision.Fence(why));
    }

    private void EnterServiceIfReady()
    {
        if (_phase is not (ConnectorPhases.Synchronising or ConnectorPhases.Fenced or ConnectorPhases.Misconfigured) || !IsReady())
            return;
        _phase = _stopAskedAt is null ? ConnectorPhases.InService : ConnectorPhases.Stopping;
        _served = true;
        _decisions.Add(new Decision.EnterService());
        // Whoever was cut off may have been replaced, by somebody who cannot be asked.
        var asked = _peers.Values.All(peer => peer.Contact == PeerContact.InContact);
        foreach (var entry in _agents.Entries.Where(entry => entry.Owner == Me))
            entry.MemoryComplete &= asked;
        foreach (var entry in _agents.Entries)
        {
            if (entry.Standing != Standing.Quiescing)
                continue;
            entry.Standing = Standing.Active;
            _decisions.Add(new Decision.Resume(entry.AgentId, entry.Epoch));
        }

        Announce();
    }

    /// <summary>Whether everything that can be known of others is known.</summary>
    private bool IsReady()
    {
        if (!Duplex)
            return true;
        if (!_link.IsFresh(_now) || _namesakeSentence is not null || MayHaveNamesake)
            return false;
        if (!_rules.ListenBeforeActing)
            return true;

        var everybody = _peers.Count > 0;
        foreach (var peer in _peers.Values)
        {
            if (peer.Conflict is not null && StepsBackFrom(peer))
                return false;
            if (peer.Contact == PeerContact.InContact && peer.Conflict is null && !peer.Synchronised)
            {
                Ask(peer, NewsOf(peer));
                return false;
            }

            // One that was down may have come back while this one heard nothing.
            everybody &= peer.Contact == PeerContact.InContact;
        }

        return everybody || _now - _link.Since >= (_served ? _options.RejoinWait : _options.Silence);
    }
}
