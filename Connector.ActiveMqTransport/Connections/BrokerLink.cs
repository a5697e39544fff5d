using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Connector.ActiveMqTransport.Configuration;
using Connector.OpenWire;
using Connector.OpenWire.Failover;
using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.ActiveMqTransport.Connections;

/// <summary>
/// The bus's connections while it runs, and what is to be told of them. All endpoints and all sends go over them; none of them reconnects on its own.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "StopAsync disposes it; the link may be started again.")]
internal sealed class BrokerLink(ActiveMqHostConfiguration host)
{
    private readonly FailoverConnector _connector = new(new LogContextLoggerFactory(host));
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, byte> _temporaryEndpoints = new(StringComparer.Ordinal);
    private TaskCompletionSource<BrokerConnection> _started = NewStart();
    private BrokerConnection? _connection;
    private Task _stopped = Task.CompletedTask;
    private bool _wasStopped;

    private ILogger Logger => host.LogContext?.CreateLogContext("MassTransit.ActiveMq").Logger ?? NullLogger.Instance;

    /// <summary>Starts to connect, if it has not been done yet. The bus may be started again after a stop.</summary>
    public void Start()
    {
        lock (_lock)
        {
            if (_connection is not null)
                return;
            if (host.Settings.OptionsWithoutEffect.Count > 0)
                LinkLog.OptionsWithoutEffect(Logger, string.Join(", ", host.Settings.OptionsWithoutEffect));
            _connection = BrokerConnection.Open(_connector, host.Settings, host.TimeProvider);
            _wasStopped = false;
            _stopped = WatchAsync(_stopped, _connection.Connection, Logger);
            _started.TrySetResult(_connection);
        }
    }

    /// <summary>Closes the connections in order and waits until that is done.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        BrokerConnection? connection;
        Task stopped;
        lock (_lock)
        {
            (connection, _connection) = (_connection, null);
            if (connection is null)
                return;
            _started = NewStart();
            _wasStopped = true;
            stopped = _stopped = Task.WhenAll(_stopped, connection.DisposeAsync().AsTask());
        }

        await stopped.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says that the bus has a temporary endpoint of this name, so that answers to it go to its temporary queue.</summary>
    public void DeclareTemporaryEndpoint(string name) => _temporaryEndpoints.TryAdd(name, 0);

    /// <summary>Whether this bus has a temporary endpoint of this name.</summary>
    public bool IsTemporaryEndpoint(string name) => _temporaryEndpoints.ContainsKey(name);

    /// <summary>The connections of the running bus; waits for its start.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ActiveMqConnectionException">The bus was stopped, or not started in the time that a send may take.</exception>
    public ValueTask<BrokerConnection> StartedAsync(CancellationToken cancellationToken)
    {
        Task<BrokerConnection> started;
        lock (_lock)
        {
            if (_connection is not null)
                return new(_connection);
            if (_wasStopped)
                throw Stopped();
            started = _started.Task;
        }

        return new(WaitAsync(started, cancellationToken));
    }

    /// <summary>What a send gets when the bus was stopped under it.</summary>
    public ActiveMqConnectionException Stopped() => new($"The bus at {host.HostAddress} is stopped; start it before sending.");

    /// <summary>Describes the link.</summary>
    public void Probe(ProbeContext context)
    {
        var scope = context.CreateScope("link");
        BrokerConnection? connection;
        lock (_lock)
            connection = _connection;
        var status = connection?.Connection.Status;
        scope.Add("phase", status?.Phase.ToString() ?? "Stopped");
        if (status is { Phase: FailoverPhase.Connected })
            scope.Add("broker", status.Broker!.ToString());
        if (status is { Reason.Length: > 0 })
            scope.Add("failure", status.Reason);
    }

    /// <summary>What an operator can do about a failure to connect.</summary>
    public static string Remedy(Exception? failure) =>
        failure is AuthenticationRefusedException || (failure is AggregateException many && many.InnerExceptions.Any(one => one is AuthenticationRefusedException))
            ? "Check user name and password of the bus, and the broker's authentication plug-in."
            : "Check that the broker runs, its address and port, and the firewall between.";

    private static TaskCompletionSource<BrokerConnection> NewStart() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<BrokerConnection> WaitAsync(Task<BrokerConnection> started, CancellationToken cancellationToken)
    {
        var limit = host.Settings.SendTimeout;
        try
        {
            return await started.WaitAsync(limit, host.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new ActiveMqConnectionException(
                $"The bus at {host.HostAddress} was not started within {limit.TotalSeconds:0.###} s; start it before sending.");
        }
    }

    /// <summary>Tells the log and the observer of the receiving connection: one line at a loss, one when there is a broker again.</summary>
    private async Task WatchAsync(Task predecessor, IFailoverConnection connection, ILogger logger)
    {
        // A restart that did not wait for the stop must not overlap with it.
        await predecessor.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        var outage = new Outage(host.TimeProvider);
        var status = connection.Status;
        Observe(status, logger);
        while (status.Phase != FailoverPhase.Ended)
        {
            if (status.Phase == FailoverPhase.Connected)
                LogConnected(logger, connection, status, outage);
            else
                LogFailed(logger, status, outage);
            status = await connection.NextStatusAsync(status).ConfigureAwait(false);
            Observe(status, logger);
        }

        LinkLog.Disconnected(logger, status.Broker?.ToString() ?? "(none)");
    }

    private void Observe(FailoverStatus status, ILogger logger)
    {
        try
        {
            host.Settings.BrokerObserver?.Invoke(
                new ActiveMqBrokerStatus(status.Phase == FailoverPhase.Connected, status.Broker?.ToString() ?? "", status.Reason));
        }
        catch (Exception fault)
        {
            LinkLog.ObserverFailed(logger, fault);
        }
    }

    private static void LogConnected(ILogger logger, IFailoverConnection connection, FailoverStatus status, Outage outage)
    {
        var broker = connection.BrokerDescription;
        if (outage.IsFirst)
            LinkLog.Connected(logger, status.Broker!.ToString(), broker.Name, broker.Version);
        else if (outage.Elapsed is { } elapsed)
            LinkLog.Reconnected(logger, status.Broker!.ToString(), broker.Name, broker.Version, elapsed);
        else
            LinkLog.Moved(logger, status.Broker!.ToString(), broker.Name, broker.Version);
        outage.Over();
    }

    private static void LogFailed(ILogger logger, FailoverStatus status, Outage outage)
    {
        if (status.Phase == FailoverPhase.Interrupted && status.FailedRounds == 0)
        {
            LinkLog.Lost(logger, status.Broker!.ToString(), status.Reason);
            outage.Begin();
        }
        else if (status.FailedRounds > 0)
        {
            if (outage.Failed(status.Reason))
                LinkLog.Unreachable(logger, status.Reason, Remedy(status.Failure));
            else
                LinkLog.StillUnreachable(logger, status.FailedRounds, status.Reason);
        }
    }
}
