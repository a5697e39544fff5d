using System.Reflection;
using Connector.Contracts;
using Connector.Contracts.Sync;
using Connector.Finesse.Notifications;
using Connector.Sagas.Ports;
using Connector.Service.Adapters;
using Connector.Service.Cluster;
using Connector.Service.Configuration;
using MassTransit;

namespace Connector.Service.Status;

/// <summary>Puts together how the connector is.</summary>
internal sealed class StatusBoard(
    ConnectorSettings settings, IBusControl bus, FinesseSides finesse, ISessionInbox sessions, AgentEvents events,
    BrokerWatch watch, NotificationCounts notifications, ClusterBoard cluster)
{
    private static readonly string Version = typeof(StatusBoard).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>Whether Finesse was asked yet, before which the status says nothing.</summary>
    public bool IsKnown => FinesseHealth.IsKnown(finesse.Watch.State);

    /// <summary>How it is now.</summary>
    public StatusSnapshot Now()
    {
        var broker = bus.CheckHealth();
        var health = FinesseHealth.StatusOf(finesse.Watch.State);
        var ownership = cluster.Now();
        var reasons = new List<string>();
        if (broker.Status != BusHealthStatus.Healthy)
            reasons.Add($"The bus at {BrokerName} is not connected wholly: {broker.Description}. Check ActiveMq_URL_1, user and password, and that the broker runs.");
        reasons.AddRange(FinesseHealth.Reasons(finesse));
        reasons.AddRange(cluster.Reasons());
        return new()
        {
            ConnectorId = settings.ConnectorId,
            Version = Version,
            DeploymentMode = ownership.DeploymentMode,
            Role = ownership.Role,
            PeerState = ownership.PeerState,
            Ownership = ownership,
            Status = ownership.Phase == ConnectorPhases.InService ? StatusOf(broker.Status, health) : ServiceStatus.OutOfService,
            // One side of Finesse is enough; a bus that is connected in part may not consume requests yet.
            IsReady = broker.Status == BusHealthStatus.Healthy && health != ServiceStatus.OutOfService && ownership.IsTakingRequests,
            Reasons = reasons,
            Broker = broker.Status == BusHealthStatus.Unhealthy ? "" : settings.Broker is null ? BrokerName : watch.Broker,
            Finesse = FinesseHealth.Host(finesse),
            FinesseSides = FinesseHealth.Rows(finesse),
            EventsWaiting = events.Waiting,
            EventsDropped = events.Dropped,
            Notifications = notifications.Snapshot(),
            Agents = sessions.Summaries(),
        };
    }

    private string BrokerName => settings.Broker is { } broker ? string.Join(" or ", broker.Addresses) : "in-memory";

    private static ServiceStatus StatusOf(BusHealthStatus broker, ServiceStatus finesse) => (broker, finesse) switch
    {
        (BusHealthStatus.Unhealthy, _) or (_, ServiceStatus.OutOfService) => ServiceStatus.OutOfService,
        (BusHealthStatus.Healthy, _) => finesse,
        _ => ServiceStatus.Degraded,
    };
}
