using System.Collections.Concurrent;
using Connector.Contracts.Sync;
using Connector.Sagas.Ports;

namespace Connector.Service.Rehearsals;

/// <summary>The ownership of a rehearsal: keeps what sessions tell, so that they can be taken over with it, and counts those that live.</summary>
internal sealed class RehearsalOwner(Func<IOwnedSessions> sessions) : IOwnershipReports
{
    private readonly ConcurrentDictionary<string, AgentProgress> _known = new(StringComparer.Ordinal);
    private volatile Roll? _live;
    private volatile Roll? _told;

    /// <inheritdoc/>
    public bool MayAct => true;

    /// <summary>Everything that an agent's session has told.</summary>
    public AgentProgress Known(string agentId) => _known.GetValueOrDefault(agentId) ?? new AgentProgress();

    /// <summary>Done when so many agents have told of something in an epoch.</summary>
    public Task ExpectAsync(long epoch, int agents)
    {
        var roll = new Roll(agents, epoch);
        _live = roll;
        return roll.Full;
    }

    /// <summary>Done when so many agents have told that they are prepared, or that they have come to rest.</summary>
    public Task ExpectTellAsync(int agents)
    {
        var roll = new Roll(agents);
        _told = roll;
        return roll.Full;
    }

    /// <inheritdoc/>
    public void Progressed(string agentId, long epoch, AgentProgress progress, long receipt)
    {
        _known.AddOrUpdate(agentId, progress, (_, known) => new AgentProgress
        {
            Sequence = progress.Sequence,
            Published = progress.Published ?? known.Published,
            Subscription = progress.Subscription ?? known.Subscription,
            Events = [.. known.Events, .. progress.Events],
            Requests = [.. known.Requests, .. progress.Requests],
        });
        if (receipt != 0)
            sessions().Known(agentId, receipt);
        if (progress.Events.Count > 0 && _live is { } live && live.Epoch == epoch)
            live.Note(agentId);
    }

    /// <inheritdoc/>
    public void Prepared(string agentId) => _told?.Note(agentId);

    /// <inheritdoc/>
    public void Quiesced(string agentId, long epoch) => _told?.Note(agentId);

    /// <inheritdoc/>
    public void Ended(string agentId, long epoch)
    {
    }

    /// <inheritdoc/>
    public void Returned(string agentId, string requestId)
    {
    }

    /// <summary>Counts the agents of whom something is waited for; they tell side by side.</summary>
    private sealed class Roll(int agents, long epoch = 0)
    {
        private readonly ConcurrentDictionary<string, byte> _noted = new(StringComparer.Ordinal);
        private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal long Epoch { get; } = epoch;

        internal Task Full => _full.Task;

        internal void Note(string agentId)
        {
            if (_noted.TryAdd(agentId, 0) && _noted.Count == agents)
                _full.TrySetResult();
        }
    }
}
