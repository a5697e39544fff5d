namespace Connector.Sagas;

/// <summary>How much of each agent's last events a connector remembers. What is beyond either bound is forgotten, the oldest first.
/// The defaults hold the agent's last dozen calls or so where call data is short, and cost 2,000 busy agents 64 MB at the most.</summary>
public sealed record EventMemoryLimits
{
    /// <summary>At most so many events.</summary>
    public int Events { get; init; } = 256;

    /// <summary>At most so many bytes, as the events are kept (JSON).</summary>
    public int Bytes { get; init; } = 32 * 1024;
}
