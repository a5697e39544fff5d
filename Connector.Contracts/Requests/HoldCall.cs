namespace Connector.Contracts;

/// <summary>Puts a call on hold. Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record HoldCall : AgentRequest
{
    /// <summary>Finesse's id of the call, as in <see cref="Dialog.DialogId"/>.</summary>
    public string DialogId { get; init; } = "";
}
