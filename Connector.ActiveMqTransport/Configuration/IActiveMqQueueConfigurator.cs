namespace MassTransit;

/// <summary>How long the queue of an endpoint lives.</summary>
public interface IActiveMqQueueConfigurator
{
    /// <summary>
    /// True by default. False together with <see cref="AutoDelete"/> makes the endpoint temporary: its queue is a temporary queue
    /// of this connection.
    /// </summary>
    bool Durable { set; }

    /// <summary>False by default. True: the endpoint's queues are deleted when the bus stops.</summary>
    bool AutoDelete { set; }
}
