namespace Connector.Contracts;

/// <summary>A connector's own state changed.</summary>
public sealed record ConnectorStatusChanged
{
    /// <summary>The connector that answered.</summary>
    public string ConnectorId { get; init; } = "";

    /// <summary>What the connector is in its deployment.</summary>
    public ConnectorRole Role { get; init; }

    /// <summary>What it knows of the other connector.</summary>
    public PeerState PeerState { get; init; }

    /// <summary>The broker it is connected to, <c>host:port</c>; empty where none.</summary>
    public string Broker { get; init; } = "";

    /// <summary>The Finesse server it uses, host name; empty where none.</summary>
    public string Finesse { get; init; } = "";

    /// <summary>How many agents it serves.</summary>
    public int Agents { get; init; }

    /// <summary>Whether it serves.</summary>
    public ServiceStatus Status { get; init; }

    /// <summary>When, by the connector's clock.</summary>
    public DateTimeOffset Timestamp { get; init; }
}
