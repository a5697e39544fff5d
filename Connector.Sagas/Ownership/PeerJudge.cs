using Connector.Contracts.Sync;

namespace Connector.Sagas.Ownership;

/// <summary>Decides what to hold of a peer. The one place where a connector is declared down.</summary>
internal static class PeerJudge
{
    internal static PeerContact Judge(PeerView peer, OwnLink link, OwnershipOptions options, OwnershipRules rules, TimeSpan now)
    {
        // Another run of it was heard, and will show in a moment whether it is alive. If it does not, it may be out of reach: what was known
        // of the run before tells nothing of it.
        var contact = peer.StrangerAt is not null && peer.Contact == PeerContact.Down ? PeerContact.Silent : peer.Contact;
        if (peer.StrangerAt is { } stranger && now - stranger < options.HeartbeatInterval)
            return contact;

        // Its own last word.
        if (peer is { StrangerAt: null, Beat.Phase: ConnectorPhases.Stopped })
            return PeerContact.Down;
        if (peer.LastHeard is not { } heard)
            return PeerContact.OutOfContact;

        // Own link first: whoever does not hear itself knows nothing of others.
        if (rules.OwnLinkFirst && !link.IsFresh(now))
            return contact == PeerContact.InContact && now - heard > options.Fresh ? PeerContact.Silent : contact;

        // Two witnesses agree: the broker saw its consumers go, Finesse its sessions.
        if (peer is { Presence: Witness.Gone, Consumers: Witness.Gone })
            return PeerContact.Down;

        // Whatever is heard of it takes that back at once. What was heard before does not: whoever takes its agents has no witness of it any more.
        if (contact is PeerContact.Down)
            return PeerContact.Down;
        if (now - heard <= options.Fresh)
            return PeerContact.InContact;
        if (peer.StrangerAt > heard)
            heard = peer.StrangerAt.Value;

        var onOne = rules.OwnLinkFirst ? link.ProvedOnOne(heard, now) : now - heard;
        var onAll = rules is { OwnLinkFirst: true, SilenceMustBeProved: true } ? link.ProvedOnAll(heard, now) : onOne;

        // One witness and silence: its sessions are gone, and its word does not come.
        var witnessed = peer.Presence == Witness.Gone || !rules.PresenceIsAsked;
        if (witnessed && onOne >= options.QuickSilence)
            return PeerContact.Down;

        // Silent on every broker, each of which gives this connector its own word back: the peer has not heard itself for longer than its
        // lease, so it has fenced itself, whatever it is (frozen, cut off, dead).
        if (onAll >= options.Silence)
            return PeerContact.Down;

        return onOne >= options.Silence || contact == PeerContact.OutOfContact ? PeerContact.OutOfContact : PeerContact.Silent;
    }

    /// <summary>
    /// Whether a peer that went down can have done anything that nobody here knows of. It waits for a receipt before it begins a request, goes
    /// on without one only after <see cref="OwnershipOptions.ReceiptWait"/>, and while no broker gives it its own word back not at all.
    /// </summary>
    internal static bool MemoryIsComplete(PeerView peer, TimeSpan heard, OwnLink link, OwnershipOptions options, TimeSpan now)
    {
        if (peer.Applied < peer.Announced || !peer.Synchronised)
            return false;
        // Whoever was cut off may have been replaced at once, by witnesses, and without being asked for receipts.
        var silent = now - heard;
        return link.HasHeld(heard, now) && (silent <= options.MemoryTrust || silent - link.ProvedOnAll(heard, now) <= options.Fresh);
    }
}
