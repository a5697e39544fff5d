namespace Connector.Contracts.Sync;

/// <summary>
/// A change to what the sender knows of an agent: its owner, or how far its session got. Numbered without gaps per run of the sender, so
/// that a receiver notices what it missed.
/// </summary>
public sealed record AgentOwnershipChanged : SyncMessage
{
    /// <summary>Counts the sender's changes, from 1.</summary>
    public long ChangeNumber { get; init; }

    /// <summary>Who owns the agent.</summary>
    public AgentClaim Claim { get; init; } = new();

    /// <summary>What is new in the session since the change before; null where nothing is.</summary>
    public AgentProgress? Progress { get; init; }

    /// <summary>The sender knew of a claim that lost against <see cref="Claim"/>, its own or another's, and tells how far that got: its epoch;
    /// null otherwise.</summary>
    public long? YieldedEpoch { get; init; }

    /// <summary>The sender takes the agent over from this run of another connector, whose changes it knows up to this one: what that run told of the agent until
    /// then is what the sender goes on from. Null: not said.</summary>
    public PeerHeard? Follows { get; init; }

    /// <summary>The sender waits for a heartbeat that confirms this change.</summary>
    public bool ConfirmAtOnce { get; init; }
}

/// <summary>Who owns an agent. A higher <see cref="Epoch"/> wins everywhere.</summary>
public sealed record AgentClaim
{
    /// <summary>Finesse's login id of the agent.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>The connector that owns the agent; null: nobody, the session ended.</summary>
    public string? Owner { get; init; }

    /// <summary>Number of the ownership; grows with every new owner.</summary>
    public long Epoch { get; init; }

    /// <summary>Number of the agent's last event.</summary>
    public long Sequence { get; init; }

    /// <summary>Up to which number somebody else published who lost the agent, and whom the owner may not know of; 0: nobody.</summary>
    public long Reached { get; init; }

    /// <summary>Whether the memory of begun requests is known to miss none.</summary>
    public bool MemoryComplete { get; init; }
}

/// <summary>How far an agent's session got: enough for another connector to go on exactly there.</summary>
public sealed record AgentProgress
{
    /// <summary>Number of the last event.</summary>
    public long Sequence { get; init; }

    /// <summary>What clients were told last, as the session writes it; null: unchanged.</summary>
    public string? Published { get; init; }

    /// <summary>What is needed to hold the subscription (extension, encrypted credentials, event address), as the session writes it; null: unchanged.</summary>
    public string? Subscription { get; init; }

    /// <summary>The last events, in order.</summary>
    public IReadOnlyList<RecordedEvent> Events { get; init; } = [];

    /// <summary>The last requests that were begun or answered.</summary>
    public IReadOnlyList<RecordedRequest> Requests { get; init; } = [];
}

/// <summary>An event that was given its number.</summary>
public sealed record RecordedEvent
{
    /// <summary>Epoch it was published in.</summary>
    public long Epoch { get; init; }

    /// <summary>Its number.</summary>
    public long Sequence { get; init; }

    /// <summary>The event, as the session writes it.</summary>
    public string Body { get; init; } = "";

    /// <summary>True: it says nothing new to whoever has the events before it, and is said for those whom another owner told. Null, which is not written: it is news.</summary>
    public bool? IsKnown { get; init; }
}

/// <summary>A request that must not be carried out again.</summary>
public sealed record RecordedRequest
{
    /// <summary>Id derived from the message id.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>The answer, as the session writes it; null: it was begun and its outcome is not known yet.</summary>
    public string? Answer { get; init; }
}
