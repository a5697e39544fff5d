namespace Connector.OpenWire.Failover;

/// <summary>The status of a fail-over connection, for whoever looks or waits; and what its past connections did.</summary>
internal sealed class FailoverWatch
{
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FailoverStatus _status;
    private ConnectionStatistics _past = new();

    internal FailoverWatch(TimeProvider time)
    {
        _time = time;
        PhaseBegan = time.GetTimestamp();
        _status = new FailoverStatus(FailoverPhase.Connecting, null, time.GetUtcNow(), "", null, 0);
    }

    internal FailoverStatus Status
    {
        get
        {
            lock (_lock)
                return _status;
        }
    }

    /// <summary>When the phase began, as a timestamp of the time provider.</summary>
    internal long PhaseBegan { get; private set; }

    internal long Reconnects { get; private set; }

    internal long Moves { get; private set; }

    /// <summary>What the connections before the present one did.</summary>
    internal ConnectionStatistics Past
    {
        get
        {
            lock (_lock)
                return _past;
        }
    }

    internal async Task<FailoverStatus> NextAsync(FailoverStatus known, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_status != known)
                    return _status;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    internal void Change(Func<FailoverStatus, FailoverStatus> change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            var next = change(_status);
            if (next.Phase != _status.Phase)
                PhaseBegan = _time.GetTimestamp();
            _status = next;
            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.TrySetResult();
    }

    internal void Connected(OpenWireConnection connection, bool isFirst, bool isMove)
    {
        if (!isFirst)
            Reconnects++;
        if (isMove)
            Moves++;
        Change(_ => new FailoverStatus(FailoverPhase.Connected, connection.Broker, _time.GetUtcNow(), "", null, 0));
    }

    internal void Interrupted(OpenWireConnection connection, ConnectionEnd end)
    {
        AddPast(connection.Statistics);
        Change(_ => new FailoverStatus(
            FailoverPhase.Interrupted, connection.Broker, _time.GetUtcNow(), end.Message, new ConnectionEndedException(end), 0));
    }

    internal void Ended(ConnectionEnd end) => Change(status => status with
    {
        Phase = FailoverPhase.Ended,
        Since = _time.GetUtcNow(),
        Reason = end.Message,
        Failure = end.Cause ?? status.Failure,
    });

    internal void AddPast(ConnectionStatistics ended)
    {
        lock (_lock)
            _past = Sum(_past, ended with { RequestsInFlight = 0 });
    }

    internal static ConnectionStatistics Sum(ConnectionStatistics one, ConnectionStatistics other) => new()
    {
        MessagesSent = one.MessagesSent + other.MessagesSent,
        MessagesReceived = one.MessagesReceived + other.MessagesReceived,
        BytesSent = one.BytesSent + other.BytesSent,
        BytesReceived = one.BytesReceived + other.BytesReceived,
        RequestsInFlight = one.RequestsInFlight + other.RequestsInFlight,
        DeliveriesDiscarded = one.DeliveriesDiscarded + other.DeliveriesDiscarded,
        CommandsIgnored = one.CommandsIgnored + other.CommandsIgnored,
        HandlerFailures = one.HandlerFailures + other.HandlerFailures,
    };
}
