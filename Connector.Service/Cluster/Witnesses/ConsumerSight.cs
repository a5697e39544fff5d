using Connector.OpenWire;
using Connector.Sagas.Ownership;

namespace Connector.Service.Cluster.Witnesses;

/// <summary>
/// What a broker's word of the consumers of a connector's own queue tells of that connector. Pure. The rules:
/// <list type="number">
/// <item>There: somebody consumes here, or behind a bridge that stands.</item>
/// <item>Gone: there was somebody, and there is nobody, and nobody was hidden by a bridge that ended.</item>
/// <item>Unknown: everything else. Another broker begins anew.</item>
/// </list>
/// </summary>
internal sealed class ConsumerSight
{
    private QueueConsumers _before = QueueConsumers.Unknown;
    private Witness _said;

    /// <summary>Takes the broker's next word.</summary>
    /// <param name="now">What it tells.</param>
    /// <returns>What is known of the connector.</returns>
    public Witness Take(QueueConsumers now)
    {
        var before = _before;
        _before = now;
        return _said = Judge(before, now);
    }

    private Witness Judge(QueueConsumers before, QueueConsumers now)
    {
        if (!now.IsKnown)
            return Witness.Unknown;
        if (now.Here > 0)
            return Witness.There;
        var isSame = before.Broker == now.Broker;
        // It may have been there, or may be there again, where this broker sees no longer.
        if (isSame && now.Bridges < before.Bridges)
            return before.Here > 0 && before.BehindBridges == 0 ? Witness.Gone : Witness.Unknown;
        if (now.BehindBridges > 0)
            return now.Bridges > 0 ? Witness.There : Witness.Unknown;
        return isSame && _said is Witness.There or Witness.Gone ? Witness.Gone : Witness.Unknown;
    }
}
