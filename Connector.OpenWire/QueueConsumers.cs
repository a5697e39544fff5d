namespace Connector.OpenWire;

/// <summary>
/// Who consumes from a queue, as one broker tells by its advisories (<c>ActiveMQ.Advisory.Consumer.Queue.&lt;name&gt;</c>, <c>ActiveMQ.Advisory.NetworkBridge</c>). What a broker told is worth nothing once
/// it is lost: then nothing is known until the next one has told.
/// </summary>
/// <param name="Broker">The broker that tells; null while nothing is known, which is not the same as nobody.</param>
/// <param name="Here">How many consumers are connected to this broker; 0 while nothing is known.</param>
/// <param name="BehindBridges">
/// How many bridges consume on behalf of consumers at other brokers: one for each bridge, however many there are behind it. 0 while nothing is known.
/// </param>
/// <param name="Bridges">
/// To how many other brokers a bridge stands. A bridge that ends takes its consumers with it, and is told first: when <paramref name="BehindBridges"/> falls while this does
/// not, the consumers have gone; when this fell before, nothing is known of them. 0 while nothing is known.
/// </param>
public sealed record QueueConsumers(BrokerAddress? Broker, int Here, int BehindBridges, int Bridges)
{
    /// <summary>Nothing is known: there is no broker, or it has not told yet.</summary>
    public static QueueConsumers Unknown { get; } = new(null, 0, 0, 0);

    /// <summary>Whether a broker has told.</summary>
    public bool IsKnown => Broker is not null;

    /// <summary>Whether anybody consumes, here or behind a bridge; null while nothing is known.</summary>
    public bool? Any => IsKnown ? Here + BehindBridges > 0 : null;

    /// <summary>The broker and the counts.</summary>
    /// <returns>A text for a log.</returns>
    public override string ToString() => IsKnown ? $"{Here} at {Broker}, {BehindBridges} behind its {Bridges} bridges" : "unknown";
}
