using Connector.Sagas.Ownership;

namespace Connector.Service.Cluster;

/// <summary>Counts agents that came from elsewhere and are not served yet. An agent is live with the first word of its session in its new epoch: that comes when
/// the subscription is held, the agent is read, and what differs is published.</summary>
internal sealed partial class TakeoverWatch(ILogger logger)
{
    private readonly Dictionary<string, long> _awaited = new(StringComparer.Ordinal);
    private int _agents;
    private TimeSpan _begunAt;
    private TimeSpan? _endedAt;

    /// <summary>The one under way, or the last; null: none yet.</summary>
    public TakeoverNote? Note => _agents == 0 ? null : new TakeoverNote(_agents, _agents - _awaited.Count, _begunAt, _endedAt);

    /// <summary>An agent was acquired.</summary>
    public void Acquired(Decision.Acquire acquire, TimeSpan now)
    {
        if (acquire.Why == AcquireReason.Asked)
            return;
        if (_awaited.Count == 0)
        {
            (_agents, _begunAt, _endedAt) = (0, now, null);
            Begun(acquire.From ?? "nobody", acquire.Why);
        }

        if (_awaited.TryAdd(acquire.AgentId, acquire.Epoch))
            _agents++;
        else
            _awaited[acquire.AgentId] = acquire.Epoch;
    }

    /// <summary>An agent's session said something.</summary>
    public void Live(string agentId, long epoch, TimeSpan now)
    {
        if (_awaited.TryGetValue(agentId, out var awaited) && awaited == epoch)
            Leave(agentId, now);
    }

    /// <summary>An agent is another's now, or nobody's.</summary>
    public void Gone(string agentId, TimeSpan now)
    {
        if (_awaited.ContainsKey(agentId))
            Leave(agentId, now);
    }

    private void Leave(string agentId, TimeSpan now)
    {
        _awaited.Remove(agentId);
        if (_awaited.Count > 0)
            return;
        _endedAt = now;
        Ended(_agents, (now - _begunAt).TotalSeconds);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Takes agents of {From} over ({Why}).")]
    private partial void Begun(string from, AcquireReason why);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Agents} agents taken over are served, {Seconds:0.0} s after the first of them was this connector's.")]
    private partial void Ended(int agents, double seconds);
}
