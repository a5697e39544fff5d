namespace Connector.Contracts;

/// <summary>Completes a transfer after a consult call. Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record TransferCall : AgentRequest
{
    /// <summary>The <b>held</b> call, whose participant offers TRANSFER.</summary>
    public string DialogId { get; init; } = "";
}
