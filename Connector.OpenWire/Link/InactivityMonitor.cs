using Connector.OpenWire.Wire;

namespace Connector.OpenWire.Link;

/// <summary>
/// Watches both directions of a link (org.apache.activemq.transport.AbstractInactivityMonitor): sends a KeepAliveInfo when nothing was written for a third of the
/// limit, and ends the link when nothing was received for the whole of it. It also fails requests that are overdue.
/// </summary>
internal sealed class InactivityMonitor : IDisposable
{
    // Overdue requests are looked for once a second; finer only where the limits themselves are short, as in tests.
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(20);

    private readonly OpenWireLink _link;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private TimeSpan _limit;
    private long _lastRead;
    private bool _isHandling;
    private long? _suspected;

    internal InactivityMonitor(OpenWireLink link, TimeProvider time)
    {
        _link = link;
        _time = time;
        _lastRead = time.GetTimestamp();
        _timer = time.CreateTimer(static monitor => ((InactivityMonitor)monitor!).Check(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    internal void Start() => _timer.Change(ShortestPeriod, Period(_link.Requests.Limit));

    /// <summary>Begins the watch; zero leaves it off.</summary>
    internal void Watch(TimeSpan limit)
    {
        _limit = limit;
        var shortest = limit > TimeSpan.Zero && limit < _link.Requests.Limit ? limit : _link.Requests.Limit;
        _timer.Change(ShortestPeriod, Period(shortest));
    }

    /// <summary>Bytes have come and are being handled: while that goes on, silence is ours, not the broker's.</summary>
    internal void BeginHandling()
    {
        Volatile.Write(ref _lastRead, _time.GetTimestamp());
        Volatile.Write(ref _isHandling, true);
    }

    internal void EndHandling()
    {
        Volatile.Write(ref _lastRead, _time.GetTimestamp());
        Volatile.Write(ref _isHandling, false);
    }

    private static TimeSpan Period(TimeSpan limit)
    {
        var period = limit / 6;
        return period > LongestPeriod ? LongestPeriod : period < ShortestPeriod ? ShortestPeriod : period;
    }

    private void Check()
    {
        _link.Requests.ExpireOverdue();
        if (_limit <= TimeSpan.Zero)
            return;

        var lastRead = Volatile.Read(ref _lastRead);
        var silence = _time.GetElapsedTime(lastRead);
        var isSilent = silence > _limit && !Volatile.Read(ref _isHandling);
        // After a stall of our own process the bytes may be there, not yet read: only a second look that finds nothing new counts.
        if (isSilent && _suspected == lastRead)
        {
            _link.Break(
                ConnectionEndReason.Inactivity,
                $"Nothing came from the broker for {silence.TotalSeconds:0.#} s, longer than the agreed {_limit.TotalSeconds:0.#} s. It is frozen, overloaded or cut off.");
            return;
        }

        _suspected = isSilent ? lastRead : null;
        if (_time.GetElapsedTime(_link.Writer.LastWrite) >= _limit / 3)
            KeepAlive();
    }

    private void KeepAlive()
    {
        try
        {
            // A full writer is busy enough to be noticed.
            _link.TrySend(new KeepAliveInfo());
        }
        catch (ConnectionEndedException)
        {
            // It ended in between; nothing is left to keep alive.
        }
    }
}
