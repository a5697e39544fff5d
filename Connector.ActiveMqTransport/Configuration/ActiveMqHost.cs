using Connector.ActiveMqTransport.Connections;
using MassTransit;
using MassTransit.Transports;

namespace Connector.ActiveMqTransport.Configuration;

/// <summary>A running bus: its endpoints and its connection.</summary>
internal sealed class ActiveMqHost(ActiveMqHostConfiguration configuration, IBusTopology topology) :
    BaseHost(configuration, topology), IHost<IActiveMqReceiveEndpointConfigurator>
{
    /// <inheritdoc/>
    public override HostReceiveEndpointHandle ConnectReceiveEndpoint(
        IEndpointDefinition definition,
        IEndpointNameFormatter? endpointNameFormatter,
        Action<IReceiveEndpointConfigurator>? configureEndpoint = null) =>
        ConnectReceiveEndpoint(definition, endpointNameFormatter, (Action<IActiveMqReceiveEndpointConfigurator>?)configureEndpoint);

    /// <inheritdoc/>
    public override HostReceiveEndpointHandle ConnectReceiveEndpoint(
        string queueName, Action<IReceiveEndpointConfigurator>? configureEndpoint = null) =>
        ConnectReceiveEndpoint(queueName, (Action<IActiveMqReceiveEndpointConfigurator>?)configureEndpoint);

    /// <inheritdoc/>
    public HostReceiveEndpointHandle ConnectReceiveEndpoint(
        IEndpointDefinition definition,
        IEndpointNameFormatter? endpointNameFormatter = null,
        Action<IActiveMqReceiveEndpointConfigurator>? configureEndpoint = null)
    {
        LogContext.SetCurrentIfNull(configuration.LogContext);
        return Start(configuration.CreateReceiveEndpointConfiguration(definition, endpointNameFormatter, configureEndpoint));
    }

    /// <inheritdoc/>
    public HostReceiveEndpointHandle ConnectReceiveEndpoint(
        string queueName, Action<IActiveMqReceiveEndpointConfigurator>? configureEndpoint = null)
    {
        LogContext.SetCurrentIfNull(configuration.LogContext);
        ArgumentException.ThrowIfNullOrEmpty(queueName);
        var endpoint = configuration.CreateReceiveEndpointConfiguration(queueName, x =>
            configureEndpoint?.Invoke((IActiveMqReceiveEndpointConfigurator)x));
        return Start((ActiveMqReceiveEndpointConfiguration)endpoint);
    }

    /// <inheritdoc/>
    protected override void Probe(ProbeContext context)
    {
        context.Set(new
        {
            Type = "ActiveMQ",
            Brokers = configuration.Settings.Brokers.Select(broker => broker.ToString()).ToArray(),
            configuration.Settings.Username,
        });
        configuration.Link.Probe(context);
    }

    /// <inheritdoc/>
    protected override IAgent[] GetAgentHandles() => [new BrokerLinkAgent(configuration.Link)];

    private HostReceiveEndpointHandle Start(ActiveMqReceiveEndpointConfiguration endpoint)
    {
        endpoint.Validate().ThrowIfContainsFailure("The receive endpoint configuration is invalid:");
        endpoint.Build(this);
        return ReceiveEndpoints.Start(endpoint.Settings.Name, CancellationToken.None);
    }
}
