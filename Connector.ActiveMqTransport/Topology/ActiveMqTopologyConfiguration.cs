using MassTransit;
using MassTransit.Configuration;
using MassTransit.Topology;

namespace Connector.ActiveMqTransport.Topology;

/// <summary>All naming of one bus (or, with its own consume part, of one endpoint).</summary>
internal sealed class ActiveMqTopologyConfiguration : ITopologyConfiguration
{
    private readonly ConsumeTopology _consume;

    /// <summary>Of a bus.</summary>
    public ActiveMqTopologyConfiguration()
    {
        Message = MessageNames.CreateTopology();
        Send = new SendTopology();
        Send.ConnectSendTopologyConfigurationObserver(new DelegateSendTopologyConfigurationObserver(GlobalTopology.Send));
        Publish = new ActiveMqPublishTopology(Message);
        Publish.ConnectPublishTopologyConfigurationObserver(new DelegatePublishTopologyConfigurationObserver(GlobalTopology.Publish));
        // What is configured for sending a type (correlation, for one) holds for publishing it as well.
        Publish.ConnectPublishTopologyConfigurationObserver(new PublishToSendTopologyConfigurationObserver(Send));
        TemporaryQueueNames = new TemporaryQueueNames();
        _consume = new ActiveMqConsumeTopology(TemporaryQueueNames);
    }

    /// <summary>Of an endpoint: shares all but the consume part with its bus.</summary>
    public ActiveMqTopologyConfiguration(ActiveMqTopologyConfiguration bus)
    {
        Message = bus.Message;
        Send = bus.Send;
        Publish = bus.Publish;
        TemporaryQueueNames = bus.TemporaryQueueNames;
        _consume = new ActiveMqConsumeTopology(TemporaryQueueNames);
    }

    /// <inheritdoc/>
    public IMessageTopologyConfigurator Message { get; }

    /// <inheritdoc cref="ITopologyConfiguration.Send"/>
    public SendTopology Send { get; }

    /// <inheritdoc cref="ITopologyConfiguration.Publish"/>
    public ActiveMqPublishTopology Publish { get; }

    /// <summary>How temporary endpoints are called.</summary>
    public TemporaryQueueNames TemporaryQueueNames { get; }

    /// <inheritdoc/>
    public IConsumeTopologyConfigurator Consume => _consume;

    ISendTopologyConfigurator ITopologyConfiguration.Send => Send;

    IPublishTopologyConfigurator ITopologyConfiguration.Publish => Publish;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate() => [.. Send.Validate(), .. Publish.Validate(), .. _consume.Validate()];
}
