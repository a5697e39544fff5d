namespace Connector.Contracts;

/// <summary>Starts recording a call (UCCX only). Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record StartRecording : AgentRequest
{
    /// <summary>Finesse's id of the call, as in <see cref="Dialog.DialogId"/>.</summary>
    public string DialogId { get; init; } = "";
}
