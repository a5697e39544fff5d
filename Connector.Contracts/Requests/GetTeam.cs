namespace Connector.Contracts;

/// <summary>Asks for a team and the states of its agents (supervisors). Answer: <see cref="TeamReport"/>.</summary>
public sealed record GetTeam : AgentRequest
{
    /// <summary>Finesse's id of the team.</summary>
    public string TeamId { get; init; } = "";
}
