using System.Diagnostics.CodeAnalysis;
using Connector.ActiveMqTransport.Configuration;
using Connector.ActiveMqTransport.Connections;
using Connector.OpenWire;
using Connector.OpenWire.Failover;
using MassTransit;
using MassTransit.Transports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.ActiveMqTransport.Receiving;

/// <summary>Consumes for one endpoint until it is stopped. Its subscriptions survive the loss of a broker; they are made anew when they fail by themselves.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Stop is the end of it, and the sources have no timers.")]
[SuppressMessage("Reliability", "S2930", Justification = "As CA1001.")]
internal sealed class ReceiveLoop : ReceiveTransportHandle
{
    private static readonly BackOff BackOff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), Exponent: 2);

    private readonly ActiveMqHostConfiguration _host;
    private readonly ActiveMqReceiveEndpointContext _endpoint;
    private readonly InFlight _inFlight;
    private readonly IReceivePipeDispatcher _dispatcher;
    private readonly StopSignal _stop = new();
    private readonly CancellationTokenSource _stopNow = new();
    private readonly Task _running;
    private readonly Outage _refusals;
    private bool _reported;

    /// <summary>Starts the loop.</summary>
    public ReceiveLoop(ActiveMqHostConfiguration host, ActiveMqReceiveEndpointContext endpoint)
    {
        _host = host;
        _endpoint = endpoint;
        _inFlight = new InFlight(endpoint.ConcurrencyLimit);
        _dispatcher = endpoint.CreateReceivePipeDispatcher();
        _refusals = new Outage(host.TimeProvider);
        _running = RunAsync();
    }

    private ILogger Logger => _host.ReceiveLogContext?.Logger ?? NullLogger.Instance;

    private Uri InputAddress => _endpoint.InputAddress;

    /// <summary>Takes no further message, waits for those being handled, and ends the subscriptions.</summary>
    /// <param name="cancellationToken">Stops waiting for messages being handled: they are cancelled and will be delivered again.</param>
    public async Task Stop(CancellationToken cancellationToken = default)
    {
        await _stop.RequestAsync().ConfigureAwait(false);
        var registration = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _stopNow);
        await using (registration.ConfigureAwait(false))
            await _running.ConfigureAwait(false);
        await _endpoint.StopAgentsAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        LogContext.SetCurrentIfNull(_endpoint.LogContext);
        while (!_stop.IsRequested)
        {
            try
            {
                var connection = await NextConnectionAsync().ConfigureAwait(false);
                await ConsumeAsync(connection).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                ReceiveLog.LoopFailed(Logger, exception, _endpoint.Settings.Name);
                await FaultedAsync(exception).ConfigureAwait(false);
                await PauseAsync(exception).ConfigureAwait(false);
            }
        }
        await DrainAsync().ConfigureAwait(false);
        // Whoever starts the bus waits for one of the two.
        if (!_reported)
            await FaultedAsync(new ActiveMqConnectionException($"The bus was stopped before {_host.Settings} answered.")).ConfigureAwait(false);
        await _endpoint.TransportObservers.NotifyCompleted(InputAddress, _dispatcher.GetMetrics()).ConfigureAwait(false);
    }

    // Health learns of an outage at the start here: each failed round of connecting is reported once.
    private async Task<BrokerConnection> NextConnectionAsync()
    {
        var connection = await _host.Link.StartedAsync(_stop.Token).ConfigureAwait(false);
        var status = connection.Connection.Status;
        while (status.Phase is FailoverPhase.Connecting or FailoverPhase.Interrupted)
        {
            if (status.Reason.Length > 0)
                await FaultedAsync(status).ConfigureAwait(false);
            status = await connection.Connection.NextStatusAsync(status, _stop.Token).ConfigureAwait(false);
        }

        return connection;
    }

    private async Task ConsumeAsync(BrokerConnection connection)
    {
        // An endpoint without consumers takes messages only when one is connected, except the bus endpoint: answers must find it
        // ready, or the first request of a process would block a thread until it is.
        if (!_endpoint.IsBusEndpoint && !_endpoint.ReceivePipe.Connected.IsCompleted)
        {
            await ReadyAsync(isStarted: false).ConfigureAwait(false);
            if (!await FirstAsync(_endpoint.ReceivePipe.Connected, connection.Ended).ConfigureAwait(false))
                return;
        }
        if (!await FirstAsync(_endpoint.DependenciesReady, connection.Ended).ConfigureAwait(false))
            return;
        ReceiveSession session;
        try
        {
            session = await ReceiveSession.OpenAsync(connection, _endpoint, _inFlight, _dispatcher, Logger, _stop.Token).ConfigureAwait(false);
        }
        catch (ConnectionEndedException)
        {
            return;
        }
        catch (OpenWireException exception)
        {
            await FaultedAsync(new ActiveMqConnectionException(exception.Message, exception)).ConfigureAwait(false);
            await PauseAsync(exception).ConfigureAwait(false);
            return;
        }
        await ConsumeAsync(connection, session).ConfigureAwait(false);
    }

    private async Task ConsumeAsync(BrokerConnection connection, ReceiveSession session)
    {
        await using (session.ConfigureAwait(false))
        {
            await ReadyAsync(isStarted: true).ConfigureAwait(false);
            await ReportUntilAsync(Task.WhenAny(connection.Ended, session.Failed, _stop.Requested), connection.Connection).ConfigureAwait(false);
            await session.StopTakingAsync().ConfigureAwait(false);
            if (connection.Ended.IsCompleted)
                return;
            ReceiveLog.StoppedTaking(Logger, _endpoint.Settings.Name, _inFlight.Count);
            // In order: what is being handled is acknowledged before the subscriptions end.
            await DrainAsync().ConfigureAwait(false);
        }
        if (_stop.IsRequested)
        {
            await RemoveAsync(connection).ConfigureAwait(false);
            return;
        }
        var failure = await session.Failed.ConfigureAwait(false);
        await FaultedAsync(failure).ConfigureAwait(false);
        await PauseAsync(failure).ConfigureAwait(false);
    }

    /// <summary>Tells health of each loss and recovery of the connection; the subscriptions survive them.</summary>
    private async Task ReportUntilAsync(Task over, IFailoverConnection connection)
    {
        var reported = FailoverPhase.Connected;
        var status = connection.Status;
        using var watching = new CancellationTokenSource();
        while (!over.IsCompleted)
        {
            if (status.Phase != reported && status.Phase == FailoverPhase.Connected)
                await ReadyAsync(isStarted: true).ConfigureAwait(false);
            else if (status.Phase != reported && status.Phase == FailoverPhase.Interrupted)
                await FaultedAsync(status).ConfigureAwait(false);
            reported = status.Phase;
            var next = connection.NextStatusAsync(status, watching.Token);
            await Task.WhenAny(over, next).ConfigureAwait(false);
            if (next.IsCompletedSuccessfully)
                status = await next.ConfigureAwait(false);
        }

        await watching.CancelAsync().ConfigureAwait(false);
    }

    private async Task DrainAsync()
    {
        using var limit = _endpoint.ConsumerStopTimeout is { } timeout
            ? new CancellationTokenSource(timeout, _host.TimeProvider)
            : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stopNow.Token);
        try
        {
            await _inFlight.DrainAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            ReceiveLog.NotDrained(Logger, _endpoint.Settings.Name, _inFlight.Count);
            _inFlight.Cancel();
        }
    }

    private async Task RemoveAsync(BrokerConnection connection)
    {
        // Without a broker, the next start finds them as they are; the stop does not wait for one.
        if (connection.Connection.Status.Phase != FailoverPhase.Connected)
            return;
        foreach (var destination in _endpoint.Queues.ToRemove())
        {
            await TryRemoveAsync(
                destination.ToString(),
                () => connection.Connection.RemoveDestinationAsync(destination, _stopNow.Token)).ConfigureAwait(false);
        }
        if (_endpoint.Settings.IsTemporary)
        {
            await TryRemoveAsync(
                _endpoint.Settings.Name,
                () => connection.DeleteTemporaryQueueAsync(_endpoint.Settings.Name, _stopNow.Token)).ConfigureAwait(false);
        }
    }

    private async Task TryRemoveAsync(string destination, Func<Task> remove)
    {
        try
        {
            await remove().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OpenWireException or OperationCanceledException)
        {
            ReceiveLog.NotRemoved(Logger, _endpoint.Settings.Name, destination, exception.Message);
        }
    }

    private Task ReadyAsync(bool isStarted)
    {
        _reported = true;
        return _endpoint.TransportObservers.NotifyReady(InputAddress, isStarted);
    }

    private Task FaultedAsync(Exception exception)
    {
        _reported = true;
        return _endpoint.TransportObservers.NotifyFaulted(InputAddress, exception);
    }

    private Task FaultedAsync(FailoverStatus status) => FaultedAsync(new ActiveMqConnectionException(status.Reason, status.Failure));

    private async Task PauseAsync(Exception reason)
    {
        if (_refusals.Failed(reason.Message))
            ReceiveLog.CannotConsume(Logger, _endpoint.Settings.Name, reason.Message);
        else
            ReceiveLog.StillCannotConsume(Logger, _endpoint.Settings.Name, reason.Message);
        await Task.Delay(BackOff.After(_refusals.Failures), _host.TimeProvider, _stop.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Waits for the first of two tasks; true if it was the wanted one.</summary>
    private async Task<bool> FirstAsync(Task wanted, Task other)
    {
        await Task.WhenAny(wanted, other).WaitAsync(_stop.Token).ConfigureAwait(false);
        if (!wanted.IsCompleted)
            return false;
        await wanted.ConfigureAwait(false);
        return true;
    }
}
