using Connector.Client.Events;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Connector.Client;

/// <summary>Registers the client beside the app's bus.</summary>
public static class ConnectorClientRegistration
{
    /// <summary>Adds <see cref="IConnectorClient"/> on the app's <see cref="IBus"/>.</summary>
    /// <param name="services">The app's services.</param>
    /// <param name="configure">Changes the defaults.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddConnectorClient(
        this IServiceCollection services, Action<ConnectorClientOptions>? configure = null)
    {
        services.TryAddSingleton(_ =>
        {
            var options = new ConnectorClientOptions();
            configure?.Invoke(options);
            return options;
        });
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IConnectorClient>(provider => new ConnectorClient(
            provider.GetRequiredService<IBus>(),
            provider.GetRequiredService<ConnectorClientOptions>(),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <summary>Adds the app's handler of events and the consumer that feeds it; <see cref="ConfigureConnectorEvents"/> puts the
    /// consumer on an endpoint.</summary>
    /// <typeparam name="THandler">The app's handler; made once.</typeparam>
    /// <param name="bus">The bus's registration.</param>
    /// <returns><paramref name="bus"/>.</returns>
    public static IBusRegistrationConfigurator AddConnectorEvents<THandler>(this IBusRegistrationConfigurator bus)
        where THandler : class, IAgentEventHandler
    {
        _ = bus ?? throw new ArgumentNullException(nameof(bus));
        bus.AddConnectorClient();
        bus.TryAddSingleton<IAgentEventHandler, THandler>();
        bus.TryAddSingleton(provider => new AgentEventFeed(
            provider.GetRequiredService<IConnectorClient>(),
            provider.GetRequiredService<IAgentEventHandler>(),
            provider.GetRequiredService<ConnectorClientOptions>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<AgentEventFeed>>()));
        bus.AddConsumer<AgentEventConsumer>();
        return bus;
    }

    /// <summary>Has an endpoint receive the agents' events. Give it a fixed name: the queue keeps events while the app is
    /// away.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="context">The registration's context.</param>
    public static void ConfigureConnectorEvents(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context) =>
        endpoint.ConfigureConsumer<AgentEventConsumer>(context);
}
