namespace Connector.Contracts;

/// <summary>The connector's hold on the agent changed.</summary>
public sealed record AgentSessionChanged : AgentEvent
{
    /// <summary>What it is now.</summary>
    public SessionState SessionState { get; init; }

    /// <summary>The connector that holds the agent's subscription.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Why, as a sentence.</summary>
    public string? Reason { get; init; }
}
