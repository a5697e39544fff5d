namespace Connector.Contracts;

/// <summary>Rejects an outbound preview call; it may be offered to another agent. Answer:
/// <see cref="CommandAccepted"/>.</summary>
public sealed record RejectPreview : AgentRequest
{
    /// <summary>Finesse's id of the call, as in <see cref="Dialog.DialogId"/>.</summary>
    public string DialogId { get; init; } = "";
}
