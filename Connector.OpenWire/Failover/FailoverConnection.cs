using System.Globalization;
using Connector.OpenWire.Wire;
using Microsoft.Extensions.Logging;

namespace Connector.OpenWire.Failover;

/// <summary>The surface of a fail-over connection; the work is its supervisor's.</summary>
internal sealed class FailoverConnection : IFailoverConnection
{
    private static readonly BrokerDescription Unknown = new("", "", "", "", "", 0);
    private static readonly TimeSpan FinestSweep = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan CoarsestSweep = TimeSpan.FromMilliseconds(250);

    private readonly FailoverCore _core;
    private readonly FailoverWatch _watch;
    private readonly FailoverSupervisor _supervisor;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _closeAtOnce = new();
    private readonly TaskCompletionSource<ConnectionEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _closeGate = new();
    private readonly Lazy<Task> _temporaryWatched;
    private readonly ITimer? _sweep;
    private readonly Task _running;
    private Task? _close;
    private long _lastSession;
    private long _lastTemporary;
    private long _timedOut;

    internal FailoverConnection(FailoverOptions options, OpenWireConnector connector, ILogger logger)
    {
        var time = options.Connection?.TimeProvider ?? TimeProvider.System;
        _logger = logger;
        _core = new FailoverCore(options, OpenWireConnector.NewConnectionId(time));
        _watch = new FailoverWatch(time);
        _supervisor = new FailoverSupervisor(_core, connector, _watch, logger);
        _temporaryWatched = new Lazy<Task>(WatchTemporaryAsync);
        if (options.SendTimeout is { } limit)
        {
            var pace = limit / 20 is var fine && fine < FinestSweep ? FinestSweep : fine > CoarsestSweep ? CoarsestSweep : fine;
            _sweep = time.CreateTimer(static connection => ((FailoverConnection)connection!).FailOverdue(), this, pace, pace);
        }

        _running = RunAsync();
    }

    public string ConnectionId => _core.ConnectionId;

    public BrokerAddress Broker => _supervisor.Connection?.Broker ?? _core.Options.Brokers[0];

    public BrokerDescription BrokerDescription => _supervisor.Connection?.BrokerDescription ?? Unknown;

    public Task<ConnectionEnd> Ended => _ended.Task;

    public FailoverStatus Status => _watch.Status;

    public ConnectionStatistics Statistics =>
        _supervisor.Connection is { } connection && Status.Phase == FailoverPhase.Connected
            ? FailoverWatch.Sum(_watch.Past, connection.Statistics)
            : _watch.Past;

    public FailoverStatistics FailoverStatistics => new()
    {
        Reconnects = _watch.Reconnects,
        Moves = _watch.Moves,
        MessagesResent = _core.Resent,
        SendsTimedOut = Volatile.Read(ref _timedOut),
        DuplicatesSuppressed = _core.Duplicates,
        StaleAcknowledgements = _core.StaleAcknowledgements,
        PendingBytes = _core.PendingBytes,
        Refused = _supervisor.Refused,
    };

    public Task<FailoverStatus> NextStatusAsync(FailoverStatus known, CancellationToken cancellationToken = default) =>
        _watch.NextAsync(known, cancellationToken);

    public async Task WaitUntilConnectedAsync(CancellationToken cancellationToken = default)
    {
        await _core.Gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        _core.Gate.Exit();
    }

    public async Task<IAsyncDisposable> WatchConsumersAsync(string queue, Action<QueueConsumers> changed, CancellationToken cancellationToken = default)
    {
        ConsumerWatch.Check(queue);
        ArgumentNullException.ThrowIfNull(changed);
        var session = (FailoverSession)await OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        var watch = new ConsumerWatch(queue, changed, _logger);
        try
        {
            await session.SubscribeAsync(watch, cancellationToken).ConfigureAwait(false);
            return watch.On(session);
        }
        catch
        {
            watch.End();
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async Task<bool> ReviveTemporaryAsync(Destination temporary, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(temporary);
        var listening = QueueConsumers.Unknown;
        var watch = await WatchConsumersAsync(temporary.Name, now => listening = now, cancellationToken).ConfigureAwait(false);
        await watch.DisposeAsync().ConfigureAwait(false);
        if (listening.Here == 0)
            return false;
        await _core.RequestAsync(new DestinationInfo(ConnectionId, temporary, DestinationOperation.Add), cancellationToken).ConfigureAwait(false);
        _logger.TemporaryIsRevived(Broker, temporary.Name);
        return true;
    }

    public Task<IOpenWireSession> OpenSessionAsync(CancellationToken cancellationToken = default)
    {
        var session = new FailoverSession(_core, new SessionId(ConnectionId, Interlocked.Increment(ref _lastSession)), _logger);
        return _core.CreateAsync<IOpenWireSession>(
            async (connection, cancellation) =>
            {
                await connection.RequestAsync(new SessionInfo(session.Id), cancellation).ConfigureAwait(false);
                _core.Add(session);
                return session;
            },
            cancellationToken);
    }

    public Task<Destination> CreateTemporaryQueueAsync(CancellationToken cancellationToken = default) =>
        CreateTemporaryAsync(DestinationKind.TemporaryQueue, cancellationToken);

    public Task<Destination> CreateTemporaryTopicAsync(CancellationToken cancellationToken = default) =>
        CreateTemporaryAsync(DestinationKind.TemporaryTopic, cancellationToken);

    public async Task RemoveDestinationAsync(Destination destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        // Before: the broker's word that it is gone must not bring it back.
        _core.Forget(destination);
        await _core.RequestAsync(new DestinationInfo(ConnectionId, destination, DestinationOperation.Remove), cancellationToken).ConfigureAwait(false);
    }

    public Task UnsubscribeAsync(string subscriptionName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subscriptionName);
        return _core.RequestAsync(
            new RemoveSubscriptionInfo(ConnectionId, subscriptionName, _core.Options.Connection?.ClientId ?? ConnectionId), cancellationToken);
    }

    public Task CloseAsync(CancellationToken cancellationToken = default)
    {
        lock (_closeGate)
            return _close ??= CloseOnceAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync() => await CloseAsync(CancellationToken.None).ConfigureAwait(false);

    private async Task<Destination> CreateTemporaryAsync(DestinationKind kind, CancellationToken cancellationToken)
    {
        await _temporaryWatched.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        var name = string.Create(CultureInfo.InvariantCulture, $"{ConnectionId}:{Interlocked.Increment(ref _lastTemporary)}");
        var destination = Destination.FromWire(kind, name);
        return await _core.CreateAsync(
            async (connection, cancellation) =>
            {
                var add = new DestinationInfo(ConnectionId, destination, DestinationOperation.Add);
                await connection.RequestAsync(add, cancellation).ConfigureAwait(false);
                _core.Add(destination);
                return destination;
            },
            cancellationToken).ConfigureAwait(false);
    }

    // Once, before the first of them, so that no removal is missed.
    private async Task WatchTemporaryAsync()
    {
        var watch = new TemporaryWatch(destination => _core.Temporary.Contains(destination), _supervisor.TemporaryIsGone);
        var consumer = new FailoverConsumer(_core, new ConsumerId(ConnectionId, TemporaryWatch.Session, _core.NextConsumerNumber()), watch, _logger);
        try
        {
            await _core.AddAsync(consumer, CancellationToken.None).ConfigureAwait(false);
        }
        catch (BrokerRefusedException refused)
        {
            _logger.TemporaryIsNotTold(ConnectionId, refused.Message);
        }
    }

    /// <summary>The one way in which it ends: closed or given up, everything that waits learns of it here.</summary>
    private async Task RunAsync()
    {
        var end = await _supervisor.RunAsync(_stopping.Token).ConfigureAwait(false);
        _core.Gate.Close(end);
        FailWaiting(end);
        if (_supervisor.Connection is { } connection)
        {
            await connection.CloseAsync(_closeAtOnce.Token).ConfigureAwait(false);
            if (Status.Phase == FailoverPhase.Connected)
                _watch.AddPast(connection.Statistics);
        }

        await _supervisor.DisposeAsync().ConfigureAwait(false);
        await _core.Gate.EmptyAsync().ConfigureAwait(false);
        // Those whose connection was lost in the moment of the close.
        FailWaiting(end);
        foreach (var consumer in _core.Consumers)
            consumer.EndBecause(ConsumerEnd.ConnectionEnded);
        if (_sweep is not null)
            await _sweep.DisposeAsync().ConfigureAwait(false);
        _watch.Ended(end);
        _ended.TrySetResult(end);
    }

    private void FailWaiting(ConnectionEnd end)
    {
        foreach (var producer in _core.Producers)
            producer.FailWaiting(new ConnectionEndedException(end));
    }

    private async Task CloseOnceAsync(CancellationToken cancellationToken)
    {
        // Leave the lock of the caller.
        await Task.Yield();
        var hurry = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _closeAtOnce);
        await using (hurry.ConfigureAwait(false))
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
            await _running.ConfigureAwait(false);
        }

        _stopping.Dispose();
        _closeAtOnce.Dispose();
    }

    private void FailOverdue()
    {
        var status = Status;
        if (_core.Options.SendTimeout is not { } limit || status.Phase is not (FailoverPhase.Connecting or FailoverPhase.Interrupted))
            return;
        foreach (var producer in _core.Producers)
            Interlocked.Add(ref _timedOut, producer.FailOverdue(_watch.PhaseBegan, limit, _core.Reason));
    }
}
