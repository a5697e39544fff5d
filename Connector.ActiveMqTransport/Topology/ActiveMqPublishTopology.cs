using System.Diagnostics.CodeAnalysis;
using Connector.ActiveMqTransport.Addressing;
using MassTransit;
using MassTransit.Topology;

namespace Connector.ActiveMqTransport.Topology;

/// <summary>Where each message type is published to.</summary>
internal sealed class ActiveMqPublishTopology(IMessageTopology messageTopology) : PublishTopology, IActiveMqPublishTopologyConfigurator
{
    /// <inheritdoc/>
    public string VirtualTopicPrefix { get; set; } = "VirtualTopic.";

    /// <summary>The topic of a message type.</summary>
    public EndpointAddress TopicOf<T>()
        where T : class => ((ActiveMqMessagePublishTopology<T>)GetMessageTopology<T>()).Topic;

    /// <inheritdoc/>
    protected override IMessagePublishTopologyConfigurator CreateMessageTopology<T>()
    {
        var topology = new ActiveMqMessagePublishTopology<T>(this, messageTopology.GetMessageTopology<T>());
        OnMessageTopologyCreated(topology);
        return topology;
    }
}

/// <summary>Where one message type is published to: the topic of exactly this type, since virtual topics know no inheritance.</summary>
internal sealed class ActiveMqMessagePublishTopology<TMessage>(
    ActiveMqPublishTopology publishTopology, IMessageTopology<TMessage> messageTopology) : MessagePublishTopology<TMessage>(publishTopology)
    where TMessage : class
{
    // Types that no other process can know get an address that says so.
    private readonly bool _temporary = MessageTypeCache<TMessage>.IsTemporaryMessageType;

    /// <summary>The topic; its prefix is read late, since it may be configured after the type was first seen.</summary>
    public EndpointAddress Topic => new(
        publishTopology.VirtualTopicPrefix + messageTopology.EntityName, EntityKind.Topic, Durable: !_temporary, AutoDelete: _temporary);

    /// <inheritdoc/>
    public override bool TryGetPublishAddress(Uri baseAddress, [NotNullWhen(true)] out Uri? publishAddress)
    {
        publishAddress = Topic.ToUri(baseAddress);
        return true;
    }
}
