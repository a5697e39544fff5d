using Connector.OpenWire.Wire;

namespace Connector.OpenWire;

/// <summary>
/// Which of a consumer's deliveries are still unacknowledged. A range acknowledgement must carry the exact count of them, or the broker refuses it
/// (PrefetchSubscription.assertAckMatchesDispatched). Not safe for use by several threads.
/// </summary>
internal sealed class AckWindow
{
    private const int LeastForgotten = 64;

    // All up to here are settled; of those behind, the ones in the set.
    private readonly HashSet<long> _settledBehind = [];
    private readonly List<(long Sequence, long BrokerSequenceId)> _delivered = [];
    private long _settledUpTo;

    /// <summary>
    /// The number in the broker's store of the last delivery that is unsettled; <see cref="RemoveInfo.NothingDelivered"/> where none is. It is what a removed
    /// consumer reports: the broker counts as delivered what it has out up to there, and none at all where it does not find the one named (Queue.removeSubscription).
    /// </summary>
    internal long LastUnsettled
    {
        get
        {
            var index = _delivered.FindLastIndex(delivered => !IsSettled(delivered.Sequence));
            return index < 0 ? RemoveInfo.NothingDelivered : _delivered[index].BrokerSequenceId;
        }
    }

    /// <summary>Notes a delivery.</summary>
    /// <param name="sequence">One more than the one before.</param>
    /// <param name="brokerSequenceId">Its number in the broker's store.</param>
    internal void Deliver(long sequence, long brokerSequenceId)
    {
        // Forgets the settled ones whenever they are the most, so that the list stays within twice what is unsettled.
        if (_delivered.Count >= LeastForgotten && _delivered.Count >= 2 * (sequence - _settledUpTo - _settledBehind.Count))
            _delivered.RemoveAll(delivered => IsSettled(delivered.Sequence));
        _delivered.Add((sequence, brokerSequenceId));
    }

    /// <summary>Settles one delivery.</summary>
    internal void Settle(long sequence)
    {
        if (sequence <= _settledUpTo)
            return;
        _settledBehind.Add(sequence);
        while (_settledBehind.Count > 0 && _settledBehind.Remove(_settledUpTo + 1))
            _settledUpTo++;
    }

    /// <summary>Whether every delivery between two is settled; they themselves do not matter.</summary>
    internal bool AllSettledBetween(long sequence, long laterSequence)
    {
        for (var between = sequence + 1; between < laterSequence; between++)
        {
            if (!IsSettled(between))
                return false;
        }

        return true;
    }

    /// <summary>How many unsettled deliveries there are up to and including this one.</summary>
    internal int CountUpTo(long sequence)
    {
        if (sequence <= _settledUpTo)
            return 0;
        return (int)(sequence - _settledUpTo - _settledBehind.Count(settled => settled <= sequence));
    }

    /// <summary>Settles every delivery up to and including this one.</summary>
    /// <returns>How many were unsettled.</returns>
    internal int SettleUpTo(long sequence)
    {
        var count = CountUpTo(sequence);
        if (sequence <= _settledUpTo)
            return count;
        _settledUpTo = sequence;
        _settledBehind.RemoveWhere(settled => settled <= sequence);
        while (_settledBehind.Count > 0 && _settledBehind.Remove(_settledUpTo + 1))
            _settledUpTo++;
        return count;
    }

    private bool IsSettled(long sequence) => sequence <= _settledUpTo || _settledBehind.Contains(sequence);
}
