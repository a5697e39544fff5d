using System.Threading.Tasks.Sources;

namespace Connector.OpenWire.Link;

/// <summary>
/// The commands that wait for the broker's Response, by command id. Each is completed once, by whoever takes it out of the table: the answer, the
/// caller's cancellation, the time limit, or the end of the connection.
/// </summary>
internal sealed class PendingRequests
{
    private const int MostKept = 1024;

    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, PendingRequest> _byCommandId = [];
    private readonly Stack<PendingRequest> _unused = new();
    private ConnectionEnd? _end;
    private int _lastCommandId;

    internal PendingRequests(TimeProvider time, TimeSpan limit)
    {
        _time = time;
        _limit = limit;
    }

    internal int Count
    {
        get
        {
            lock (_gate)
                return _byCommandId.Count;
        }
    }

    internal TimeSpan Limit => _limit;

    internal int NextCommandId() => Interlocked.Increment(ref _lastCommandId);

    /// <summary>Makes room for an answer. The result must be awaited once, or taken back with <see cref="Withdraw"/>.</summary>
    /// <exception cref="ConnectionEndedException">The connection has ended.</exception>
    internal PendingRequest Add(string command, CancellationToken cancellationToken)
    {
        PendingRequest request;
        lock (_gate)
        {
            if (_end is not null)
                throw new ConnectionEndedException(_end);
            if (!_unused.TryPop(out request!))
                request = new PendingRequest(this);
            request.Prepare(command, NextCommandId(), _time.GetTimestamp(), alone: _byCommandId.Count == 0);
            _byCommandId.Add(request.CommandId, request);
        }

        request.CancelWith(cancellationToken);
        return request;
    }

    /// <summary>Takes back a request that could not be written.</summary>
    internal void Withdraw(PendingRequest request)
    {
        // Whoever took it out already completes it; the result is then nobody's.
        Take(request.CommandId);
        request.Forget();
    }

    internal void Complete(int commandId) => Take(commandId)?.Complete();

    internal void Refuse(int commandId, string javaClass, string message)
    {
        if (Take(commandId) is { } request)
            request.Fail(Refusal(request.Command, javaClass, message));
    }

    internal void Cancel(int commandId, CancellationToken cancellationToken) =>
        Take(commandId)?.Fail(new OperationCanceledException(cancellationToken));

    /// <summary>Fails what has waited longer than the limit.</summary>
    internal void ExpireOverdue()
    {
        List<PendingRequest> overdue;
        lock (_gate)
        {
            overdue = [.. _byCommandId.Values.Where(request => _time.GetElapsedTime(request.Started) >= _limit)];
            foreach (var request in overdue)
                _byCommandId.Remove(request.CommandId);
        }

        foreach (var request in overdue)
            request.Fail(new BrokerTimeoutException(request.Command, _limit));
    }

    /// <summary>Fails everything that waits, and everything that would from now on.</summary>
    internal void FailAll(ConnectionEnd end)
    {
        PendingRequest[] waiting;
        lock (_gate)
        {
            _end = end;
            waiting = [.. _byCommandId.Values];
            _byCommandId.Clear();
        }

        foreach (var request in waiting)
            request.Fail(new ConnectionEndedException(end));
    }

    internal void Reuse(PendingRequest request)
    {
        lock (_gate)
        {
            if (_unused.Count < MostKept)
                _unused.Push(request);
        }
    }

    private static BrokerRefusedException Refusal(string command, string javaClass, string message) =>
        javaClass is "java.lang.SecurityException" or "javax.jms.JMSSecurityException"
            ? new AuthenticationRefusedException(command, javaClass, message)
            : new BrokerRefusedException(command, javaClass, message);

    private PendingRequest? Take(int commandId)
    {
        lock (_gate)
            return _byCommandId.Remove(commandId, out var request) ? request : null;
    }
}

/// <summary>One waiting command; used again for another one after its result was taken.</summary>
internal sealed class PendingRequest : IValueTaskSource<MessageId>, IValueTaskSource
{
    private readonly PendingRequests _owner;

    // The reader completes requests; callers' code must not run on its thread.
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;

    internal PendingRequest(PendingRequests owner) => _owner = owner;

    internal string Command { get; private set; } = "";

    internal int CommandId { get; private set; }

    internal long Started { get; private set; }

    /// <summary>Whether nothing else was waiting when this one began.</summary>
    internal bool IsAlone { get; private set; }

    /// <summary>For sends: the id that the message got.</summary>
    internal MessageId MessageId { get; set; }

    internal ValueTask AsTask() => new(this, _core.Version);

    internal ValueTask<MessageId> AsSend() => new(this, _core.Version);

    MessageId IValueTaskSource<MessageId>.GetResult(short token)
    {
        var id = MessageId;
        TakeResult(token);
        return id;
    }

    void IValueTaskSource.GetResult(short token) => TakeResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    internal void Prepare(string command, int commandId, long started, bool alone)
    {
        Command = command;
        CommandId = commandId;
        Started = started;
        IsAlone = alone;
    }

    internal void CancelWith(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            // Bound to the command id: late, it finds nothing and cannot hit the next use of this object.
            var (owner, commandId) = (_owner, CommandId);
            _cancellation = cancellationToken.UnsafeRegister(
                (_, token) => owner.Cancel(commandId, token), null);
        }
    }

    internal void Complete() => _core.SetResult(true);

    internal void Fail(Exception cause) => _core.SetException(cause);

    internal void Forget() => _cancellation.Dispose();

    private void TakeResult(short token)
    {
        try
        {
            _core.GetResult(token);
        }
        finally
        {
            _cancellation.Dispose();
            _cancellation = default;
            _core.Reset();
            MessageId = default;
            _owner.Reuse(this);
        }
    }
}
