namespace Connector.Contracts;

/// <summary>A wrap-up reason.</summary>
public sealed record WrapUpReason
{
    /// <summary>Finesse's id.</summary>
    public string Id { get; init; } = "";

    /// <summary>The label.</summary>
    public string Label { get; init; } = "";

    /// <summary>Whether all teams have it.</summary>
    public bool ForAll { get; init; }
}
