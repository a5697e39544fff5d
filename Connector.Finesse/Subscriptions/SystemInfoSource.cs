using Connector.Finesse.Model;
using Connector.Finesse.Rest;

namespace Connector.Finesse.Subscriptions;

/// <summary>
/// A side's facts for everybody who signs in: asked once for all who ask in the same moment, so that two thousand sign-ins are
/// not two thousand GETs. What the server said last is good enough while it does not answer: its XMPP half may be up.
/// </summary>
internal sealed class SystemInfoSource(IFinesseRest rest, TimeProvider time, CancellationToken lifetime)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);

    /// <summary>Short, so that a side is found soon after it comes back; not none, for everybody knocks then.</summary>
    private static readonly TimeSpan FreshnessOfFailure = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private Task<FinesseReply<SystemInfo>>? _asked;
    private long _askedAt;
    private SystemInfo? _lastKnown;
    private TimeSpan _freshness;

    /// <summary>The facts, or why there are none.</summary>
    internal async Task<FinesseReply<SystemInfo>> GetAsync(CancellationToken cancellationToken)
    {
        var reply = await Ask().WaitAsync(cancellationToken);
        lock (_lock)
        {
            _freshness = reply.IsOk ? Freshness : FreshnessOfFailure;
            _lastKnown = reply.Value ?? _lastKnown;
            return _lastKnown is null ? reply : FinesseReplies.Ok(_lastKnown);
        }
    }

    private Task<FinesseReply<SystemInfo>> Ask()
    {
        lock (_lock)
        {
            if (_asked is null || (_asked.IsCompleted && time.GetElapsedTime(_askedAt) > _freshness))
            {
                _askedAt = time.GetTimestamp();
                _asked = rest.GetSystemInfoAsync(lifetime);
            }
            return _asked;
        }
    }
}
