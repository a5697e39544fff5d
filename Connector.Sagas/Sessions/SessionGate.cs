using System.Collections.Concurrent;

namespace Connector.Sagas.Sessions;

/// <summary>Says at once, from anywhere, whether a session may still act and publish: what ownership has ended must not go on because the
/// session's mailbox has something else to do first.</summary>
internal sealed class SessionGate
{
    private readonly ConcurrentDictionary<string, Leave> _agents = new(StringComparer.Ordinal);
    private int _stops;
    private volatile bool _serving;

    /// <summary>The agents that are owned or prepared for.</summary>
    internal ICollection<string> Agents => _agents.Keys;

    /// <summary>Whether this connector is in service.</summary>
    internal bool IsServing => _serving;

    /// <summary>Counts the ends of service, so that what was begun before one is told from what came after.</summary>
    internal int Stops => Volatile.Read(ref _stops);

    /// <summary>Whether a session may act and publish in an epoch.</summary>
    internal bool MayAct(string agentId, long epoch) =>
        _serving && _agents.TryGetValue(agentId, out var leave) && leave.Epoch == epoch;

    /// <summary>How often the agent was released.</summary>
    internal int ReleasesOf(string agentId) => _agents.TryGetValue(agentId, out var leave) ? leave.Releases : 0;

    internal void EnterService() => _serving = true;

    internal void Fence()
    {
        _serving = false;
        Interlocked.Increment(ref _stops);
    }

    internal void Acquire(string agentId, long epoch) => Update(agentId, epoch, released: 0);

    /// <summary>The agent is of interest, and not owned.</summary>
    internal void Prepare(string agentId) => _agents.TryAdd(agentId, new Leave(null, 0));

    internal void Release(string agentId) => Update(agentId, null, released: 1);

    private void Update(string agentId, long? epoch, int released) => _agents.AddOrUpdate(
        agentId,
        static (_, change) => new Leave(change.epoch, change.released),
        static (_, known, change) => new Leave(change.epoch, known.Releases + change.released),
        (epoch, released));

    private sealed record Leave(long? Epoch, int Releases);
}
