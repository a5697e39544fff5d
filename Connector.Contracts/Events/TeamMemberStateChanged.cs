namespace Connector.Contracts;

/// <summary>The state of a watched team's agent changed.</summary>
public sealed record TeamMemberStateChanged : AgentEvent
{
    /// <summary>Finesse's id of the team.</summary>
    public string TeamId { get; init; } = "";

    /// <summary>The agent as the team sees the agent.</summary>
    public TeamMember Member { get; init; } = new();
}
