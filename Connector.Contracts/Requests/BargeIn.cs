namespace Connector.Contracts;

/// <summary>Joins a monitored call (supervisors). Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record BargeIn : AgentRequest
{
    /// <summary>The monitor call.</summary>
    public string DialogId { get; init; } = "";

    /// <summary>Extension of the agent whose call to join.</summary>
    public string TargetExtension { get; init; } = "";
}
