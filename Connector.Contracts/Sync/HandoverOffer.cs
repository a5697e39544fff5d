namespace Connector.Contracts.Sync;

/// <summary>
/// The owner asks another connector to take an agent. That one subscribes, and answers <see cref="HandoverAccepted"/>; then the owner
/// finishes what it has begun, publishes no more, and names the new owner and the last event's number in <see cref="AgentOwnershipChanged"/>.
/// </summary>
public sealed record HandoverOffer : SyncMessage
{
    /// <summary>Finesse's login id of the agent.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>The epoch in which the sender owns the agent.</summary>
    public long Epoch { get; init; }

    /// <summary>Number of the agent's last event so far.</summary>
    public long Sequence { get; init; }
}
