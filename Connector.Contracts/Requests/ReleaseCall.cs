namespace Connector.Contracts;

/// <summary>Hangs up the agent's leg of a call. Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record ReleaseCall : AgentRequest
{
    /// <summary>Finesse's id of the call, as in <see cref="Dialog.DialogId"/>.</summary>
    public string DialogId { get; init; } = "";
}
