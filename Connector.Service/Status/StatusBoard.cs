using System.Reflection;
using Connector.Contracts;
using Connector.Finesse.Notifications;
using Connector.Sagas.Ports;
using Connector.Service.Adapters;
using Connector.Service.Configuration;
using MassTransit;

namespace Connector.Service.Status;

/// <summary>Puts together how the connector is.</summary>
internal sealed class StatusBoard(
    ConnectorSettings settings, IBusControl bus, FinesseProbe finesse, FinesseSide side, ISessionInbox sessions, AgentEvents events,
    BrokerWatch watch, NotificationCounts notifications)
{
    private static readonly string Version = typeof(StatusBoard).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>Whether Finesse was asked yet, before which the status says nothing.</summary>
    public bool IsKnown => finesse.Health != FinesseHealth.NotAskedYet;

    /// <summary>How it is now.</summary>
    public StatusSnapshot Now()
    {
        var broker = bus.CheckHealth();
        var health = finesse.Health;
        var reasons = new List<string>();
        if (broker.Status != BusHealthStatus.Healthy)
            reasons.Add($"The bus at {BrokerName} is not connected wholly: {broker.Description}. Check ActiveMq_URL_1, user and password, and that the broker runs.");
        if (!health.IsInService)
            reasons.Add(health.Reason);
        return new()
        {
            ConnectorId = settings.ConnectorId,
            Version = Version,
            DeploymentMode = "simplex",
            Status = StatusOf(broker.Status, health),
            Reasons = reasons,
            Broker = broker.Status == BusHealthStatus.Unhealthy ? "" : settings.Broker is null ? BrokerName : watch.Broker,
            Finesse = health.IsInService ? side.Address.Host : "",
            EventsWaiting = events.Waiting,
            EventsDropped = events.Dropped,
            Notifications = notifications.Snapshot(),
            Agents = sessions.Summaries(),
        };
    }

    private string BrokerName => settings.Broker is { } broker ? string.Join(" or ", broker.Addresses) : "in-memory";

    private static ServiceStatus StatusOf(BusHealthStatus broker, FinesseHealth finesse) => (broker, finesse.IsInService) switch
    {
        (BusHealthStatus.Healthy, true) => ServiceStatus.InService,
        (BusHealthStatus.Degraded, true) => ServiceStatus.Degraded,
        _ => ServiceStatus.OutOfService,
    };
}
