using Connector.ActiveMqTransport.Connections;
using Connector.ActiveMqTransport.Sending;
using Connector.ActiveMqTransport.Topology;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;

namespace Connector.ActiveMqTransport.Configuration;

/// <summary>The broker side of a bus configuration: the brokers, and the receive endpoints.</summary>
internal sealed class ActiveMqHostConfiguration :
    BaseHostConfiguration<ActiveMqReceiveEndpointConfiguration, IActiveMqReceiveEndpointConfigurator>
{
    private readonly ActiveMqBusConfiguration _bus;
    private readonly ActiveMqBusTopology _topology;

    /// <summary>Of a bus under construction: it takes only what the bus configuration already has.</summary>
    public ActiveMqHostConfiguration(ActiveMqBusConfiguration bus)
        : base(bus)
    {
        _bus = bus;
        _topology = new ActiveMqBusTopology(this, bus.Names);
        Link = new BrokerLink(this);
        Sender = new MessageSender(this, Link);
        ConnectConsumeObserver(ReplyDestinations);
    }

    /// <summary>How to reach the brokers.</summary>
    public ActiveMqHostSettings Settings { get; set; } = new();

    /// <summary>The clock of reconnecting and of time-outs.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The connection to the broker, kept up while the bus runs.</summary>
    public BrokerLink Link { get; }

    /// <summary>Sends over that connection.</summary>
    public MessageSender Sender { get; }

    /// <summary>Where the requesters seen until now await their answers.</summary>
    public ReplyDestinations ReplyDestinations { get; } = new(capacity: 4096);

    /// <summary>All names of the bus.</summary>
    public ActiveMqTopologyConfiguration Names => _bus.Names;

    /// <inheritdoc/>
    public override Uri HostAddress => Settings.HostAddress;

    /// <inheritdoc/>
    public override IBusTopology Topology => _topology;

    /// <summary>None: the link reconnects by itself, for receiving and sending alike.</summary>
    public override IRetryPolicy ReceiveTransportRetryPolicy { get; } = Retry.None;

    /// <inheritdoc/>
    public override IEnumerable<ValidationResult> Validate() =>
        [.. Settings.Faults().Select(fault => this.Failure("Host", fault)), .. base.Validate()];

    /// <inheritdoc/>
    public override void ReceiveEndpoint(
        IEndpointDefinition definition,
        IEndpointNameFormatter? endpointNameFormatter,
        Action<IActiveMqReceiveEndpointConfigurator>? configureEndpoint = null) =>
        CreateReceiveEndpointConfiguration(definition, endpointNameFormatter, configureEndpoint);

    /// <inheritdoc/>
    public override void ReceiveEndpoint(string queueName, Action<IActiveMqReceiveEndpointConfigurator> configureEndpoint) =>
        Create(new ReceiveSettings(queueName), _bus.CreateEndpointConfiguration(), configureEndpoint);

    /// <inheritdoc/>
    public override IReceiveEndpointConfiguration CreateReceiveEndpointConfiguration(
        string queueName, Action<IReceiveEndpointConfigurator>? configure) =>
        Create(new ReceiveSettings(queueName), _bus.CreateEndpointConfiguration(), configure);

    /// <summary>Adds an endpoint as a definition describes it.</summary>
    public ActiveMqReceiveEndpointConfiguration CreateReceiveEndpointConfiguration(
        IEndpointDefinition definition,
        IEndpointNameFormatter? formatter,
        Action<IActiveMqReceiveEndpointConfigurator>? configure)
    {
        var name = definition.GetEndpointName(formatter ?? DefaultEndpointNameFormatter.Instance);
        var settings = definition.IsTemporary
            ? new ReceiveSettings(Names.TemporaryQueueNames.Format(name), Durable: false, AutoDelete: true)
            : new ReceiveSettings(name);
        return Create(settings, _bus.CreateEndpointConfiguration(), endpoint =>
        {
            ApplyEndpointDefinition(endpoint, definition);
            configure?.Invoke(endpoint);
        });
    }

    /// <summary>Adds an endpoint with all that the broker has to know of it.</summary>
    public ActiveMqReceiveEndpointConfiguration Create(
        ReceiveSettings settings,
        ActiveMqEndpointConfiguration endpoint,
        Action<IActiveMqReceiveEndpointConfigurator>? configure)
    {
        var configuration = new ActiveMqReceiveEndpointConfiguration(this, endpoint, settings);
        configure?.Invoke(configuration);
        Observers.EndpointConfigured(configuration);
        Add(configuration);
        return configuration;
    }

    /// <inheritdoc/>
    public override IHost Build()
    {
        var host = new ActiveMqHost(this, _topology);
        foreach (var endpoint in GetConfiguredEndpoints())
            endpoint.Build(host);
        return host;
    }
}
