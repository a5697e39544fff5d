namespace Connector.Contracts;

/// <summary>Sends tones on an active call. Not safe to repeat. Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record SendDtmf : AgentRequest
{
    /// <summary>Finesse's id of the call, as in <see cref="Dialog.DialogId"/>.</summary>
    public string DialogId { get; init; } = "";

    /// <summary>0-9, * and #; A-D on UCCE only.</summary>
    public string Digits { get; init; } = "";
}
