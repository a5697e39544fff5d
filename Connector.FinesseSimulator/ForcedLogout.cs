using Connector.FinesseSimulator.Core;

namespace Connector.FinesseSimulator;

/// <summary>
/// Signs out agents whose last XMPP session has gone and not come back in time (facts 5.5). Over both sides: who is at one of them
/// is there. Unless each side counts for itself, as on real systems, where the old side's late logout hits an agent who has
/// long been at the other (facts 8.17).
/// </summary>
internal sealed class ForcedLogout(ContactCentre centre, TimeSpan grace, bool eachSideForItself) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<(string AgentId, int Side)> _present = [];
    private readonly Dictionary<(string AgentId, int Side), ITimer> _missing = [];
    private bool _disposed;

    /// <summary>An agent has become available at his first resource of a side, or unavailable at his last.</summary>
    public void PresenceChanged(int side, string agentId, bool available)
    {
        lock (_gate)
        {
            if (available) _present.Add((agentId, side));
            else _present.Remove((agentId, side));
            var key = KeyOf(agentId, side);
            var isThere = eachSideForItself ? available : _present.Contains((agentId, 0)) || _present.Contains((agentId, 1));
            if (_missing.Remove(key, out var waiting)) waiting.Dispose();
            if (isThere || _disposed) return;
            ITimer? timer = null;
            timer = centre.Time.CreateTimer(
                _ => Expire(key, timer!), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _missing[key] = timer;
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

    private (string AgentId, int Side) KeyOf(string agentId, int side) => (agentId, eachSideForItself ? side : 0);

    private void Expire((string AgentId, int Side) key, ITimer timer)
    {
        lock (_gate)
        {
            // The agent may have come back, or gone once more, while this was on its way.
            if (_missing.GetValueOrDefault(key) != timer) return;
            _missing.Remove(key);
            timer.Dispose();
            if (!_disposed) centre.Apply(new ClientLost(key.AgentId));
        }
    }
}
