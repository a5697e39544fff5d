using System.Diagnostics.CodeAnalysis;

namespace Connector.OpenWire.Failover;

/// <summary>What makes a delivery the same as another one. A message fanned out to several queues has the same id in each of them.</summary>
internal readonly record struct DeliveryKey(MessageId Message, string Queue);

/// <summary>What a delivery that has arrived is.</summary>
internal enum Arrival
{
    /// <summary>To be handed out.</summary>
    New,

    /// <summary>Handed out already, and neither settled nor forgotten yet.</summary>
    InHand,

    /// <summary>Settled already.</summary>
    Settled,
}

/// <summary>
/// What one consumer knows of its messages: which are in hand, and which it has settled of late. Bounded: those in hand by the prefetch, the settled
/// ones by the capacity; the one settled first is forgotten first. Not safe for use by several threads.
/// </summary>
/// <param name="capacity">How many settled messages are remembered.</param>
internal sealed class DeliveryMemory<TDelivery>(int capacity)
    where TDelivery : class
{
    private readonly Dictionary<DeliveryKey, Handling> _inHand = [];
    private readonly HashSet<DeliveryKey> _settled = [];
    private readonly Queue<DeliveryKey> _settledInOrder = new();
    private long _handedOut;

    /// <summary>How many messages are in hand.</summary>
    internal int InHand => _inHand.Count;

    /// <summary>How many settled messages are remembered.</summary>
    internal int Remembered => _settled.Count;

    /// <summary>Whether one of those deliveries is in hand; of a message that came again, the last one.</summary>
    internal bool HoldsAny(Func<TDelivery, bool> which) => _inHand.Values.Any(handling => which(handling.Latest));

    /// <summary>Takes note of a delivery. One of a message in hand takes the place of the earlier one: it is the one to be acknowledged.</summary>
    internal Arrival Arrive(DeliveryKey key, TDelivery delivery)
    {
        if (_inHand.TryGetValue(key, out var handling))
        {
            handling.Latest = delivery;
            handling.IsRepeated = true;
            return Arrival.InHand;
        }

        if (_settled.Contains(key))
            return Arrival.Settled;
        _inHand.Add(key, new Handling(++_handedOut, delivery));
        return Arrival.New;
    }

    /// <summary>Settles a message in hand.</summary>
    /// <param name="key">The message.</param>
    /// <param name="remember">Whether it must not be handed out again.</param>
    /// <param name="latest">The delivery to tell the broker of: the last one that came.</param>
    /// <returns>False if it is not in hand: settled before.</returns>
    internal bool TrySettle(DeliveryKey key, bool remember, [NotNullWhen(true)] out TDelivery? latest)
    {
        latest = _inHand.Remove(key, out var handling) ? handling.Latest : null;
        if (latest is not null && remember)
            Remember(key);
        return latest is not null;
    }

    /// <summary>Settles a message in hand and all that were handed out before it, in that order.</summary>
    /// <param name="key">The last one.</param>
    /// <param name="anyRepeated">Whether one of them came again meanwhile, so that they are no range at the broker any more.</param>
    /// <returns>The deliveries to tell the broker of; none if the message is not in hand.</returns>
    internal List<TDelivery> SettleUpTo(DeliveryKey key, out bool anyRepeated)
    {
        anyRepeated = false;
        if (!_inHand.TryGetValue(key, out var last))
            return [];
        var range = _inHand.Where(entry => entry.Value.Order <= last.Order).OrderBy(entry => entry.Value.Order).ToList();
        foreach (var (settled, handling) in range)
        {
            anyRepeated |= handling.IsRepeated;
            _inHand.Remove(settled);
            Remember(settled);
        }

        return range.ConvertAll(entry => entry.Value.Latest);
    }

    /// <summary>A message in hand was given up without being settled: when it comes again, it is handed out again.</summary>
    internal void Forget(DeliveryKey key) => _inHand.Remove(key);

    private void Remember(DeliveryKey key)
    {
        if (capacity == 0 || !_settled.Add(key))
            return;
        _settledInOrder.Enqueue(key);
        if (_settledInOrder.Count > capacity)
            _settled.Remove(_settledInOrder.Dequeue());
    }

    private sealed class Handling(long order, TDelivery delivery)
    {
        internal long Order { get; } = order;

        internal TDelivery Latest { get; set; } = delivery;

        internal bool IsRepeated { get; set; }
    }
}
