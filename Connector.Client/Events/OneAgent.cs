using Connector.Contracts;
using Microsoft.Extensions.Logging;

namespace Connector.Client.Events;

/// <summary>One agent's <see cref="AgentEventOrder"/> with a gate, a clock and the bus: carries its steps out, one after the
/// other. What waits (a gap's moment, an answer) waits beside the gate, at most one of each.</summary>
internal sealed partial class OneAgent(
    string agentId,
    IConnectorClient client,
    IAgentEventHandler handler,
    ConnectorClientOptions options,
    TimeProvider time,
    ILogger logger,
    CancellationToken stopping) : IAsyncDisposable
{
    private readonly AgentEventOrder _order = new(options.HeldEvents);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private Task _waiting = Task.CompletedTask;
    private Task _asking = Task.CompletedTask;
    private long _last;

    internal long Last => Volatile.Read(ref _last);

    internal Task BeginAsync(long sequence, long epoch, CancellationToken cancellationToken) =>
        DoAsync(order => order.Begin(sequence, epoch), cancellationToken);

    internal Task TakeAsync(AgentEvent agentEvent, CancellationToken cancellationToken) =>
        DoAsync(order => order.Arrive(agentEvent), cancellationToken);

    internal Task ExpectAsync(long sequence, CancellationToken cancellationToken) =>
        DoAsync(order => order.Expect(sequence), cancellationToken);

    /// <summary>Waits for the end of what runs; after <c>stopping</c> was cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        // Whoever holds the gate may start something yet.
        await _gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        await Task.WhenAll(_waiting, _asking).ConfigureAwait(false);
        _gate.Dispose();
    }

    private async Task DoAsync(Func<AgentEventOrder, IReadOnlyList<FeedStep>> take, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        // Asked first: after the end there is no gate.
        either.Token.ThrowIfCancellationRequested();
        await _gate.WaitAsync(either.Token).ConfigureAwait(false);
        try
        {
            foreach (var step in take(_order))
                await CarryOutAsync(step, either.Token).ConfigureAwait(false);
            // Also what was known from the beginning, and what was left out.
            Volatile.Write(ref _last, _order.Last);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task CarryOutAsync(FeedStep step, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case FeedStep.HandOn(var agentEvent):
                await TellAsync(() => handler.OnEventAsync(agentEvent, cancellationToken), cancellationToken).ConfigureAwait(false);
                Volatile.Write(ref _last, agentEvent.Sequence);
                break;
            case FeedStep.Resume(var report):
                await TellAsync(() => handler.OnResumedAsync(report, cancellationToken), cancellationToken).ConfigureAwait(false);
                Volatile.Write(ref _last, report.Sequence);
                break;
            case FeedStep.Missed(var from, var to):
                EventsMissed(agentId, from, to);
                await TellAsync(() => handler.OnMissedAsync(agentId, from, to, cancellationToken), cancellationToken)
                    .ConfigureAwait(false);
                break;
            case FeedStep.Wait:
                _waiting = WaitAsync();
                break;
            case FeedStep.Replay replay:
                _asking = AskAsync(replay);
                break;
        }
    }

    private async Task TellAsync(Func<Task> tell, CancellationToken cancellationToken)
    {
        try
        {
            await tell().ConfigureAwait(false);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            HandlerFailed(fault, agentId);
        }
    }

    private async Task WaitAsync()
    {
        try
        {
            await time.PauseAsync(options.GapPause, stopping).ConfigureAwait(false);
            await DoAsync(order => order.Waited(), CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The app stops.
        }
    }

    private async Task AskAsync(FeedStep.Replay replay)
    {
        try
        {
            var take = await ReplayAsync(replay).ConfigureAwait(false);
            await DoAsync(take, CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The app stops.
        }
    }

    private async Task<Func<AgentEventOrder, IReadOnlyList<FeedStep>>> ReplayAsync(FeedStep.Replay replay)
    {
        try
        {
            var answer = await client.AskAsync(
                new ReplayEvents
                {
                    AgentId = agentId,
                    FromSequence = replay.From,
                    Epoch = replay.Epoch,
                    LastEvents = replay.Recent?.Select(ReplayedEvent.Of).ToList(),
                },
                stopping).ConfigureAwait(false);
            if (answer.TryGet(out var report, out var rejection))
                return order => order.Replayed(report);
            ReplayRefused(agentId, replay.From, rejection.Code, rejection.Message);
            return IsFinal(rejection.Code) ? order => order.GiveUp() : order => order.NotReplayed();
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            ReplayFailed(fault, agentId, replay.From);
            return order => order.NotReplayed();
        }
    }

    private static bool IsFinal(RejectionCode code) => code
        is RejectionCode.NotConnected or RejectionCode.UnknownAgent or RejectionCode.NotSupported or RejectionCode.InvalidRequest;

    [LoggerMessage(Level = LogLevel.Error, Message = "The app's handler failed on an event of agent {AgentId}; the event counts as handed on.")]
    private partial void HandlerFailed(Exception fault, string agentId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Events {From} to {To} of agent {AgentId} are missing, and no connector has them.")]
    private partial void EventsMissed(string agentId, long from, long to);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Events of agent {AgentId} from {From} on are not replayed: {Code}, {Message}")]
    private partial void ReplayRefused(string agentId, long from, RejectionCode code, string message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No answer to the request to replay events of agent {AgentId} from {From} on; it is sent again.")]
    private partial void ReplayFailed(Exception fault, string agentId, long from);
}
