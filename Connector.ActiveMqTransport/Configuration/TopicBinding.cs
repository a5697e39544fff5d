using MassTransit;

namespace Connector.ActiveMqTransport.Configuration;

/// <summary>One topic that an endpoint consumes.</summary>
internal sealed class TopicBinding(string topicName) : IActiveMqTopicBindingConfigurator
{
    /// <summary>The topic's name at the broker.</summary>
    public string TopicName { get; } = topicName;

    /// <inheritdoc/>
    public string? Selector { get; set; }
}
