using System.Collections.Concurrent;
using Connector.Contracts;
using Connector.Sagas.Ports;
using Connector.Service.Requests;

namespace Connector.Service.Cluster;

/// <summary>The requests that this connector has taken and not acknowledged, by the numbers that decisions name them by.</summary>
/// <param name="connectorId">This connector.</param>
/// <param name="inbox">The way into the sessions; asked for late, for the sessions report to the node that has this desk.</param>
/// <param name="logger">Where it logs.</param>
internal sealed partial class RequestDesk(string connectorId, Func<ISessionInbox> inbox, ILogger<RequestDesk> logger)
{
    private readonly ConcurrentDictionary<long, Entry> _entries = new();
    private readonly ConcurrentDictionary<string, Task> _forwards = new(StringComparer.Ordinal);
    private long _lastToken;

    /// <summary>How many there are.</summary>
    public int Count => _entries.Count;

    /// <summary>Takes a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Whoever brought it waits no longer.</param>
    /// <returns>The number of the request, and what will have become of it.</returns>
    public (long Token, Task<RequestOutcome> Outcome) Take(RoutedRequest request, CancellationToken cancellationToken)
    {
        var entry = new Entry(request, cancellationToken);
        var token = Interlocked.Increment(ref _lastToken);
        _entries[token] = entry;
        entry.Left = cancellationToken.UnsafeRegister(_ => Finish(token, outcome => outcome.TrySetCanceled(cancellationToken)), null);
        return (token, entry.Outcome.Task);
    }

    /// <summary>A request by its number; null: it is over.</summary>
    public RoutedRequest? Find(long token) => _entries.GetValueOrDefault(token)?.Request;

    /// <summary>Hands a request to its session, in the order of the calls.</summary>
    /// <param name="token">The request.</param>
    /// <param name="isMemoryComplete">Whether it is known of each request that was begun elsewhere: that it came before means nothing then.</param>
    public void Serve(long token, bool isMemoryComplete)
    {
        if (_entries.TryGetValue(token, out var entry))
            _ = ServeAsync(token, entry, ++entry.Attempt, Earlier(entry.Request, isMemoryComplete)); // Its end is the entry's outcome.
    }

    /// <summary>Passes a request on; an agent's requests in the order of the calls, one after the other.</summary>
    public void Forward(long token, string to)
    {
        if (!_entries.TryGetValue(token, out var entry))
            return;
        var agentId = entry.Request.Request.AgentId;
        var forwarding = ForwardAsync(token, entry, to, _forwards.GetValueOrDefault(agentId) ?? Task.CompletedTask);
        if (forwarding.IsCompleted)
            return;
        _forwards[agentId] = forwarding;
        _ = ForgetAsync(agentId, forwarding); // It does nothing but that.
    }

    /// <summary>Answers that too many wait.</summary>
    public void Refuse(long token)
    {
        if (Find(token) is not { } routed)
            return;
        var answer = new CommandRejected
        {
            AgentId = routed.Request.AgentId,
            RequestId = routed.RequestId,
            ConnectorId = connectorId,
            Code = RejectionCode.Overloaded,
            Message = "Too many requests wait for this agent's connector to be known; send the request again later.",
        };
        Finish(token, outcome => outcome.TrySetResult(new RequestOutcome.Answered(answer)));
    }

    /// <summary>Leaves a request to the broker.</summary>
    public void GiveBack(long token) => Finish(token, static outcome => outcome.TrySetResult(new RequestOutcome.GivenBack()));

    /// <summary>Leaves all of them to the broker.</summary>
    public void GiveBackAll()
    {
        foreach (var token in _entries.Keys)
            GiveBack(token);
    }

    /// <summary>A session gives a request back that it has not begun.</summary>
    /// <returns>The numbers under which it was served: more than one where it came twice.</returns>
    public IReadOnlyList<long> TakeBack(string agentId, string requestId)
    {
        var taken = new List<long>();
        foreach (var (token, entry) in _entries)
        {
            if (entry.Attempt == 0 || entry.Request.RequestId != requestId || entry.Request.Request.AgentId != agentId)
                continue;
            // The wait for the session that had it is over.
            entry.Attempt++;
            taken.Add(token);
        }

        taken.Sort();
        return taken;
    }

    private static EarlierDelivery Earlier(RoutedRequest request, bool isMemoryComplete) => request.CameBefore switch
    {
        false => EarlierDelivery.None,
        true when isMemoryComplete => EarlierDelivery.Accounted,
        true => EarlierDelivery.Unaccounted,
    };

    private async Task ServeAsync(long token, Entry entry, int attempt, EarlierDelivery earlier)
    {
        try
        {
            var routed = entry.Request;
            var answer = await inbox().AskAsync(routed.Request, routed.RequestId, routed.Deadline, earlier, entry.CancellationToken);
            if (entry.Attempt == attempt)
                Finish(token, outcome => outcome.TrySetResult(new RequestOutcome.Answered(answer)));
        }
        catch (RequestReturnedException)
        {
            // The session says so by itself, and the request is routed anew.
        }
        catch (Exception fault)
        {
            if (entry.Attempt == attempt)
                Finish(token, outcome => outcome.TrySetException(fault));
        }
    }

    private async Task ForwardAsync(long token, Entry entry, string to, Task before)
    {
        // It does not fail.
        await before;
        try
        {
            await entry.Request.ForwardAsync(to, entry.CancellationToken);
            Finish(token, static outcome => outcome.TrySetResult(new RequestOutcome.Forwarded()));
        }
        catch (Exception fault)
        {
            // Not answered, for the other may have it. It comes again, to whoever is in service then, and is carried out once.
            NotForwarded(fault, entry.Request.RequestId, to);
            GiveBack(token);
        }
    }

    private async Task ForgetAsync(string agentId, Task forwarding)
    {
        await forwarding;
        _forwards.TryRemove(KeyValuePair.Create(agentId, forwarding));
    }

    private void Finish(long token, Action<TaskCompletionSource<RequestOutcome>> how)
    {
        if (!_entries.TryRemove(token, out var entry))
            return;
        how(entry.Outcome);
        entry.Left.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Request {RequestId} could not be passed on to {Connector}; the broker gives it out again.")]
    private partial void NotForwarded(Exception fault, string requestId, string connector);

    private sealed class Entry(RoutedRequest request, CancellationToken cancellationToken)
    {
        private int _attempt;

        internal RoutedRequest Request => request;

        internal TaskCompletionSource<RequestOutcome> Outcome { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal CancellationTokenRegistration Left { get; set; }

        /// <summary>Counts how often it was given to a session, and taken back from one; 0: never.</summary>
        internal int Attempt
        {
            get => Volatile.Read(ref _attempt);
            set => Volatile.Write(ref _attempt, value);
        }

        internal CancellationToken CancellationToken => cancellationToken;
    }
}
