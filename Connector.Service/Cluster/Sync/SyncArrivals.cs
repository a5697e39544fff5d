namespace Connector.Service.Cluster.Sync;

/// <summary>
/// Tells what is new of what the connectors' topic brings: each message comes once from every broker, and once more over the bridge. One place at a time.
/// </summary>
/// <param name="connectorId">This connector.</param>
/// <param name="run">This run of its process.</param>
internal sealed class SyncArrivals(string connectorId, string run)
{
    private const int Remembered = 4096;
    private const int MostSenders = 16;

    private readonly Dictionary<(string Connector, string Run), Sender> _senders = [];
    private long _clock;

    /// <summary>Whether a message has to be read.</summary>
    /// <param name="connector">Its sender.</param>
    /// <param name="senderRun">The run of its sender.</param>
    /// <param name="number">Its number; 0: not told.</param>
    /// <param name="to">Whom it is for; empty: all.</param>
    /// <param name="isHeartbeat">Whether it is a heartbeat.</param>
    /// <param name="isDirect">Whether it was sent to the broker that it came from.</param>
    public bool IsNew(string connector, string senderRun, long number, string to, bool isHeartbeat, bool isDirect)
    {
        // Its own heartbeat is the proof of one broker: wanted from each, and of no use over the bridge. Its other messages it knows.
        if (connector == connectorId && senderRun == run)
            return isHeartbeat && isDirect;
        if (to.Length > 0 && to != connectorId)
            return false;
        return number <= 0 || SenderOf(connector, senderRun).Take(number);
    }

    private Sender SenderOf(string connector, string senderRun)
    {
        if (!_senders.TryGetValue((connector, senderRun), out var sender))
        {
            if (_senders.Count >= MostSenders)
                _senders.Remove(_senders.MinBy(known => known.Value.UsedAt).Key);
            _senders[(connector, senderRun)] = sender = new Sender();
        }

        sender.UsedAt = ++_clock;
        return sender;
    }

    private sealed class Sender
    {
        private readonly long[] _taken = new long[Remembered];
        private long _highest;

        internal long UsedAt { get; set; }

        internal bool Take(long number)
        {
            var at = (int)(number % Remembered);
            // What is that old came long ago, or is asked for again by the ownership core.
            if (number <= _highest - Remembered || _taken[at] == number)
                return false;
            _taken[at] = number;
            _highest = Math.Max(_highest, number);
            return true;
        }
    }
}
