using Connector.Contracts.Sync;

namespace Connector.Sagas.Ownership;

/// <summary>What this connector holds of a peer.</summary>
public enum PeerContact
{
    /// <summary>It is heard.</summary>
    InContact,

    /// <summary>It was not heard lately; nothing follows from that yet.</summary>
    Silent,

    /// <summary>It is not heard, and nobody knows that it is down: the link may be cut.</summary>
    OutOfContact,

    /// <summary>It is down, or has fenced itself: what it owned may be taken.</summary>
    Down,
}

/// <summary>What is known of another connector.</summary>
internal sealed class PeerView(string id)
{
    private readonly List<string> _earlierRuns = [];

    internal string Id { get; } = id;

    internal string Incarnation { get; private set; } = "";

    internal PeerContact Contact { get; set; } = PeerContact.OutOfContact;

    internal TimeSpan? LastHeard { get; set; }

    /// <summary>When a run was heard that is not known to be alive.</summary>
    internal TimeSpan? StrangerAt { get; set; }

    /// <summary>That run; it is named among those that are heard, or two that restarted would wait for each other.</summary>
    internal string Stranger { get; private set; } = "";

    /// <summary>Its last heartbeat.</summary>
    internal long StrangerBeat { get; set; }

    /// <summary>The first heartbeat that this connector sent after it heard of that run: whoever has heard it is alive.</summary>
    internal long Challenge { get; private set; }

    internal long LastBeat { get; set; }

    internal ConnectorHeartbeat? Beat { get; set; }

    /// <summary>When its last run was found to have ended.</summary>
    internal TimeSpan DownSince { get; set; }

    internal TimeSpan BeatAt { get; set; }

    /// <summary>Since when it has been heard in its present phase.</summary>
    internal TimeSpan PhaseSince { get; set; }

    internal Witness Presence { get; set; }

    internal Witness Consumers { get; set; }

    internal TimeSpan WitnessedAt { get; set; }

    /// <summary>Up to which of the peer's changes everything is known here.</summary>
    internal long Applied { get; set; }

    /// <summary>The peer's last change that it told of.</summary>
    internal long Announced { get; set; }

    /// <summary>Up to which of this connector's changes the peer knows everything.</summary>
    internal long Confirmed { get; set; }

    /// <summary>The peer has told everything since this connector (re)started listening.</summary>
    internal bool Synchronised { get; private set; }

    /// <summary>Of its present run everything up to <see cref="Applied"/> is known: it was told once, and each change since.</summary>
    internal bool IsFollowed { get; private set; }

    /// <summary>Nothing of its present run was missed that has not been told since.</summary>
    internal bool HeardFromStart { get; private set; }

    /// <summary>The peer's last request that was answered.</summary>
    internal long LastAnswered { get; set; }

    /// <summary>What it was asked to tell.</summary>
    internal SyncQuestion Question { get; } = new();

    /// <summary>This connector's last change that gave the peer an agent or took one: until the peer has heard it, its digest tells of other claims.</summary>
    internal long ClaimsTold { get; set; }

    /// <summary>What was known of the begun requests when the peer went down.</summary>
    internal bool MemoryTrusted { get; set; }

    internal bool QueueAdopted { get; set; }

    internal string? Conflict { get; set; }

    internal bool InService => Contact == PeerContact.InContact && Beat is { Phase: ConnectorPhases.InService } && Conflict is null;

    internal bool IsEarlierRun(string incarnation) => _earlierRuns.Contains(incarnation);

    /// <summary>Another run of the peer's process is heard, alive or late.</summary>
    internal void Meet(string incarnation, long challenge)
    {
        if (Stranger == incarnation)
            return;
        (Stranger, StrangerBeat, Challenge) = (incarnation, 0, challenge);
    }

    /// <summary>It has told everything.</summary>
    internal void HasTold() => Synchronised = IsFollowed = true;

    /// <summary>It may have said what was not heard here, and is asked before anything is done.</summary>
    internal void MustTellNews()
    {
        Synchronised = HeardFromStart = false;
        Question.Drop();
    }

    /// <summary>What is known of it is not enough any more.</summary>
    internal void MustTellAll()
    {
        MustTellNews();
        IsFollowed = false;
    }

    /// <summary>Begins a new run of the peer's process: nothing of the old one counts.</summary>
    internal void Begin(string incarnation)
    {
        if (Incarnation.Length > 0)
            _earlierRuns.Add(Incarnation);
        if (_earlierRuns.Count > 8)
            _earlierRuns.RemoveAt(0);
        Incarnation = incarnation;
        Beat = null;
        StrangerAt = null;
        Stranger = "";
        LastBeat = Applied = Announced = Confirmed = LastAnswered = 0;
        MustTellAll();
        HeardFromStart = true;
        Presence = Consumers = Witness.Unknown;
        Conflict = null;
    }
}
