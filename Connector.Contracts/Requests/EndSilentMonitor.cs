namespace Connector.Contracts;

/// <summary>Stops listening (supervisors). Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record EndSilentMonitor : AgentRequest
{
    /// <summary>The monitor call.</summary>
    public string DialogId { get; init; } = "";
}
