namespace Connector.Contracts;

/// <summary>Takes a call back from hold. Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record RetrieveCall : AgentRequest
{
    /// <summary>Finesse's id of the call, as in <see cref="Dialog.DialogId"/>.</summary>
    public string DialogId { get; init; } = "";
}
