namespace Connector.ActiveMqTransport.Connections;

/// <summary>Counts and times the failures since the last good connection, and tells which of them are news.</summary>
internal sealed class Outage(TimeProvider timeProvider)
{
    private long? _since;
    private string? _lastReason;

    /// <summary>Failures in a row, for the back-off.</summary>
    public int Failures { get; private set; }

    /// <summary>Whether nothing has worked yet.</summary>
    public bool IsFirst { get; private set; } = true;

    /// <summary>How long it has lasted; null if there is none.</summary>
    public TimeSpan? Elapsed => _since is { } since ? timeProvider.GetElapsedTime(since) : null;

    /// <summary>What worked has ended.</summary>
    public void Begin()
    {
        Failures = 0;
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

    /// <summary>It works again.</summary>
    public void Over()
    {
        _since = null;
        _lastReason = null;
        IsFirst = false;
    }
}
