namespace Connector.Contracts;

/// <summary>Sets call variables and wrap-up of a call. Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record UpdateCallData : AgentRequest
{
    /// <summary>Finesse's id of the call, as in <see cref="Dialog.DialogId"/>.</summary>
    public string DialogId { get; init; } = "";

    /// <summary>Call variables to set, name to value: <c>callVariable1</c> to <c>callVariable10</c> (40 bytes each) and
    /// <c>user.*</c> ECC variables (2,000 bytes together).</summary>
    public IReadOnlyDictionary<string, string>? CallVariables { get; init; }

    /// <summary>The wrap-up reason's label (UCCE).</summary>
    public string? WrapUpReason { get; init; }

    /// <summary>Wrap-up labels (UCCX).</summary>
    public IReadOnlyList<string>? WrapUpItems { get; init; }
}
