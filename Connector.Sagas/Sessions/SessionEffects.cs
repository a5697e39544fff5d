using System.Collections.Concurrent;
using Connector.Sagas.Ports;
using Microsoft.Extensions.Logging;

namespace Connector.Sagas.Sessions;

/// <summary>Carries out what sessions want done, beside them; what comes of it goes back to the session's mailbox.</summary>
internal sealed partial class SessionEffects(
    IFinesse finesse, PendingAnswers answers, Lazy<IOwnershipReports> reports, AgentSessionsOptions options, TimeProvider time,
    ILogger<SessionEffects> logger)
    : ISessionEffects, IAsyncDisposable
{
    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly CancellationTokenSource _stopping = new();
    private CancellationToken _stop;
    private Action<ISessionInput> _post = _ => { };
    private Action<string, IReadOnlyList<ISessionInput>> _postFirst = (_, _) => { };

    /// <summary>Says where inputs go; once, before the first effect.</summary>
    internal void PostTo(Action<ISessionInput> post, Action<string, IReadOnlyList<ISessionInput>> postFirst)
    {
        _post = post;
        _postFirst = postFirst;
        _stop = _stopping.Token;
    }

    /// <summary>Puts an input behind everything that waits.</summary>
    internal void Post(ISessionInput input) => _post(input);

    public void Again(string agentId, IReadOnlyList<ISessionInput> inputs) => _postFirst(agentId, inputs);

    public void Return(string agentId, string requestId)
    {
        // First, so that it can be asked anew.
        answers.Cancel(agentId, requestId);
        reports.Value.Returned(agentId, requestId);
    }

    public void Answer(string agentId, string requestId, object answer) => answers.Complete(agentId, requestId, answer);

    public void Begin(string agentId, CallUnderWay call) => Track(CarryOutAsync(agentId, call));

    public void RemindOfProof(string agentId, int generation) => Track(RemindAsync(options.ProofAfter, new ProofDue(agentId, generation)));

    public void RemindOfWatches(string agentId, int generation) =>
        Track(RemindAsync(options.WatchAgainAfter, new WatchesDue(agentId, generation)));

    public void RemindOfAwaited(string agentId, int generation) =>
        Track(RemindAsync(options.AwaitNoLongerThan, new AwaitedDue(agentId, generation)));

    public void RemindOfOpening(string agentId, int generation, int failures)
    {
        var pause = options.OpenAgainAfter * Math.Pow(2, Math.Min(failures, 4));
        Track(RemindAsync(pause, new OpeningDue(agentId, generation)));
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running.Keys).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task CarryOutAsync(string agentId, CallUnderWay call)
    {
        FinesseOutcome outcome;
        try
        {
            if (call.After > TimeSpan.Zero)
                await Task.Delay(call.After, time, _stop).ConfigureAwait(false);
            var deadline = call.Command?.Deadline ?? DateTimeOffset.MaxValue;
            outcome = await finesse.CarryOutAsync(agentId, call.Credentials, call.Call, call.RequestId, deadline, _stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            outcome = new FinesseOutcome.Unknown("The connector was stopped while it waited for Finesse.");
        }
        catch (Exception fault)
        {
            CallFaulted(fault, call.RequestId, agentId);
            outcome = new FinesseOutcome.Unknown($"The call to Finesse failed inside the connector; its log has the cause under {call.RequestId}.");
        }

        _post(new FinesseAnswered(agentId, call.RequestId, outcome));
    }

    private async Task RemindAsync(TimeSpan after, ISessionInput reminder)
    {
        try
        {
            await Task.Delay(after, time, _stop).ConfigureAwait(false);
            _post(reminder);
        }
        catch (OperationCanceledException)
        {
            // The connector stops: nobody wants to know any more.
        }
    }

    private void Track(Task task)
    {
        _running[task] = 0;
        _ = task.ContinueWith(
            done => _running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Request {RequestId} of agent {AgentId}: the call to Finesse failed inside the connector.")]
    private partial void CallFaulted(Exception fault, string requestId, string agentId);
}
