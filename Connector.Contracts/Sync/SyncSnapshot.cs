namespace Connector.Contracts.Sync;

/// <summary>One part of the answer to <see cref="SyncRequest"/>: either the changes that were missed, or all agents.</summary>
public sealed record SyncSnapshot : SyncMessage
{
    /// <summary><see cref="SyncRequest.Number"/> of the request.</summary>
    public long Number { get; init; }

    /// <summary>Which part this is, from 1.</summary>
    public int Part { get; init; }

    /// <summary>How many parts there are.</summary>
    public int Parts { get; init; }

    /// <summary>The sender's change number that the receiver has reached with all parts.</summary>
    public long ChangeNumber { get; init; }

    /// <summary>The changes asked for; empty where <see cref="Agents"/> are given.</summary>
    public IReadOnlyList<AgentOwnershipChanged> Changes { get; init; } = [];

    /// <summary>All agents that the sender knows of, whoever owns them; empty where <see cref="Changes"/> are given.</summary>
    public IReadOnlyList<AgentRecord> Agents { get; init; } = [];
}

/// <summary>Everything a connector knows of an agent.</summary>
public sealed record AgentRecord
{
    /// <summary>Who owns the agent.</summary>
    public AgentClaim Claim { get; init; } = new();

    /// <summary>How far the session got.</summary>
    public AgentProgress Progress { get; init; } = new();
}
