using Connector.ActiveMqTransport.Configuration;

namespace MassTransit;

/// <summary>Makes a bus on ActiveMQ without a service collection.</summary>
public static class ActiveMqBusFactory
{
    /// <summary>Makes a bus. It connects when it is started.</summary>
    /// <param name="configure">Brokers, endpoints and consumers.</param>
    /// <returns>The bus, not started.</returns>
    /// <exception cref="ConfigurationException">The configuration cannot work; the message says what is wrong.</exception>
    public static IBusControl Create(Action<IActiveMqBusFactoryConfigurator> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var bus = new ActiveMqBusConfiguration();
        var configurator = new ActiveMqBusFactoryConfigurator(bus) { DiscardUnhandledAtBusEndpoint = true };
        configure(configurator);
        return configurator.Build(bus);
    }
}
