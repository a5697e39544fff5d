using System.Security.Cryptography.X509Certificates;
using Connector.Finesse.Notifications;
using Connector.Finesse.Sides;
using Connector.Finesse.Subscriptions;
using Connector.Sagas.Ports;
using Connector.Service.Adapters;
using Connector.Service.Cluster.Witnesses;
using Connector.Service.Configuration;
using Connector.Xmpp;

namespace Connector.Service.Hosting;

/// <summary>Registers Finesse's clients and what the sessions see of them.</summary>
internal static class FinesseRegistration
{
    /// <summary>Adds the sides, their supervision, and the ports of the sessions on them.</summary>
    /// <param name="services">The services.</param>
    /// <param name="finesse">The servers.</param>
    /// <param name="connectorId">This connector.</param>
    /// <param name="standby">How silent sessions are kept; as they are by default where null.</param>
    public static IServiceCollection AddFinesse(
        this IServiceCollection services, FinesseSettings finesse, string connectorId, StandbyOptions? standby = null)
    {
        X509Certificate2Collection authorities =
            finesse.AuthoritiesFile is { } file ? PemFiles.Authorities(ConfigurationKeys.FinesseAuthorities, file) : [];
        services.AddSingleton<IXmppConnector>(provider =>
            new XmppConnector(provider.GetRequiredService<ILogger<XmppConnector>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<NotificationCounts>();
        services.AddSingleton(provider => new FinesseClients(
            finesse,
            authorities,
            new AgentSubscriptionsOptions
            {
                ConnectorId = connectorId,
                XmppPort = finesse.XmppPort,
                XmppTransport = finesse.XmppTransport,
                XmppSecurity = finesse.XmppSecurity,
                TrustedAuthorities = authorities,
                Counts = provider.GetRequiredService<NotificationCounts>(),
                Standby = standby ?? new(),
            },
            new SupervisionOptions(),
            provider.GetRequiredService<IXmppConnector>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>(),
            provider.GetService<ISightings>()));
        services.AddSingleton(provider => provider.GetRequiredService<FinesseClients>().Watch);
        services.AddSingleton(provider => provider.GetRequiredService<FinesseClients>().Sides);
        services.AddHostedService<SupervisionService>();
        services.AddSingleton<IFinesse>(provider =>
        {
            var sides = provider.GetRequiredService<FinesseSides>();
            return new SidedFinesse(sides, [.. sides.All.Select(side => new FinesseAdapter(side))], provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<Func<ISessionInbox>>(provider => provider.GetRequiredService<ISessionInbox>);
        services.AddSingleton<ISubscriptions, SubscriptionsAdapter>();
        return services;
    }
}
