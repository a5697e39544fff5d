namespace Connector.Contracts;

/// <summary>An agent as the team sees the agent.</summary>
public sealed record TeamMember
{
    /// <summary>Finesse's login id of the agent.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>First name.</summary>
    public string FirstName { get; init; } = "";

    /// <summary>Last name.</summary>
    public string LastName { get; init; } = "";

    /// <summary>Extension, where signed in.</summary>
    public string? Extension { get; init; }

    /// <summary>Finesse's word for the state.</summary>
    public string State { get; init; } = "";

    /// <summary>The state that follows.</summary>
    public string? PendingState { get; init; }

    /// <summary>When the state began.</summary>
    public DateTimeOffset? StateChangeTime { get; init; }

    /// <summary>Finesse's database id of the reason.</summary>
    public int? ReasonCode { get; init; }

    /// <summary>The reason's label.</summary>
    public string? ReasonLabel { get; init; }
}
