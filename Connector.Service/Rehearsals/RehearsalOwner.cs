using System.Collections.Concurrent;
using Connector.Contracts.Sync;
using Connector.Sagas.Ports;

namespace Connector.Service.Rehearsals;

/// <summary>The ownership of a rehearsal: keeps what sessions tell, so that they can be taken over with it, and counts those that live.</summary>
internal sealed class RehearsalOwner(Func<IOwnedSessions> sessions) : IOwnershipReports
{
    private readonly ConcurrentDictionary<string, AgentProgress> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _liveIn = new(StringComparer.Ordinal);
    private (long Epoch, int Agents, TaskCompletionSource Done) _expected = (0, 0, new TaskCompletionSource());

    /// <inheritdoc/>
    public bool MayAct => true;

    /// <summary>Everything that an agent's session has told.</summary>
    public AgentProgress Known(string agentId) => _known.GetValueOrDefault(agentId) ?? new AgentProgress();

    /// <summary>Done when so many agents have told of something in an epoch.</summary>
    public Task ExpectAsync(long epoch, int agents)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _expected = (epoch, agents, done);
        return done.Task;
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
        var (expected, agents, done) = _expected;
        if (epoch == expected && _liveIn.Values.Count(live => live == expected) == agents)
            done.TrySetResult();
    }

    /// <inheritdoc/>
    public void Prepared(string agentId)
    {
    }

    /// <inheritdoc/>
    public void Quiesced(string agentId, long epoch)
    {
    }

    /// <inheritdoc/>
    public void Ended(string agentId, long epoch)
    {
    }

    /// <inheritdoc/>
    public void Returned(string agentId, string requestId)
    {
    }
}
