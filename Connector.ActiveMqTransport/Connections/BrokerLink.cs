using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Connector.ActiveMqTransport.Configuration;
using Connector.OpenWire;
using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.ActiveMqTransport.Connections;

/// <summary>
/// Keeps one connection to a broker up while the bus runs. All endpoints and all sends of the bus go over it, and all learn from
/// here when it comes and goes; none of them reconnects on its own.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "StopAsync disposes it; the link may be started again.")]
internal sealed class BrokerLink(ActiveMqHostConfiguration host)
{
    // A connection that ends sooner than this counts as a failed attempt, so that a broker that accepts and drops is not hammered.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(2);

    private readonly IOpenWireConnector _connector = new OpenWireConnector(new LogContextLoggerFactory(host));
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, byte> _temporaryEndpoints = new(StringComparer.Ordinal);
    private volatile LinkState _state = new(LinkPhase.NotStarted);
    private CancellationTokenSource? _stopping;
    private Task _supervision = Task.CompletedTask;

    /// <summary>How the link stands now.</summary>
    public LinkState State => _state;

    private ILogger Logger => host.LogContext?.CreateLogContext("MassTransit.ActiveMq").Logger ?? NullLogger.Instance;

    /// <summary>Starts to connect, if it has not been done yet. The bus may be started again after a stop.</summary>
    public void Start()
    {
        lock (_lock)
        {
            if (_stopping is not null)
                return;
            _stopping = new CancellationTokenSource();
            Become(new LinkState(LinkPhase.Connecting));
            _supervision = SuperviseAsync(_supervision, _stopping.Token);
        }
    }

    /// <summary>Closes the connection in order and waits until that is done.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        CancellationTokenSource? stopping;
        Task supervision;
        lock (_lock)
        {
            (stopping, _stopping) = (_stopping, null);
            supervision = _supervision;
        }
        if (stopping is null)
            return;
        await stopping.CancelAsync().ConfigureAwait(false);
        try
        {
            await supervision.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            stopping.Dispose();
        }
    }

    /// <summary>Says that the bus has a temporary endpoint of this name, so that answers to it go to its temporary queue.</summary>
    public void DeclareTemporaryEndpoint(string name) => _temporaryEndpoints.TryAdd(name, 0);

    /// <summary>Whether this bus has a temporary endpoint of this name.</summary>
    public bool IsTemporaryEndpoint(string name) => _temporaryEndpoints.ContainsKey(name);

    /// <summary>Waits for a connection.</summary>
    /// <param name="limit">How long at the most.</param>
    /// <param name="notThis">A connection already known to be lost.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ActiveMqConnectionException">None came in time, or the bus was stopped.</exception>
    public async Task<BrokerConnection> ConnectedAsync(
        TimeSpan limit, BrokerConnection? notThis, CancellationToken cancellationToken)
    {
        var state = _state;
        if (state.Connection is { } now && now != notThis)
            return now;
        using var timeout = new CancellationTokenSource(limit, host.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        while (true)
        {
            if (state.Connection is { } connection && connection != notThis)
                return connection;
            if (state.Phase == LinkPhase.Stopped)
                throw new ActiveMqConnectionException($"The bus at {host.HostAddress} is stopped; start it before sending.");
            try
            {
                await state.Changed.WaitAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw Unavailable(state, limit);
            }
            state = _state;
        }
    }

    /// <summary>Describes the link.</summary>
    public void Probe(ProbeContext context)
    {
        var state = _state;
        var scope = context.CreateScope("link");
        scope.Add("phase", state.Phase.ToString());
        if (state.Connection is { } connection)
            scope.Add("broker", connection.Connection.Broker.ToString());
        if (state.Failure is { } failure)
            scope.Add("failure", failure.Message);
    }

    private ActiveMqConnectionException Unavailable(LinkState state, TimeSpan limit) => state.Phase == LinkPhase.NotStarted
        ? new ActiveMqConnectionException(
            $"The bus at {host.HostAddress} was not started within {limit.TotalSeconds:0.###} s; start it before sending.")
        : new ActiveMqConnectionException(
            $"No ActiveMQ broker could be reached within {limit.TotalSeconds:0.###} s: {state.Failure?.Message ?? "no answer yet."} "
            + BrokerRound.Remedy(state.Failure),
            state.Failure);

    private async Task SuperviseAsync(Task predecessor, CancellationToken stopping)
    {
        // A restart that did not wait for the stop must not overlap with it.
        await predecessor.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.SuppressThrowing);
        var logger = Logger;
        if (host.Settings.OptionsWithoutEffect.Count > 0)
            LinkLog.OptionsWithoutEffect(logger, string.Join(", ", host.Settings.OptionsWithoutEffect));
        var outage = new Outage(host.TimeProvider);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await RunOneConnectionAsync(outage, logger, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                LinkLog.SupervisorFailed(logger, exception);
                Become(new LinkState(LinkPhase.Connecting, failure: exception));
                outage.Failed(exception.Message);
            }
        }
        Become(new LinkState(LinkPhase.Stopped));
    }

    private async Task RunOneConnectionAsync(Outage outage, ILogger logger, CancellationToken stopping)
    {
        var settings = host.Settings;
        var backOff = new BackOff(settings.InitialReconnectDelay, settings.MaximumReconnectDelay, settings.ReconnectDelayExponent);
        await Task.Delay(backOff.After(outage.Failures), host.TimeProvider, stopping).ConfigureAwait(false);
        BrokerConnection connection;
        try
        {
            connection = await BrokerRound.ConnectAsync(_connector, settings, host.TimeProvider, stopping).ConfigureAwait(false);
        }
        catch (ActiveMqConnectionException failure)
        {
            if (outage.Failed(failure.Message))
                LinkLog.Unreachable(logger, failure.Message, BrokerRound.Remedy(failure));
            else
                LinkLog.StillUnreachable(logger, outage.Failures, failure.Message);
            Become(new LinkState(LinkPhase.Connecting, failure: failure));
            return;
        }
        await using (connection.ConfigureAwait(false))
        {
            LogConnected(logger, connection.Connection, outage);
            var since = host.TimeProvider.GetTimestamp();
            Become(new LinkState(LinkPhase.Connected, connection));
            await ((Task)connection.Ended).WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested)
            {
                LinkLog.Disconnected(logger, connection.Connection.Broker.ToString());
                return;
            }
            var end = await connection.Ended.ConfigureAwait(false);
            LinkLog.Lost(logger, connection.Connection.Broker.ToString(), end.Message);
            Become(new LinkState(LinkPhase.Connecting, failure: new ActiveMqConnectionException(end.Message, end.Cause)));
            outage.Begin(settled: host.TimeProvider.GetElapsedTime(since) >= Settled);
        }
    }

    private static void LogConnected(ILogger logger, IOpenWireConnection connection, Outage outage)
    {
        var broker = connection.BrokerDescription;
        if (outage.Elapsed is { } elapsed)
            LinkLog.Reconnected(logger, connection.Broker.ToString(), broker.Name, broker.Version, elapsed);
        else
            LinkLog.Connected(logger, connection.Broker.ToString(), broker.Name, broker.Version);
        outage.Over();
    }

    private void Become(LinkState next)
    {
        LinkState last;
        lock (_lock)
        {
            last = _state;
            _state = next;
        }
        last.Supersede();
    }
}
