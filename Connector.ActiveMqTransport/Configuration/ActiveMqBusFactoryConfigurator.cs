using MassTransit;
using MassTransit.Configuration;

namespace Connector.ActiveMqTransport.Configuration;

/// <summary>Takes what a user says about a bus into its configuration.</summary>
internal sealed class ActiveMqBusFactoryConfigurator : BusFactoryConfigurator, IActiveMqBusFactoryConfigurator, IBusFactory
{
    private readonly ActiveMqBusConfiguration _bus;
    private bool _durable;
    private bool _autoDelete = true;

    /// <summary>For the given bus.</summary>
    public ActiveMqBusFactoryConfigurator(ActiveMqBusConfiguration bus)
        : base(bus) => _bus = bus;

    /// <summary>
    /// True: what no consumer of the bus endpoint takes is dropped, instead of filling queues named after a process that will be
    /// gone. The registration with a service collection asks for the same by itself.
    /// </summary>
    public bool DiscardUnhandledAtBusEndpoint { get; init; }

    /// <inheritdoc/>
    public bool Durable
    {
        set => _durable = value;
    }

    /// <inheritdoc/>
    public bool AutoDelete
    {
        set => _autoDelete = value;
    }

    /// <inheritdoc cref="IActiveMqBusFactoryConfigurator.PublishTopology"/>
    public new IActiveMqPublishTopologyConfigurator PublishTopology => _bus.Names.Publish;

    /// <inheritdoc/>
    public void Host(ActiveMqHostSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _bus.HostConfiguration.Settings = settings;
    }

    /// <inheritdoc/>
    public void SetTemporaryQueueNamePrefix(string prefix) => _bus.Names.TemporaryQueueNames.Prefix = prefix?.Trim() ?? "";

    /// <inheritdoc/>
    public void ReceiveEndpoint(
        IEndpointDefinition definition,
        IEndpointNameFormatter? endpointNameFormatter = null,
        Action<IActiveMqReceiveEndpointConfigurator>? configureEndpoint = null) =>
        _bus.HostConfiguration.ReceiveEndpoint(definition, endpointNameFormatter, configureEndpoint);

    /// <inheritdoc/>
    public void ReceiveEndpoint(
        IEndpointDefinition definition,
        IEndpointNameFormatter? endpointNameFormatter = null,
        Action<IReceiveEndpointConfigurator>? configureEndpoint = null) =>
        _bus.HostConfiguration.ReceiveEndpoint(definition, endpointNameFormatter, configureEndpoint);

    /// <inheritdoc/>
    public void ReceiveEndpoint(string queueName, Action<IActiveMqReceiveEndpointConfigurator> configureEndpoint) =>
        _bus.HostConfiguration.ReceiveEndpoint(queueName, configureEndpoint);

    /// <inheritdoc/>
    public void ReceiveEndpoint(string queueName, Action<IReceiveEndpointConfigurator> configureEndpoint) =>
        _bus.HostConfiguration.ReceiveEndpoint(queueName, configureEndpoint);

    /// <inheritdoc/>
    public IReceiveEndpointConfiguration CreateBusEndpointConfiguration(Action<IReceiveEndpointConfigurator> configure)
    {
        var name = _bus.Names.Consume.CreateTemporaryQueueName("bus");
        return _bus.HostConfiguration.Create(
            new ReceiveSettings(name, _durable, _autoDelete),
            _bus.BusEndpointConfiguration,
            endpoint =>
            {
                configure?.Invoke(endpoint);
                if (!DiscardUnhandledAtBusEndpoint)
                    return;
                endpoint.DiscardFaultedMessages();
                endpoint.DiscardSkippedMessages();
            });
    }
}
