namespace Connector.OpenWire.Failover;

/// <summary>Takes a broker's advisories, which a subscription of the connection's own brings. Called on the connection's reader, or by its supervisor; must not wait.</summary>
internal interface IAdvisoryWatch
{
    /// <summary>The subscription to make on each connection.</summary>
    ConsumerOptions Options { get; }

    /// <summary>An advisory came.</summary>
    void Take(Delivery advisory);

    /// <summary>The broker has confirmed a subscription.</summary>
    void Confirmed(MessageConsumer by, BrokerAddress broker);

    /// <summary>A subscription ended with its connection.</summary>
    void Lost(MessageConsumer by);
}
