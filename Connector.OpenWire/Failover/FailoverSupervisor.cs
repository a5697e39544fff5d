using Connector.OpenWire.Wire;
using Microsoft.Extensions.Logging;

namespace Connector.OpenWire.Failover;

/// <summary>
/// The one loop that owns the present connection: makes it, restores on it what stood on the last one, watches it, leaves it. Which broker and when is
/// <see cref="BrokerChoice"/>'s to say.
/// </summary>
internal sealed class FailoverSupervisor : IAsyncDisposable
{
    // A connection that ends sooner counts as a failed round.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    private readonly FailoverCore _core;
    private readonly OpenWireConnector _connector;
    private readonly FailoverWatch _watch;
    private readonly ILogger _logger;
    private readonly BrokerMove _move;
    private readonly Lock _lock = new();
    private readonly Refusals _refusals;
    private readonly TemporaryConfirmation _confirmation;
    private TaskCompletionSource _wake = NewWake();
    private BrokerChoice _choice;

    internal FailoverSupervisor(FailoverCore core, OpenWireConnector connector, FailoverWatch watch, ILogger logger)
    {
        _core = core;
        _connector = connector;
        _watch = watch;
        _logger = logger;
        _choice = new BrokerChoice(core.Options);
        _move = new BrokerMove(core);
        _refusals = new Refusals(core.Options.MaxReconnectDelay, core.Time, logger);
        _confirmation = new TemporaryConfirmation(core, watch, logger);
    }

    /// <summary>The connection that stands, or stood last.</summary>
    internal OpenWireConnection? Connection { get; private set; }

    internal int Refused => _refusals.Count;

    /// <summary>Runs until stopped or given up.</summary>
    /// <returns>How it ended. The last connection is left as it is.</returns>
    internal async Task<ConnectionEnd> RunAsync(CancellationToken stopping)
    {
        await Task.Yield();
        try
        {
            while (await ConnectAsync(stopping).ConfigureAwait(false))
                await StayAsync(stopping).ConfigureAwait(false);
            return new ConnectionEnd(
                ConnectionEndReason.ConnectionLost, $"The connection was given up after {Choice.Failures} rounds over its brokers. {_core.Reason}", _watch.Status.Failure);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return new ConnectionEnd(ConnectionEndReason.ClosedByClient, "The connection was closed by this side.", null);
        }
        catch (Exception cause)
        {
            // Nothing may get past the supervisor: what waits would wait for ever.
            _logger.SupervisorFailed(_core.ConnectionId, cause);
            return new ConnectionEnd(ConnectionEndReason.ConnectionLost, $"The connection's supervisor failed: {cause.Message}", cause);
        }
        finally
        {
            _core.Gate.Shut();
        }
    }

    /// <summary>A temporary destination is gone at the broker, and is wanted: it is added again. On the connection's reader.</summary>
    internal void TemporaryIsGone()
    {
        _confirmation.OneIsGone();
        lock (_lock)
            _wake.TrySetResult();
    }

    /// <summary>Ends what a move has left open.</summary>
    public ValueTask DisposeAsync() => _move.DisposeAsync();

    private BrokerChoice Choice
    {
        get
        {
            lock (_lock)
                return _choice;
        }
    }

    private static TaskCompletionSource NewWake() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BrokerChoice Update(Func<BrokerChoice, BrokerChoice> change)
    {
        lock (_lock)
            return _choice = change(_choice);
    }

    /// <summary>Rounds over the brokers until one has everything restored; false when given up.</summary>
    private async Task<bool> ConnectAsync(CancellationToken stopping)
    {
        while (!Choice.IsGivenUp)
        {
            await Task.Delay(Choice.Pause, _core.Time, stopping).ConfigureAwait(false);
            var failures = new List<OpenWireException>();
            var reasons = new List<string>();
            var round = Choice.Round(Random.Shared);
            Update(choice => choice.RoundBegun());
            foreach (var broker in round)
            {
                try
                {
                    await ConnectToAsync(broker, stopping).ConfigureAwait(false);
                    return true;
                }
                catch (OpenWireException failure)
                {
                    failures.Add(failure);
                    reasons.Add(Sentence(broker, failure));
                }
            }

            var reason = string.Join(" ", reasons);
            var failed = Update(choice => choice.RoundFailed());
            _core.Reason = reason;
            _logger.RoundFailed(failed.Failures, _core.ConnectionId, reason);
            _watch.Change(status => status with
            {
                Reason = reason,
                Failure = failures.Count == 1 ? failures[0] : new AggregateException(reason, failures),
                FailedRounds = failed.Failures,
            });
        }

        return false;
    }

    private static string Sentence(BrokerAddress broker, OpenWireException failure)
    {
        var text = failure.Message.Contains(broker.Host, StringComparison.Ordinal) ? failure.Message : $"{broker}: {failure.Message}";
        return text.EndsWith('.') ? text : text + ".";
    }

    private async Task ConnectToAsync(BrokerAddress broker, CancellationToken stopping)
    {
        var connection = await SignInAsync(broker, stopping).ConfigureAwait(false);
        try
        {
            _refusals.Keep(await Restoration.RestoreAsync(_core, connection, stopping).ConfigureAwait(false), broker);
        }
        catch
        {
            await connection.CloseAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
            throw;
        }

        Stand(connection, isMove: false);
    }

    private Task<OpenWireConnection> SignInAsync(BrokerAddress broker, CancellationToken cancellationToken) => _connector.ConnectAsync(
        _core.Options.ToConnection(broker),
        _core.ConnectionId,
        Choice.HasBeenConnected,
        control => OnControl(broker, control),
        cancellationToken);

    // On a connection's reader.
    private void OnControl(BrokerAddress broker, ConnectionControl control)
    {
        lock (_lock)
        {
            _choice = _choice.Controlled(control, broker);
            _wake.TrySetResult();
        }
    }

    private void Stand(OpenWireConnection connection, bool isMove)
    {
        var isFirst = Connection is null;
        Connection = connection;
        Update(choice => choice.Connected(connection.Broker));
        _core.Gate.Open(connection);
        foreach (var producer in _core.Producers)
            producer.Resume();
        _logger.Stands(_core.ConnectionId, connection.Broker);
        _watch.Connected(connection, isFirst, isMove);
    }

    /// <summary>Watches the connection until it is lost.</summary>
    private async Task StayAsync(CancellationToken stopping)
    {
        var since = _core.Time.GetTimestamp();
        var (hasSettled, looked) = (false, since);
        _refusals.Restart();
        _confirmation.Restart();
        while (Connection is { } connection)
        {
            var choice = Choice;
            await WaitAsync(connection, NextDue(choice, hasSettled, since, looked), stopping).ConfigureAwait(false);
            if (connection.HasEnded)
                break;
            if (!hasSettled && _core.Time.GetElapsedTime(since) >= Settling)
            {
                hasSettled = true;
                Update(settled => settled.Settled());
            }

            await _confirmation.ConfirmAsync(connection, stopping).ConfigureAwait(false);
            choice = Choice;
            if (choice.Wanted is not null || (choice.LookAfter is { } look && _core.Time.GetElapsedTime(looked) >= look))
            {
                if (await MoveAsync(connection, choice, stopping).ConfigureAwait(false))
                {
                    (since, hasSettled) = (_core.Time.GetTimestamp(), false);
                    _refusals.Restart();
                    _confirmation.Restart();
                }

                looked = _core.Time.GetTimestamp();
            }
            else if (_refusals.IsDue)
            {
                await BesideConnection.TryWhileAsync(connection, _refusals.RetryAsync, stopping).ConfigureAwait(false);
                _refusals.Done();
            }
        }

        await LoseAsync(hasSettled).ConfigureAwait(false);
    }

    private TimeSpan NextDue(BrokerChoice choice, bool hasSettled, long since, long looked)
    {
        var due = Timeout.InfiniteTimeSpan;
        if (!hasSettled)
            due = Sooner(due, Settling - _core.Time.GetElapsedTime(since));
        if (choice.LookAfter is { } look)
            due = Sooner(due, look - _core.Time.GetElapsedTime(looked));
        if (_confirmation.Left is { } left)
            due = Sooner(due, left);
        if (_refusals.Count > 0)
            due = Sooner(due, _refusals.Left);
        return due;
    }

    private static TimeSpan Sooner(TimeSpan one, TimeSpan other)
    {
        var positive = other > TimeSpan.Zero ? other : TimeSpan.Zero;
        return one == Timeout.InfiniteTimeSpan || positive < one ? positive : one;
    }

    private async Task WaitAsync(OpenWireConnection connection, TimeSpan due, CancellationToken stopping)
    {
        Task wake;
        lock (_lock)
        {
            if (_wake.Task.IsCompleted)
                _wake = NewWake();
            // What came before the new signal is seen by looking.
            if (_choice.Wanted is not null || _confirmation.IsUrgent)
                return;
            wake = _wake.Task;
        }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(connection.Ended, wake, Task.Delay(due, _core.Time, over.Token)).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        stopping.ThrowIfCancellationRequested();
    }

    private async Task<bool> MoveAsync(OpenWireConnection connection, BrokerChoice choice, CancellationToken stopping)
    {
        var target = choice.Wanted ?? choice.Preferred[choice.Looks % choice.Preferred.Length];
        OpenWireConnection? next = null;
        try
        {
            await BesideConnection.WhileAsync(
                connection,
                async cancellation =>
                {
                    next = await SignInAsync(target, cancellation).ConfigureAwait(false);
                    await Restoration.RestoreSilentAsync(_core, next, cancellation).ConfigureAwait(false);
                },
                stopping).ConfigureAwait(false);
            _logger.Moves(_core.ConnectionId, connection.Broker, target);
            var (refused, busy) = await _move.MoveAsync(connection, next!, stopping).ConfigureAwait(false);
            _refusals.Keep(refused, target);
            Stand(next!, isMove: true);
            _watch.AddPast(connection.Statistics);
            _move.Linger(connection, busy);
            return true;
        }
        catch (Exception cause) when (cause is OpenWireException or OperationCanceledException)
        {
            if (next is not null)
                await next.CloseAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
            stopping.ThrowIfCancellationRequested();
            _logger.Stays(_core.ConnectionId, connection.Broker, target, cause.Message);
            Update(choice => choice.LookFailed());
            // Half-way there is no way back: consumers were drained. Going on as after a loss restores them, here or elsewhere.
            if (!_core.Gate.IsOpen)
                await connection.CloseAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
            return false;
        }
    }

    private async Task LoseAsync(bool hasSettled)
    {
        if (Connection is not { } lost)
            return;
        var end = await lost.Ended.ConfigureAwait(false);
        _core.Reason = end.Message;
        _core.Gate.Shut();
        Update(choice => choice.Lost(hasSettled));
        _logger.Lost(_core.ConnectionId, lost.Broker, end.Message);
        _refusals.Clear();
        _watch.Interrupted(lost, end);
        // Browsers cannot be restored; their end was told by the connection's.
        await lost.CloseAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        // Everybody has seen what became of his command; what is unanswered waits again.
        await _core.Gate.EmptyAsync().ConfigureAwait(false);
    }
}
