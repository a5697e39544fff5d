namespace Connector.Contracts;

/// <summary>Places a call from the agent's extension. Not safe to repeat: carried out at most once. Answer:
/// <see cref="CommandAccepted"/>.</summary>
public sealed record MakeCall : AgentRequest
{
    /// <summary>The number to dial, passed to Finesse as it is.</summary>
    public string To { get; init; } = "";

    /// <summary>Call variables to set, name to value: <c>callVariable1</c> to <c>callVariable10</c> (40 bytes each) and
    /// <c>user.*</c> ECC variables (2,000 bytes together).</summary>
    public IReadOnlyDictionary<string, string>? CallVariables { get; init; }
}
