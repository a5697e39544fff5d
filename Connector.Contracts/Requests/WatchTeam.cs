namespace Connector.Contracts;

/// <summary>Subscribes to the states of a team's agents (supervisors). Answer: <see cref="TeamReport"/>, then
/// <see cref="TeamMemberStateChanged"/>.</summary>
public sealed record WatchTeam : AgentRequest
{
    /// <summary>Finesse's id of the team.</summary>
    public string TeamId { get; init; } = "";
}
