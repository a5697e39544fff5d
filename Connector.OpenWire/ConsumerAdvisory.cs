using Connector.OpenWire.Wire;

namespace Connector.OpenWire;

/// <summary>What one advisory of the consumers of a destination tells (<c>ActiveMQ.Advisory.Consumer.&lt;kind&gt;.&lt;name&gt;</c>). A broker tells a new subscription
/// of all consumers that there are, then of each that comes or goes.</summary>
/// <param name="Consumer">Whose coming or going it is.</param>
/// <param name="Came">Whether it is there; else it has gone.</param>
/// <param name="IsBridge">Whether it came as a bridge, on behalf of consumers at another broker. Not told of one that goes: false.</param>
public sealed record ConsumerAdvisory(ConsumerId Consumer, bool Came, bool IsBridge)
{
    /// <summary>The subscription that brings these advisories of a topic. Its deliveries are to be acknowledged.</summary>
    /// <param name="topic">The topic's name.</param>
    /// <returns>What to subscribe to.</returns>
    public static ConsumerOptions Of(string topic) =>
        new() { Destination = Destination.Topic($"ActiveMQ.Advisory.Consumer.Topic.{topic}"), PrefetchSize = 1000, DispatchAsync = false };

    /// <summary>Reads an advisory.</summary>
    /// <param name="delivery">What the subscription brought.</param>
    /// <returns>What it tells; null: it is no advisory of a consumer.</returns>
    public static ConsumerAdvisory? Read(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return delivery.DataStructure switch
        {
            ConsumerInfo came => new(came.Id, Came: true, came.NetworkSubscription),
            RemoveInfo { ObjectId: ConsumerId gone } => new(gone, Came: false, IsBridge: false),
            _ => null,
        };
    }
}
