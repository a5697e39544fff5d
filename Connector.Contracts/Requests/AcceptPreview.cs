namespace Connector.Contracts;

/// <summary>Accepts an outbound preview call. Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record AcceptPreview : AgentRequest
{
    /// <summary>Finesse's id of the call, as in <see cref="Dialog.DialogId"/>.</summary>
    public string DialogId { get; init; } = "";
}
