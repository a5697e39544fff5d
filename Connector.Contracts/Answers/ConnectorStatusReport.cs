namespace Connector.Contracts;

/// <summary>How a connector is.</summary>
public sealed record ConnectorStatusReport
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

    /// <summary>Both Finesse servers, one by one; one row where only one is configured.</summary>
    public IReadOnlyList<FinesseSideStatus> FinesseSides { get; init; } = [];

    /// <summary>How many agents it serves.</summary>
    public int Agents { get; init; }

    /// <summary>Whether it serves.</summary>
    public ServiceStatus Status { get; init; }

    /// <summary>Version of the connector.</summary>
    public string Version { get; init; } = "";

    /// <summary><c>simplex</c>, <c>active-passive</c> or <c>active-active</c>.</summary>
    public string DeploymentMode { get; init; } = "";
}
