namespace Connector.Contracts;

/// <summary>Reclassifies an outbound campaign call. Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record ReclassifyCall : AgentRequest
{
    /// <summary>Finesse's id of the call, as in <see cref="Dialog.DialogId"/>.</summary>
    public string DialogId { get; init; } = "";

    /// <summary>Finesse's classification code.</summary>
    public string Classification { get; init; } = "";
}
