using System.Collections.Concurrent;
using Connector.Contracts.Sync;
using Connector.Sagas.Ports;

namespace Connector.Service.Rehearsals;

/// <summary>The ownership of a rehearsal: keeps what sessions tell, so that they can be taken over with it, and counts those that live.</summary>
internal sealed class RehearsalOwner(Func<IOwnedSessions> sessions) : IOwnershipReports
{
    private readonly ConcurrentDictionary<string, AgentProgress> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _liveIn = new(StringComparer.Ordinal);
    private volatile Expected? _expected;
    private volatile Told? _told;

    /// <inheritdoc/>
    public bool MayAct => true;

    /// <summary>Everything that an agent's session has told.</summary>
    public AgentProgress Known(string agentId) => _known.GetValueOrDefault(agentId) ?? new AgentProgress();

    /// <summary>Done when so many agents have told of something in an epoch.</summary>
    public Task ExpectAsync(long epoch, int agents)
    {
        var expected = new Expected(epoch, agents, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _expected = expected;
        return expected.Done.Task;
    }

    /// <summary>Done when so many agents have told that they are prepared, or that they have come to rest.</summary>
    public Task ExpectTellAsync(int agents)
    {
        var told = new Told(agents);
        _told = told;
        return told.Done.Task;
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
        if (progress.Events.Count == 0)
            return;
        _liveIn[agentId] = epoch;
        if (_expected is { } expected && epoch == expected.Epoch && _liveIn.Values.Count(live => live == epoch) == expected.Agents)
            expected.Done.TrySetResult();
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

    /// <summary>Whose word is waited for.</summary>
    private sealed class Told(int agents)
    {
        private readonly ConcurrentDictionary<string, byte> _agents = new(StringComparer.Ordinal);

        internal TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal void Note(string agentId)
        {
            if (_agents.TryAdd(agentId, 0) && _agents.Count == agents)
                Done.TrySetResult();
        }
    }

    /// <summary>What is waited for; whole at any moment, for sessions tell side by side.</summary>
    private sealed record Expected(long Epoch, int Agents, TaskCompletionSource Done);
}
