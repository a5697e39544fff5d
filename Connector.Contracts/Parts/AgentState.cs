namespace Connector.Contracts;

/// <summary>An agent's state as Finesse has it.</summary>
public sealed record AgentState
{
    /// <summary>Finesse's word for the state; known ones in <see cref="AgentStates"/>.</summary>
    public string State { get; init; } = "";

    /// <summary>The state that follows when the call ends.</summary>
    public string? PendingState { get; init; }

    /// <summary>Finesse's database id of the reason, where there is one.</summary>
    public int? ReasonCode { get; init; }

    /// <summary>The reason's label, where Finesse gave it.</summary>
    public string? ReasonLabel { get; init; }

    /// <summary>When the state began, by Finesse's clock.</summary>
    public DateTimeOffset? StateChangeTime { get; init; }

    /// <summary>The extension the agent is signed in on.</summary>
    public string? Extension { get; init; }

    /// <summary>First name.</summary>
    public string FirstName { get; init; } = "";

    /// <summary>Last name.</summary>
    public string LastName { get; init; } = "";

    /// <summary>Login name.</summary>
    public string LoginName { get; init; } = "";

    /// <summary>Finesse's id of the agent's team.</summary>
    public string TeamId { get; init; } = "";

    /// <summary>The team's name.</summary>
    public string TeamName { get; init; } = "";

    /// <summary>Finesse's roles: <c>Agent</c>, <c>Supervisor</c>.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];
}
