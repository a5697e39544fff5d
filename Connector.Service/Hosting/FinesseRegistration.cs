using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
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
        var authorities = LoadAuthorities(finesse.AuthoritiesFile);
        services.AddSingleton<IXmppConnector>(provider =>
            new XmppConnector(provider.GetRequiredService<ILogger<XmppConnector>>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new FinesseRest(
            finesse.Sides[0],
            new FinesseRestOptions { TrustedAuthorities = authorities },
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<FinesseRest>>()));
        services.AddSingleton(provider => new AgentSubscriptions(
            provider.GetRequiredService<FinesseRest>(),
            provider.GetRequiredService<IXmppConnector>(),
            new AgentSubscriptionsOptions
            {
                ConnectorId = connectorId,
                XmppPort = finesse.XmppPort,
                XmppSecurity = finesse.XmppSecurity,
                TrustedAuthorities = authorities,
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

    private static X509Certificate2Collection LoadAuthorities(string? file)
    {
        var authorities = new X509Certificate2Collection();
        if (file is null)
            return authorities;
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new StartException($"{ConfigurationKeys.FinesseAuthorities.Name} '{ValueReader.Shown(file)}' cannot be read: {exception.Message}");
        }
        return authorities.Count > 0
            ? authorities
            : throw new StartException($"{ConfigurationKeys.FinesseAuthorities.Name} '{ValueReader.Shown(file)}' holds no certificate in PEM.");
    }
}
