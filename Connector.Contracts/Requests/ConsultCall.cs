namespace Connector.Contracts;

/// <summary>Holds an active call and calls a third party about it. Not safe to repeat. Answer:
/// <see cref="CommandAccepted"/> with the consult call's id where known.</summary>
public sealed record ConsultCall : AgentRequest
{
    /// <summary>Finesse's id of the call, as in <see cref="Dialog.DialogId"/>.</summary>
    public string DialogId { get; init; } = "";

    /// <summary>The number to consult.</summary>
    public string To { get; init; } = "";
}
