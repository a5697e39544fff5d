using System.Collections.Concurrent;
using System.Globalization;
using Connector.Contracts;
using Connector.Contracts.Sync;
using Connector.Sagas;
using Connector.Sagas.Ownership;
using Connector.Sagas.Ports;
using Connector.Sagas.Sessions;

namespace Connector.Tests.Sagas;

/// <summary>Ownership where there is one connector and no memory of a run before: the ownership core in simplex, asked in the caller's own
/// time.</summary>
internal sealed class LocalOwnership : ISessionInbox, IOwnershipReports
{
    private readonly SessionInbox _inbox;
    private readonly IOwnedSessions _sessions;
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly OwnershipCore _core;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<(string AgentId, string RequestId), ConcurrentQueue<Asked>> _asked = new();

    public LocalOwnership(SessionInbox inbox, IOwnedSessions sessions, AgentSessionsOptions options, TimeProvider time)
    {
        (_inbox, _sessions, _time, _startedAt) = (inbox, sessions, time, time.GetTimestamp());
        _core = new OwnershipCore(
            new OwnershipOptions
            {
                ConnectorId = options.ConnectorId,
                Incarnation = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture),
                Mode = DeploymentMode.Simplex,
            },
            []);
        Take(Fact.Tick.Instance);
    }

    public async Task<object> AskAsync(
        AgentRequest request, string requestId, DateTimeOffset deadline, EarlierDelivery earlier, CancellationToken cancellationToken)
    {
        var asked = new Asked(request, requestId, deadline, earlier);
        _asked.GetOrAdd((request.AgentId, requestId), static _ => new()).Enqueue(asked);
        Route(asked);
        return await asked.Answer.Task.WaitAsync(cancellationToken);
    }

    public void Report(string agentId, int generation, SubscriptionReport report) => _inbox.Report(agentId, generation, report);

    public IReadOnlyList<SessionSummary> Summaries() => _inbox.Summaries();

    public void Progressed(string agentId, long epoch, AgentProgress progress, long receipt) =>
        Take(new Fact.SessionProgressed(agentId, epoch, progress, receipt));

    public void Prepared(string agentId) => Take(new Fact.SessionPrepared(agentId));

    public void Quiesced(string agentId, long epoch) => Take(new Fact.SessionQuiesced(agentId, epoch));

    public void Ended(string agentId, long epoch) => Take(new Fact.SessionEnded(agentId, epoch));

    // At once, so that requests that are given back keep their order.
    public void Returned(string agentId, string requestId)
    {
        foreach (var asked in _asked[(agentId, requestId)])
            Route(asked);
    }

    private void Route(Asked asked)
    {
        var connects = new Command(asked.Request, asked.RequestId, asked.Deadline) is { Connects: true, Credentials: not null };
        Take(new Fact.RequestArrived(asked.Request.AgentId, 0, connects, 0));
        _ = ServeAsync(asked); // Its end is the answer.
    }

    private async Task ServeAsync(Asked asked)
    {
        try
        {
            asked.Answer.TrySetResult(await _inbox.AskAsync(
                asked.Request, asked.RequestId, asked.Deadline, asked.Earlier, CancellationToken.None));
        }
        catch (RequestReturnedException)
        {
            // It is routed anew.
        }
        catch (Exception fault)
        {
            asked.Answer.TrySetException(fault);
        }
    }

    private void Take(Fact fact)
    {
        lock (_gate)
        {
            foreach (var decision in _core.Handle(_time.GetElapsedTime(_startedAt), fact))
                Carry(decision);
        }
    }

    private void Carry(Decision decision)
    {
        switch (decision)
        {
            case Decision.Acquire acquire:
                var known = _core.ReplicaOf(acquire.AgentId)!.Whole();
                _sessions.Acquire(acquire.AgentId, acquire.Epoch, acquire.Why, acquire.From, known, acquire.Rival);
                break;
            case Decision.Release release:
                _sessions.Release(release.AgentId, release.NewOwner);
                break;
            case Decision.Known known1:
                _sessions.Known(known1.AgentId, known1.Receipt);
                break;
            case Decision.EnterService:
                _sessions.EnterService();
                break;
        }
    }

    private sealed record Asked(AgentRequest Request, string RequestId, DateTimeOffset Deadline, EarlierDelivery Earlier)
    {
        internal TaskCompletionSource<object> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
