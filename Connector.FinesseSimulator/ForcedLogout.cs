using Connector.FinesseSimulator.Core;

namespace Connector.FinesseSimulator;

/// <summary>Signs out agents whose last XMPP session has gone and not come back in time (facts 5.5).</summary>
internal sealed class ForcedLogout(ContactCentre centre, TimeSpan grace) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ITimer> _missing = new(StringComparer.Ordinal);
    private bool _disposed;

    /// <summary>An agent has become available at his first resource, or unavailable at his last.</summary>
    public void PresenceChanged(string agentId, bool available)
    {
        lock (_gate)
        {
            if (_missing.Remove(agentId, out var waiting)) waiting.Dispose();
            if (available || _disposed) return;
            ITimer? timer = null;
            timer = centre.Time.CreateTimer(
                _ => Expire(agentId, timer!), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _missing[agentId] = timer;
            timer.Change(grace, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Forces nobody out any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var timer in _missing.Values) timer.Dispose();
            _missing.Clear();
        }
    }

    private void Expire(string agentId, ITimer timer)
    {
        lock (_gate)
        {
            // The agent may have come back, or gone once more, while this was on its way.
            if (_missing.GetValueOrDefault(agentId) != timer) return;
            _missing.Remove(agentId);
            timer.Dispose();
            if (!_disposed) centre.Apply(new ClientLost(agentId));
        }
    }
}
