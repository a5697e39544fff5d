namespace Connector.Contracts;

/// <summary>How one of the two Finesse servers is, as the connector sees it.</summary>
public sealed record FinesseSideStatus
{
    /// <summary><c>A</c> for the first configured, <c>B</c> for the second.</summary>
    public string Side { get; init; } = "";

    /// <summary>Its host name.</summary>
    public string Host { get; init; } = "";

    /// <summary><c>InService</c>, <c>Suspect</c> (something speaks against it; its agents stay), <c>OutOfService</c>, or
    /// <c>Unknown</c> before the first answer.</summary>
    public string Judgement { get; init; } = "";

    /// <summary>Since when, by the connector's clock.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Why, in words; empty where it is in service.</summary>
    public string Reason { get; init; } = "";

    /// <summary><c>Ucce</c>, <c>Uccx</c>, or <c>Unknown</c> before the first answer.</summary>
    public string Flavour { get; init; } = "";

    /// <summary>How many of the connector's agents are on it.</summary>
    public int Agents { get; init; }

    /// <summary>Whether agents who sign in now go to it.</summary>
    public bool IsServing { get; init; }
}
