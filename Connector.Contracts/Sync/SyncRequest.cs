namespace Connector.Contracts.Sync;

/// <summary>"Tell me what I missed": answered with <see cref="SyncSnapshot"/>.</summary>
public sealed record SyncRequest : SyncMessage
{
    /// <summary>Names the request in its answer.</summary>
    public long Number { get; init; }

    /// <summary>The first <see cref="AgentOwnershipChanged.ChangeNumber"/> that is missing; 0: everything that the receiver knows.</summary>
    public long FromChange { get; init; }
}
