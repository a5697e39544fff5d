namespace Connector.Contracts;

/// <summary>A reason for NOT_READY or LOGOUT.</summary>
public sealed record ReasonCode
{
    /// <summary>Finesse's database id: what a request carries.</summary>
    public int Id { get; init; }

    /// <summary>The code value shown in reports.</summary>
    public string Code { get; init; } = "";

    /// <summary>The label.</summary>
    public string Label { get; init; } = "";

    /// <summary>Whether all teams have it.</summary>
    public bool ForAll { get; init; }

    /// <summary>Whether it is Finesse's own.</summary>
    public bool SystemCode { get; init; }
}
