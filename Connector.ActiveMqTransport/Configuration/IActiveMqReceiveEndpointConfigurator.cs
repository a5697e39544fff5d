namespace MassTransit;

/// <summary>Configures one receive endpoint: its queue, the topics it consumes, and its consumers.</summary>
public interface IActiveMqReceiveEndpointConfigurator : IReceiveEndpointConfigurator, IActiveMqQueueConfigurator
{
    /// <summary>
    /// The JMS consumer priority of all this endpoint's consumers, -128 to 127, 0 by default. The broker gives a message to a
    /// consumer of lower priority only while every consumer of higher priority has its prefetch full.
    /// </summary>
    int ConsumerPriority { set; }

    /// <summary>
    /// False by default. True: the broker gives each of this endpoint's queues to one consumer alone, and to another one only when
    /// that is gone. The other instances stand by, whatever their prefetch; among them the highest
    /// <see cref="ConsumerPriority"/> comes first.
    /// </summary>
    bool Exclusive { set; }

    /// <summary>Consumes the topic of a message type, which a registered consumer of that type does by itself.</summary>
    /// <typeparam name="T">The message type.</typeparam>
    /// <param name="configure">Further settings of this binding.</param>
    void Bind<T>(Action<IActiveMqTopicBindingConfigurator>? configure = null)
        where T : class;

    /// <summary>Consumes a topic by its name at the broker, for example <c>VirtualTopic.Orders</c>.</summary>
    /// <param name="topicName">The name, with the virtual topic prefix; without it the topic is subscribed to directly.</param>
    /// <param name="configure">Further settings of this binding.</param>
    void Bind(string topicName, Action<IActiveMqTopicBindingConfigurator>? configure = null);
}
