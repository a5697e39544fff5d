namespace Connector.Contracts;

/// <summary>Starts to listen silently to an agent's call (supervisors). Answer: <see cref="CommandAccepted"/> with the
/// monitor call's id where known.</summary>
public sealed record SilentMonitor : AgentRequest
{
    /// <summary>Extension of the agent to listen to.</summary>
    public string TargetExtension { get; init; } = "";
}
