namespace Connector.Contracts;

/// <summary>Removes a party from a conference (UCCE). Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record DropParticipant : AgentRequest
{
    /// <summary>Finesse's id of the call, as in <see cref="Dialog.DialogId"/>.</summary>
    public string DialogId { get; init; } = "";

    /// <summary>Address of the party to remove.</summary>
    public string Extension { get; init; } = "";
}
