namespace Connector.Contracts;

/// <summary>Transfers an active call in one step (Finesse: TRANSFER_SST). Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record BlindTransfer : AgentRequest
{
    /// <summary>Finesse's id of the call, as in <see cref="Dialog.DialogId"/>.</summary>
    public string DialogId { get; init; } = "";

    /// <summary>The number to transfer to.</summary>
    public string To { get; init; } = "";
}
