using Connector.ActiveMqTransport.Configuration;
using Connector.ActiveMqTransport.Sending;
using MassTransit;
using MassTransit.Middleware;
using MassTransit.Transports;

namespace Connector.ActiveMqTransport.Receiving;

/// <summary>What belongs to one receive endpoint for as long as the bus exists.</summary>
internal sealed class ActiveMqReceiveEndpointContext : BaseReceiveEndpointContext
{
    private readonly ActiveMqHostConfiguration _host;
    private readonly Supervisor _agents = new();

    /// <summary>For a configured endpoint.</summary>
    public ActiveMqReceiveEndpointContext(ActiveMqHostConfiguration host, ActiveMqReceiveEndpointConfiguration configuration)
        : base(host, configuration)
    {
        _host = host;
        Settings = configuration.Settings;
        Queues = new EndpointQueues(
            Settings, configuration.Bindings, PrefetchCount, host.Settings.TemporaryQueuePrefetch, host.Names.Publish.VirtualTopicPrefix);
        var send = host.Names.Send;
        IErrorTransport error = new ErrorTransport(
            new MessageMover(host.Sender, send.ErrorQueueNameFormatter.FormatErrorQueueName(Settings.Name)));
        IDeadLetterTransport skipped = new SkippedTransport(
            new MessageMover(host.Sender, send.DeadLetterQueueNameFormatter.FormatDeadLetterQueueName(Settings.Name)));
        // MassTransit's own middleware asks the context for it: scheduling from a consumer, for one.
        GetOrAddPayload(() => host.Topology);
        GetOrAddPayload(() => error);
        GetOrAddPayload(() => skipped);
    }

    /// <summary>What the broker has to know.</summary>
    public ReceiveSettings Settings { get; }

    /// <summary>What is consumed.</summary>
    public EndpointQueues Queues { get; }

    /// <summary>How many messages may be handled at once.</summary>
    public int ConcurrencyLimit => ConcurrentMessageLimit ?? PrefetchCount;

    /// <inheritdoc/>
    public override void AddSendAgent(IAgent agent) => _agents.Add(agent);

    /// <inheritdoc/>
    public override void AddConsumeAgent(IAgent agent) => _agents.Add(agent);

    /// <inheritdoc/>
    public override Exception ConvertException(Exception exception, string message) =>
        new ActiveMqConnectionException($"{message}{_host.Settings}: {exception?.Message}", exception);

    /// <inheritdoc/>
    public override void Probe(ProbeContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Set(new
        {
            Type = "ActiveMQ",
            Settings.Name,
            Settings.Durable,
            Settings.AutoDelete,
            Settings.ConsumerPriority,
            Settings.Exclusive,
            PrefetchCount,
            ConcurrentMessageLimit,
        });
    }

    /// <summary>Stops what was attached to the endpoint.</summary>
    public Task StopAgentsAsync(CancellationToken cancellationToken) => _agents.Stop("Endpoint stopped", cancellationToken);

    /// <inheritdoc/>
    protected override ISendTransportProvider CreateSendTransportProvider() => new ActiveMqSendTransportProvider(_host, this);

    /// <inheritdoc/>
    protected override IPublishTransportProvider CreatePublishTransportProvider() => new ActiveMqPublishTransportProvider(_host, this);
}
