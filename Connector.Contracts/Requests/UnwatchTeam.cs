namespace Connector.Contracts;

/// <summary>Ends <see cref="WatchTeam"/>. Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record UnwatchTeam : AgentRequest
{
    /// <summary>Finesse's id of the team.</summary>
    public string TeamId { get; init; } = "";
}
