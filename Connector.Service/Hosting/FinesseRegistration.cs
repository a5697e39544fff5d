using System.Security.Cryptography.X509Certificates;
using Connector.Finesse.Notifications;
using Connector.Finesse.Rest;
using Connector.Finesse.Subscriptions;
using Connector.Sagas.Ports;
using Connector.Service.Adapters;
using Connector.Service.Configuration;
using Connector.Xmpp;

namespace Connector.Service.Hosting;

/// <summary>Registers Finesse's clients and what the sessions see of them.</summary>
internal static class FinesseRegistration
{
    /// <summary>Adds the first side. The second is known to the configuration and served with the failover of Finesse.</summary>
    public static IServiceCollection AddFinesse(this IServiceCollection services, FinesseSettings finesse, string connectorId)
    {
        X509Certificate2Collection authorities =
            finesse.AuthoritiesFile is { } file ? PemFiles.Authorities(ConfigurationKeys.FinesseAuthorities, file) : [];
        services.AddSingleton<IXmppConnector>(provider =>
            new XmppConnector(provider.GetRequiredService<ILogger<XmppConnector>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new FinesseRest(
            finesse.Sides[0],
            new FinesseRestOptions { TrustedAuthorities = authorities },
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FinesseRest>>()));
        services.AddSingleton<NotificationCounts>();
        services.AddSingleton(provider => new AgentSubscriptions(
            provider.GetRequiredService<FinesseRest>(),
            provider.GetRequiredService<IXmppConnector>(),
            new AgentSubscriptionsOptions
            {
                ConnectorId = connectorId,
                XmppPort = finesse.XmppPort,
                XmppSecurity = finesse.XmppSecurity,
                TrustedAuthorities = authorities,
                Counts = provider.GetRequiredService<NotificationCounts>(),
            },
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AgentSubscriptions>>()));
        services.AddSingleton(provider =>
            new FinesseSide(provider.GetRequiredService<FinesseRest>(), provider.GetRequiredService<AgentSubscriptions>()));
        services.AddSingleton<IFinesse, FinesseAdapter>();
        services.AddSingleton<Func<ISessionInbox>>(provider => provider.GetRequiredService<ISessionInbox>);
        services.AddSingleton<ISubscriptions, SubscriptionsAdapter>();
        return services;
    }
}
