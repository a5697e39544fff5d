using Connector.Finesse.Rest;
using Connector.Xmpp;
using Microsoft.Extensions.Logging;

namespace Connector.Finesse.Subscriptions;

/// <summary>One agent's session, restored whenever it is lost, until it is refused or disposed.</summary>
internal sealed partial class AgentSubscription : IAgentSubscription
{
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource<SubscriptionOpening> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RenewableCredentials _credentials;
    private readonly AgentSignIn _signIn;
    private readonly StandbySessions _standby;
    private readonly AgentInbox _inbox;
    private readonly SessionNodes _nodes;
    private readonly AgentSubscriptionsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<AgentSubscription> _onClosed;
    private readonly bool _givesUpFirst;
    private Task _running = Task.CompletedTask;
    private Task _pumping = Task.CompletedTask;
    private int _state = (int)SubscriptionState.Connecting;
    private int _disposed;

    /// <summary>Makes a subscription that does nothing yet.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="credentials">His secret.</param>
    /// <param name="givesUpFirst">Whether a first attempt that fails is the last: then its success is not announced, for the
    /// caller waits for it.</param>
    /// <param name="observer">Told everything.</param>
    /// <param name="signIn">Makes the attempts.</param>
    /// <param name="standby">May have a session ready.</param>
    /// <param name="options">How.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="onClosed">Told when nothing runs any more.</param>
    internal AgentSubscription(
        string agentId,
        RenewableCredentials credentials,
        bool givesUpFirst,
        IAgentObserver observer,
        AgentSignIn signIn,
        StandbySessions standby,
        AgentSubscriptionsOptions options,
        TimeProvider time,
        ILogger logger,
        Action<AgentSubscription> onClosed)
    {
        AgentId = agentId;
        _credentials = credentials;
        _givesUpFirst = givesUpFirst;
        _signIn = signIn;
        _standby = standby;
        _options = options;
        _time = time;
        _logger = logger;
        _onClosed = onClosed;
        _inbox = new AgentInbox(agentId, observer, options.RememberedItems, options.Counts, logger);
        _nodes = new SessionNodes(agentId, signIn, time, logger);
    }

    /// <inheritdoc/>
    public string AgentId { get; }

    /// <inheritdoc/>
    public SubscriptionState State => (SubscriptionState)Volatile.Read(ref _state);

    /// <summary>The nodes subscribed to by request.</summary>
    internal SessionNodes Nodes => _nodes;

    /// <summary>What came of the first attempt.</summary>
    internal Task<SubscriptionOpening> First => _first.Task;

    /// <inheritdoc/>
    public async Task DrainAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            if (_nodes.Session is { } session)
                await session.PingAsync(cancellationToken);
        }
        catch (Exception silent) when (silent is TimeoutException or XmppSessionEndedException)
        {
            // Nothing more comes of it.
        }

        await _inbox.DrainAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _closing.CancelAsync();
        await _running;
        _inbox.Complete();
        // An observer that disposes its own subscription is the pump: waiting for it would wait for ourselves.
        if (!_inbox.IsWithinObserver)
            await _pumping;
        _closing.Dispose();
        Volatile.Write(ref _state, (int)SubscriptionState.Closed);
        _first.TrySetResult(new SubscriptionOpening.Unavailable("the subscription was closed"));
        _onClosed(this);
    }

    /// <summary>Begins.</summary>
    internal void Begin()
    {
        _pumping = Task.Run(() => _inbox.PumpAsync(_closing.Token), CancellationToken.None);
        _running = Task.Run(() => RunAsync(_closing.Token), CancellationToken.None);
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await KeepAliveAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Disposed.
        }
        catch (Exception exception)
        {
            // Nothing throws here but what was not thought of; the agent must not be without events in silence.
            Log.Broken(_logger, exception, AgentId);
            await RefuseAsync(new(RefusalKind.Configuration, exception.Message), cancellationToken);
        }
    }

    private async Task KeepAliveAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        var isFirst = true;
        while (true)
        {
            var handler = new SessionHandler(_inbox, AgentId, _signIn.Resource, isAnnounced: !isFirst || !_givesUpFirst);
            var begun = _time.GetTimestamp();
            var credentials = _credentials.Current;
            if (await HoldAsync(handler, credentials, cancellationToken) is not { } end)
                return;
            // What was refused may have been renewed meanwhile; the fresh ones get their one attempt.
            var wasRenewed = !_credentials.Current.Equals(credentials);
            if (SessionEnds.RefusalIn(end) is { } refusal && !(wasRenewed && refusal.Kind == RefusalKind.Authentication))
            {
                await RefuseAsync(refusal, cancellationToken);
                return;
            }
            if (handler.WasLive)
                await _inbox.PostSurelyAsync(new AgentInbox.Entry.Lost(end.ToString()), cancellationToken);
            _first.TrySetResult(new SubscriptionOpening.Unavailable(end.ToString()));
            if (isFirst && _givesUpFirst && !handler.WasLive)
                return;
            isFirst = false;
            // A session that breaks again at once counts as a failure in a row.
            var wasStable = handler.WasLive && _time.GetElapsedTime(begun) > _options.Backoff.Longest;
            failures = wasStable ? 1 : failures + 1;
            var pause = _options.Backoff.After(failures, Random.Shared.NextDouble());
            Log.Restoring(_logger, AgentId, end.ToString(), pause.TotalMilliseconds);
            await Task.Delay(pause, _time, cancellationToken);
        }
    }

    /// <summary>Signs in and stays until the session ends, or was not to be had.</summary>
    /// <returns>The end; null: it was closed, as it is to be when this subscription is disposed.</returns>
    private async Task<XmppSessionEnd?> HoldAsync(
        SessionHandler handler, FinesseCredentials credentials, CancellationToken cancellationToken)
    {
        var held = await _standby.TakeAsync(AgentId, credentials, handler, _signIn.Priority, cancellationToken);
        XmppSessionEnd? end = null;
        if (held is null)
            (held, end) = await SignInAsync(handler, credentials, cancellationToken);
        if (held is null)
            return end!;
        var session = held.Session;
        var isGiven = false;
        try
        {
            Volatile.Write(ref _state, (int)SubscriptionState.Live);
            _nodes.Use(session);
            handler.Announce();
            _first.TrySetResult(new SubscriptionOpening.Live(this));
            Log.Live(_logger, AgentId, session.Jid);
            try
            {
                // Each agent's session is closed one day, and those of a connector all at once: what is expected throws nothing.
                Task ended = session.Ended.WaitAsync(cancellationToken);
                await ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (ended.IsCanceled)
                {
                    await _nodes.LeaveAsync();
                    isGiven = await _standby.TryGiveAsync(AgentId, held);
                    return null;
                }
            }
            finally
            {
                _nodes.Use(null);
            }
            end = await session.Ended;
        }
        finally
        {
            if (!isGiven)
                await session.DisposeAsync();
        }
        Volatile.Write(ref _state, (int)SubscriptionState.Connecting);
        return end;
    }

    private async Task<(MovableSession? Held, XmppSessionEnd? End)> SignInAsync(
        SessionHandler handler, FinesseCredentials credentials, CancellationToken cancellationToken)
    {
        var relay = new SessionRelay();
        relay.Use(handler);
        var (session, end) = await _signIn.TryAsync(AgentId, credentials, relay, _signIn.Priority, cancellationToken);
        return (session is null ? null : new MovableSession(session, relay, credentials), end);
    }

    private async Task RefuseAsync(SubscriptionRefusal refusal, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _state, (int)SubscriptionState.Refused);
        Log.Refused(_logger, AgentId, refusal.Kind, refusal.Reason);
        // Who waits for the first attempt is told by its result, and has no observer to be told twice.
        if (_first.TrySetResult(new SubscriptionOpening.Refused(refusal)) && _givesUpFirst)
            return;
        await _inbox.PostSurelyAsync(new AgentInbox.Entry.Refused(refusal), cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Agent {AgentId}: subscribed as {Jid}")]
        internal static partial void Live(ILogger logger, string agentId, Jid jid);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {AgentId}: no subscription ({Reason}); trying again in {Pause:0} ms")]
        internal static partial void Restoring(ILogger logger, string agentId, string reason, double pause);

        [LoggerMessage(Level = LogLevel.Warning,
            Message = "Agent {AgentId}: the notification service refused for good ({Kind}): {Reason}. Not trying again by itself")]
        internal static partial void Refused(ILogger logger, string agentId, RefusalKind kind, string reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "Agent {AgentId}: the subscription broke by a fault of this program")]
        internal static partial void Broken(ILogger logger, Exception exception, string agentId);
    }
}
