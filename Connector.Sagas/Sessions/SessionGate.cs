using System.Collections.Concurrent;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>Says at once, from anywhere, whether a session may still act and publish: what ownership has ended must not go on because the
/// session's mailbox has something else to do first.</summary>
internal sealed class SessionGate(Lazy<IOwnershipReports> reports)
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
        _serving && reports.Value.MayAct && _agents.TryGetValue(agentId, out var leave) && leave.Epoch == epoch;

    /// <summary>How often the agent was released.</summary>
    internal int ReleasesOf(string agentId) => _agents.TryGetValue(agentId, out var leave) ? leave.Releases : 0;

    internal void EnterService() => _serving = true;

    internal void Fence()
    {
        _serving = false;
        Interlocked.Increment(ref _stops);
    }

    internal void Acquire(string agentId, long epoch) => _agents.AddOrUpdate(
        agentId,
        static (_, epoch) => new Leave(epoch, 0, false),
        static (_, known, epoch) => new Leave(epoch, known.Releases, false),
        epoch);

    /// <summary>The agent is of interest, and not owned.</summary>
    internal void Prepare(string agentId) => _agents.TryAdd(agentId, new Leave(null, 0, false));

    /// <summary>The agent is being handed over.</summary>
    internal void Quiesce(string agentId)
    {
        if (_agents.TryGetValue(agentId, out var leave))
            _agents[agentId] = leave with { IsHandedOver = true };
    }

    /// <summary>The agent is owned no longer.</summary>
    /// <returns>Whether the session was asked before to say its last word.</returns>
    internal bool Release(string agentId)
    {
        var wasHandedOver = _agents.TryGetValue(agentId, out var before) && before.IsHandedOver;
        _agents[agentId] = new Leave(null, (before?.Releases ?? 0) + 1, false);
        return wasHandedOver;
    }

    /// <summary>What an agent's session may do.</summary>
    /// <param name="Epoch">The epoch in which it may act and publish; null: it may not.</param>
    /// <param name="Releases">How often it was released.</param>
    /// <param name="IsHandedOver">Whether it was asked to say its last word.</param>
    private sealed record Leave(long? Epoch, int Releases, bool IsHandedOver);
}
