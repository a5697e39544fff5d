namespace Connector.Contracts;

/// <summary>The state of a watched team's agent changed, or the agent joined or left the team.</summary>
public sealed record TeamMemberStateChanged : AgentEvent
{
    /// <summary>Finesse's id of the team.</summary>
    public string TeamId { get; init; } = "";

    /// <summary>The agent as the team sees the agent.</summary>
    public TeamMember Member { get; init; } = new();

    /// <summary>Whether the agent is no longer in the team; <see cref="Member"/> is then as last seen.</summary>
    public bool Removed { get; init; }
}
