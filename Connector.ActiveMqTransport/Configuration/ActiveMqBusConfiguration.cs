using Connector.ActiveMqTransport.Topology;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Observables;

namespace Connector.ActiveMqTransport.Configuration;

/// <summary>The whole configuration of one bus.</summary>
internal sealed class ActiveMqBusConfiguration : ActiveMqEndpointConfiguration, IBusConfiguration
{
    private readonly BusObservable _observers = new();

    /// <summary>A bus with nothing configured.</summary>
    public ActiveMqBusConfiguration()
        : base(new ActiveMqTopologyConfiguration())
    {
        HostConfiguration = new ActiveMqHostConfiguration(this);
        BusEndpointConfiguration = CreateEndpointConfiguration(isBusEndpoint: true);
    }

    /// <inheritdoc cref="IBusConfiguration.HostConfiguration"/>
    public ActiveMqHostConfiguration HostConfiguration { get; }

    /// <inheritdoc cref="IBusConfiguration.BusEndpointConfiguration"/>
    public ActiveMqEndpointConfiguration BusEndpointConfiguration { get; }

    IHostConfiguration IBusConfiguration.HostConfiguration => HostConfiguration;

    IEndpointConfiguration IBusConfiguration.BusEndpointConfiguration => BusEndpointConfiguration;

    /// <inheritdoc/>
    public IBusObserver BusObservers => _observers;

    /// <inheritdoc/>
    public ConnectHandle ConnectBusObserver(IBusObserver observer) => _observers.Connect(observer);

    /// <inheritdoc/>
    public ConnectHandle ConnectEndpointConfigurationObserver(IEndpointConfigurationObserver observer) =>
        HostConfiguration.ConnectEndpointConfigurationObserver(observer);
}
