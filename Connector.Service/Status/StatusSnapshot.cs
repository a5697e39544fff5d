using Connector.Contracts;
using Connector.Finesse.Notifications;
using Connector.Sagas.Ports;
using Connector.Service.Cluster;

namespace Connector.Service.Status;

/// <summary>How the connector is at one moment; what <c>/api/status</c> shows. Holds no secret.</summary>
internal sealed record StatusSnapshot
{
    /// <summary>This connector.</summary>
    public required string ConnectorId { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary><c>simplex</c>, <c>active-passive</c> or <c>active-active</c>.</summary>
    public required string DeploymentMode { get; init; }

    /// <summary>What it is in its deployment.</summary>
    public ConnectorRole Role { get; init; } = ConnectorRole.Standalone;

    /// <summary>What it knows of the other.</summary>
    public PeerState PeerState { get; init; } = PeerState.None;

    /// <summary>Who serves which agents, as this connector knows it.</summary>
    public required OwnershipReport Ownership { get; init; }

    /// <summary>Whether it serves.</summary>
    public required ServiceStatus Status { get; init; }

    /// <summary>Whether it takes requests: the bus is connected wholly, and a side of Finesse serves.</summary>
    public required bool IsReady { get; init; }

    /// <summary>Why it does not, or not wholly; a sentence each.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>The broker; empty while there is none.</summary>
    public required string Broker { get; init; }

    /// <summary>The Finesse server; empty while it does not serve.</summary>
    public required string Finesse { get; init; }

    /// <summary>Finesse's servers, one by one.</summary>
    public required IReadOnlyList<FinesseSideStatus> FinesseSides { get; init; }

    /// <summary>How many events wait for the broker.</summary>
    public required int EventsWaiting { get; init; }

    /// <summary>How many events were dropped since the start.</summary>
    public required long EventsDropped { get; init; }

    /// <summary>Finesse's notifications since the start, by kind and by what became of them.</summary>
    public required IReadOnlyList<NotificationCount> Notifications { get; init; }

    /// <summary>The agents' sessions.</summary>
    public required IReadOnlyList<SessionSummary> Agents { get; init; }
}
