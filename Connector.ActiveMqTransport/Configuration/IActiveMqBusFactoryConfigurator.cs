namespace MassTransit;

/// <summary>Configures a bus on ActiveMQ.</summary>
public interface IActiveMqBusFactoryConfigurator : IBusFactoryConfigurator<IActiveMqReceiveEndpointConfigurator>, IActiveMqQueueConfigurator
{
    /// <summary>Where published messages go.</summary>
    new IActiveMqPublishTopologyConfigurator PublishTopology { get; }

    /// <summary>How the bus reaches its brokers; the last call counts.</summary>
    /// <param name="settings">Host, credentials, time-outs.</param>
    void Host(ActiveMqHostSettings settings);

    /// <summary>Puts a prefix before the names of temporary endpoints, the bus endpoint's included.</summary>
    /// <param name="prefix">Characters that an endpoint name may have, without dots.</param>
    void SetTemporaryQueueNamePrefix(string prefix);
}
