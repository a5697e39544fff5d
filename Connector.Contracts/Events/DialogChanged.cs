namespace Connector.Contracts;

/// <summary>One of the agent's calls came, changed or went.</summary>
public sealed record DialogChanged : AgentEvent
{
    /// <summary>What happened to it.</summary>
    public DialogChange Change { get; init; }

    /// <summary>The call as it is now; as it was last where it was removed.</summary>
    public Dialog Dialog { get; init; } = new();
}
