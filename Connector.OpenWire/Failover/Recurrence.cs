namespace Connector.OpenWire.Failover;

/// <summary>When something that is done again and again beside a connection is due: at the pace of a back-off. For one loop, not for several threads.</summary>
internal sealed class Recurrence(BackOff pace, TimeProvider time)
{
    private long _last = time.GetTimestamp();

    /// <summary>How often it was done.</summary>
    internal int Count { get; private set; }

    /// <summary>How long until it is due; zero or less where it is.</summary>
    internal TimeSpan Left => pace.After(Count) - time.GetElapsedTime(_last);

    internal bool IsDue => Left <= TimeSpan.Zero;

    /// <summary>It was done.</summary>
    internal void Done()
    {
        Count++;
        _last = time.GetTimestamp();
    }

    /// <summary>It begins anew.</summary>
    internal void Restart()
    {
        Count = 0;
        _last = time.GetTimestamp();
    }
}
