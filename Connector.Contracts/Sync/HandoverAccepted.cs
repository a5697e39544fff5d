namespace Connector.Contracts.Sync;

/// <summary>The sender holds a subscription of the agent, keeps what it hears, and publishes nothing until it is named the owner.</summary>
public sealed record HandoverAccepted : SyncMessage
{
    /// <summary>Finesse's login id of the agent.</summary>
    public string AgentId { get; init; } = "";

    /// <summary><see cref="HandoverOffer.Epoch"/> of the offer.</summary>
    public long Epoch { get; init; }
}
