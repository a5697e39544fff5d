namespace Connector.Contracts;

/// <summary>Answers a ringing call. Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record AnswerCall : AgentRequest
{
    /// <summary>Finesse's id of the call, as in <see cref="Dialog.DialogId"/>.</summary>
    public string DialogId { get; init; } = "";
}
