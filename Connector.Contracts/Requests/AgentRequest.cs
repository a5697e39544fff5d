namespace Connector.Contracts;

/// <summary>What every request that concerns an agent carries.</summary>
public abstract record AgentRequest
{
    /// <summary>Finesse's login id of the agent; for supervisor requests the supervisor's own.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>Who asks, for the log and for session affinity; free text.</summary>
    public string? ClientId { get; init; }
}
