using Connector.ActiveMqTransport.Addressing;

namespace Connector.ActiveMqTransport.Configuration;

/// <summary>What the broker has to know about a receive endpoint.</summary>
/// <param name="Name">Name of the endpoint and of its queue.</param>
/// <param name="Durable">See <see cref="MassTransit.IActiveMqQueueConfigurator.Durable"/>.</param>
/// <param name="AutoDelete">See <see cref="MassTransit.IActiveMqQueueConfigurator.AutoDelete"/>.</param>
internal sealed record ReceiveSettings(string Name, bool Durable = true, bool AutoDelete = false)
{
    /// <summary>JMS consumer priority, -128 to 127.</summary>
    public int ConsumerPriority { get; init; }

    /// <summary>Whether the broker gives each queue to one consumer alone.</summary>
    public bool Exclusive { get; init; }

    /// <summary>The endpoint's own address.</summary>
    public EndpointAddress Address => new(Name, EntityKind.Queue, Durable, AutoDelete);

    /// <summary>True where the queue is a temporary queue of one connection.</summary>
    public bool IsTemporary => Address.IsTemporary;
}
