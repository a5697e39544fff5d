using Connector.OpenWire.Wire;

namespace Connector.OpenWire.Failover;

/// <summary>
/// Hears from the broker when a temporary destination of this connection is gone although the connection stands. A bridge can have taken the destination for one of the other
/// broker's, and take it along when that broker is lost (docs/decisions/0156): the consumer stays and hears nothing any more, and every answer is refused.
/// </summary>
/// <param name="isWanted">Whether a destination is one of this connection's, and not removed by it.</param>
/// <param name="gone">Called for each that is gone, on the connection's reader.</param>
internal sealed class TemporaryWatch(Func<Destination, bool> isWanted, Action gone) : IAdvisoryWatch
{
    /// <summary>What the Java client subscribes to as well (AdvisorySupport.TEMP_DESTINATION_COMPOSITE_ADVISORY_TOPIC).</summary>
    private const string Topics = "ActiveMQ.Advisory.TempQueue,ActiveMQ.Advisory.TempTopic";

    // Generous: the broker must never hold advisories back. They are acknowledged as they come.
    private const int Prefetch = 1000;

    /// <summary>The number of the session that a broker opens with each connection (org.apache.activemq.state.ConnectionState), for such as this.</summary>
    internal const long Session = -1;

    /// <inheritdoc/>
    public ConsumerOptions Options { get; } = new() { Destination = Destination.Topic(Topics), PrefetchSize = Prefetch };

    /// <inheritdoc/>
    public void Take(Delivery advisory)
    {
        if (advisory.DataStructure is DestinationInfo { Operation: DestinationOperation.Remove, Destination: { } removed } && isWanted(removed))
            gone();
    }

    /// <inheritdoc/>
    public void Confirmed(MessageConsumer by, BrokerAddress broker)
    {
        // What is gone before is made again by the restoration and its confirmations.
    }

    /// <inheritdoc/>
    public void Lost(MessageConsumer by)
    {
        // As above.
    }
}
