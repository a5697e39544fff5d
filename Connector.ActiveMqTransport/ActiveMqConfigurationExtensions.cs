using Connector.ActiveMqTransport.Addressing;
using Connector.ActiveMqTransport.Configuration;
using Connector.OpenWire.Failover;

namespace MassTransit;

/// <summary>The verbs by which a bus is put on ActiveMQ: those of the official transport, and a few of our own.</summary>
public static class ActiveMqConfigurationExtensions
{
    /// <summary>Puts the bus on ActiveMQ.</summary>
    /// <param name="configurator">The registration, from <c>AddMassTransit</c>.</param>
    /// <param name="configure">
    /// Brokers and endpoints; without it the bus uses <see cref="ActiveMqTransportOptions"/> and has no endpoints.
    /// </param>
    public static void UsingActiveMq(
        this IBusRegistrationConfigurator configurator,
        Action<IBusRegistrationContext, IActiveMqBusFactoryConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        configurator.SetBusFactory(new ActiveMqRegistrationBusFactory(configure));
    }

    /// <summary>Makes a bus on ActiveMQ without a service collection.</summary>
    /// <param name="selector"><c>Bus.Factory</c>.</param>
    /// <param name="configure">Brokers and endpoints.</param>
    /// <returns>The bus, not started.</returns>
    public static IBusControl CreateUsingActiveMq(this IBusFactorySelector selector, Action<IActiveMqBusFactoryConfigurator> configure)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return ActiveMqBusFactory.Create(configure);
    }

    /// <summary>Names the broker by an address.</summary>
    /// <param name="configurator">The bus.</param>
    /// <param name="hostAddress"><c>activemq://host:port</c>, <c>tcp://host:port</c>, or <c>ssl://host:port</c>, which asks for TLS.</param>
    /// <param name="configure">Credentials and further settings.</param>
    /// <exception cref="ActiveMqTransportConfigurationException">The address is not one of a broker.</exception>
    public static void Host(
        this IActiveMqBusFactoryConfigurator configurator, Uri hostAddress, Action<IActiveMqHostConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        var (host, port) = HostAddress.Parse(hostAddress);
        Configure(configurator, host, port, hostAddress.Scheme == "ssl", configure);
    }

    /// <summary>Names the broker by its host, or by an address as text.</summary>
    /// <param name="configurator">The bus.</param>
    /// <param name="hostName">
    /// A host name, with port 61616; an address, see the other overload; or a whole <c>failover:(tcp://a:61616,tcp://b:61616)?randomize=false</c> address with
    /// the options of the Java client.
    /// </param>
    /// <param name="configure">Credentials and further settings.</param>
    public static void Host(
        this IActiveMqBusFactoryConfigurator configurator, string hostName, Action<IActiveMqHostConfigurator>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(hostName);
        if (FailoverUri.IsFailover(hostName))
        {
            ArgumentNullException.ThrowIfNull(configurator);
            var settings = new ActiveMqHostConfigurator("localhost", HostAddress.DefaultPort);
            settings.Apply(hostName);
            configure?.Invoke(settings);
            configurator.Host(settings.Settings);
        }
        else if (hostName.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(hostName, UriKind.Absolute, out var address))
            configurator.Host(address, configure);
        else
            configurator.Host(hostName, HostAddress.DefaultPort, configure);
    }

    /// <summary>Names the broker by host and port.</summary>
    /// <param name="configurator">The bus.</param>
    /// <param name="hostName">Host name or IP address.</param>
    /// <param name="port">TCP port; 61617 does not switch TLS on by itself.</param>
    /// <param name="configure">Credentials and further settings.</param>
    public static void Host(
        this IActiveMqBusFactoryConfigurator configurator, string hostName, int port, Action<IActiveMqHostConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        Configure(configurator, hostName, port, useSsl: false, configure);
    }

    /// <summary>Adds a temporary receive endpoint with a name of its own.</summary>
    /// <param name="configurator">The bus.</param>
    /// <param name="configure">Its consumers.</param>
    public static void ReceiveEndpoint(
        this IActiveMqBusFactoryConfigurator configurator, Action<IActiveMqReceiveEndpointConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        configurator.ReceiveEndpoint(new TemporaryEndpointDefinition(), DefaultEndpointNameFormatter.Instance, configure);
    }

    private static void Configure(
        IActiveMqBusFactoryConfigurator bus, string host, int port, bool useSsl, Action<IActiveMqHostConfigurator>? configure)
    {
        var configurator = new ActiveMqHostConfigurator(host, port);
        configurator.UseSsl(useSsl);
        configure?.Invoke(configurator);
        bus.Host(configurator.Settings);
    }
}
