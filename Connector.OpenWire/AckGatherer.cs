namespace Connector.OpenWire;

/// <summary>Deliveries that one command acknowledges: neighbours in the order in which the broker dispatched them.</summary>
internal readonly record struct AckRun(Delivery First, Delivery Last, int Count);

/// <summary>
/// Settled deliveries of one consumer whose acknowledgement has not been written yet. They wait a moment so that neighbours leave in one command: the broker wakes
/// its queue for each command, which costs it more than the acknowledgement itself (PrefetchSubscription.acknowledge). Not safe for use by several threads.
/// </summary>
/// <param name="window">What of the consumer's deliveries is acknowledged already.</param>
/// <param name="most">How many may wait.</param>
internal sealed class AckGatherer(AckWindow window, int most)
{
    private static readonly Comparison<Delivery> ByOrder = static (one, other) => one.Sequence.CompareTo(other.Sequence);

    private readonly List<Delivery> _waiting = new(most);
    private bool _isOutOfOrder;

    /// <summary>Whether nothing waits.</summary>
    internal bool IsEmpty => _waiting.Count == 0;

    /// <summary>Whether as many wait as may.</summary>
    internal bool IsFull => _waiting.Count >= most;

    /// <summary>Adds one that is settled for its consumer, and not yet for the broker.</summary>
    internal void Add(Delivery delivery)
    {
        _isOutOfOrder |= _waiting.Count > 0 && delivery.Sequence < _waiting[^1].Sequence;
        _waiting.Add(delivery);
    }

    /// <summary>The oldest of those that wait, and all that follow it without an unacknowledged one between them; not to be called when nothing waits.</summary>
    internal AckRun Next()
    {
        if (_isOutOfOrder)
            _waiting.Sort(ByOrder);
        _isOutOfOrder = false;
        var count = 1;
        while (count < _waiting.Count && AreNeighbours(_waiting[count - 1], _waiting[count]))
            count++;
        return new AckRun(_waiting[0], _waiting[count - 1], count);
    }

    /// <summary>The run has been written.</summary>
    internal void Take(in AckRun run)
    {
        for (var index = 0; index < run.Count; index++)
            window.Settle(_waiting[index].Sequence);
        _waiting.RemoveRange(0, run.Count);
    }

    /// <summary>Forgets what waits: the connection is gone, and the broker delivers it again.</summary>
    internal void Clear() => _waiting.Clear();

    private bool AreNeighbours(Delivery one, Delivery next) =>
        window.AllSettledBetween(one.Sequence, next.Sequence) && one.DispatchDestination == next.DispatchDestination;
}
