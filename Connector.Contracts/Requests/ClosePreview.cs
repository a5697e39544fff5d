namespace Connector.Contracts;

/// <summary>Closes an outbound preview call for good. Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record ClosePreview : AgentRequest
{
    /// <summary>Finesse's id of the call, as in <see cref="Dialog.DialogId"/>.</summary>
    public string DialogId { get; init; } = "";
}
