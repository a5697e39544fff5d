namespace Connector.OpenWire;

/// <summary>
/// Which of a consumer's deliveries are still unacknowledged. A range acknowledgement must carry the exact count of them, or the broker refuses it
/// (PrefetchSubscription.assertAckMatchesDispatched). Not safe for use by several threads.
/// </summary>
internal sealed class AckWindow
{
    // All up to here are settled; of those behind, the ones in the set.
    private readonly HashSet<long> _settledBehind = [];
    private long _settledUpTo;

    /// <summary>Settles one delivery.</summary>
    internal void Settle(long sequence)
    {
        if (sequence <= _settledUpTo)
            return;
        _settledBehind.Add(sequence);
        while (_settledBehind.Count > 0 && _settledBehind.Remove(_settledUpTo + 1))
            _settledUpTo++;
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
}
