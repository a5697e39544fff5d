namespace Connector.ActiveMqTransport.Connections;

/// <summary>Counts and times the failures since the last good connection, and tells which of them are news.</summary>
internal sealed class Outage(TimeProvider timeProvider)
{
    private long? _since;
    private string? _lastReason;

    /// <summary>Failures in a row, for the back-off.</summary>
    public int Failures { get; private set; }

    /// <summary>How long it has lasted; null if there is none.</summary>
    public TimeSpan? Elapsed => _since is { } since ? timeProvider.GetElapsedTime(since) : null;

    /// <summary>A connection ended. One that never settled counts as one more failure.</summary>
    public void Begin(bool settled)
    {
        Failures = settled ? 0 : Failures + 1;
        _since ??= timeProvider.GetTimestamp();
        _lastReason = null;
    }

    /// <summary>An attempt failed.</summary>
    /// <returns>True if the reason is another than the last one's.</returns>
    public bool Failed(string reason)
    {
        Failures++;
        _since ??= timeProvider.GetTimestamp();
        var isNews = reason != _lastReason;
        _lastReason = reason;
        return isNews;
    }

    /// <summary>A connection was made. The count of failures stays until it has settled.</summary>
    public void Over() => _since = null;
}
