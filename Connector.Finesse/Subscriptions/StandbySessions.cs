using Connector.Finesse.Rest;
using Connector.Xmpp;
using Microsoft.Extensions.Logging;

namespace Connector.Finesse.Subscriptions;

/// <summary>
/// Keeps the silent sessions of one side: one for each agent who is wanted and has no subscription here. A subscription takes its agent's, and while there
/// is one, none is opened: two sessions of one resource end each other (RFC 6120, 7.7.2.2).
/// </summary>
internal sealed partial class StandbySessions : IStandbySessions, IAsyncDisposable
{
    private readonly AgentSignIn _signIn;
    private readonly StandbyOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _turns;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly HashSet<StandbySession> _held = [];
    private Task? _running;
    private long _restsUntil;

    /// <summary>Keeps none yet.</summary>
    /// <param name="signIn">Makes the attempts.</param>
    /// <param name="options">How.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log; never told a secret.</param>
    internal StandbySessions(AgentSignIn signIn, StandbyOptions options, TimeProvider time, ILogger logger)
    {
        (_signIn, _options, _time, _logger) = (signIn, options, time, logger);
        _turns = new SemaphoreSlim(options.MaxParallelSignIns);
        _stop = _stopping.Token;
        _restsUntil = time.GetTimestamp();
    }

    /// <inheritdoc/>
    public StandbyCount Count
    {
        get
        {
            lock (_gate)
            {
                var wanted = _places.Values.Where(place => place is { Wanted: not null, Subscriptions: 0, IsRefused: false }).ToList();
                return new(wanted.Count, wanted.Count(place => place.Held is { IsReady: true }));
            }
        }
    }

    /// <inheritdoc/>
    public void Want(string agentId, FinesseCredentials credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        lock (_gate)
        {
            if (_stop.IsCancellationRequested)
                return;
            var place = PlaceOf(agentId);
            if (credentials.Equals(place.Wanted))
                return;
            place.IsRefused = false;
            if (place.Held is { } held && !held.Credentials.Equals(credentials))
                Let(place);
            (place.Wanted, place.DueAt) = (credentials, After(_options.Settle));
            _running ??= Task.Run(RunAsync, CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public void Keep(string agentId) => Forget(agentId, alsoHeld: false);

    /// <inheritdoc/>
    public void Drop(string agentId) => Forget(agentId, alsoHeld: true);

    /// <summary>Closes all, and opens no more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stopping.CancelAsync();
        if (_running is { } running)
            await running;
        StandbySession[] held;
        lock (_gate)
        {
            _places.Clear();
            held = [.. _held];
        }

        foreach (var session in held)
            session.Decide(StandbyFate.Dropped);
        await Task.WhenAll(held.Select(session => session.Holding));
        _turns.Dispose();
        _stopping.Dispose();
    }

    /// <summary>The agent has a subscription here from now on: no session is opened for him beside it.</summary>
    internal void Enter(string agentId)
    {
        lock (_gate)
            PlaceOf(agentId).Subscriptions++;
    }

    /// <summary>A subscription of the agent is over, with its sessions.</summary>
    internal void Leave(string agentId)
    {
        lock (_gate)
        {
            var place = PlaceOf(agentId);
            place.Subscriptions--;
            place.DueAt = After(_options.Settle);
            ForgetWhereEmpty(agentId, place);
        }
    }

    /// <summary>Whether the agent has a silent session that signs nobody in any more.</summary>
    internal bool IsReady(string agentId)
    {
        lock (_gate)
            return _places.GetValueOrDefault(agentId)?.Held is { IsReady: true };
    }

    /// <summary>Makes the agent's silent session available, for whoever has <see cref="Enter">entered</see>.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="credentials">What the subscription would sign in with; a session that has signed in with others is of no use.</param>
    /// <param name="handler">Takes what comes.</param>
    /// <param name="priority">The priority of the presence.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The session, whose end is the caller's now; null: there is none that lives.</returns>
    internal async Task<MovableSession?> TakeAsync(
        string agentId, FinesseCredentials credentials, IXmppStanzaHandler handler, sbyte priority, CancellationToken cancellationToken)
    {
        StandbySession held;
        lock (_gate)
        {
            if (!_places.TryGetValue(agentId, out var place) || place.Held is not { } there)
                return null;
            (held, place.Held) = (there, null);
        }

        var fate = StandbyFate.Dropped;
        try
        {
            // One that is just signing in is nearer to its end than a second one would be, which it could put out.
            if (held.Credentials.Equals(credentials) && await held.Opened.WaitAsync(cancellationToken) is { } session)
            {
                session.Relay.Use(handler);
                await session.Session.AnnounceAsync(priority, _options.AnnounceTimeout, cancellationToken);
                fate = StandbyFate.Taken;
                return session;
            }
        }
        catch (Exception dead) when (dead is TimeoutException or XmppSessionEndedException)
        {
            Log.Dead(_logger, agentId, dead.Message);
        }
        finally
        {
            held.Decide(fate);
        }

        // A new one would be put out by one that has yet to bind.
        if (!held.IsReady)
            await held.Holding.WaitAsync(cancellationToken);
        return null;
    }

    /// <summary>Takes the session of a subscription that ends, where one is wanted of the agent: it falls silent instead of being closed and opened again.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="session">His session, with nothing subscribed by request.</param>
    /// <returns>Whether it was taken; if not, it is the caller's still.</returns>
    internal async Task<bool> TryGiveAsync(string agentId, MovableSession session)
    {
        if (!MayGive(agentId, session))
            return false;
        session.Relay.Use(null);
        try
        {
            await session.Session.WithdrawAsync(CancellationToken.None);
        }
        catch (XmppSessionEndedException)
        {
            return false;
        }

        lock (_gate)
        {
            if (!MayGive(agentId, session))
                return false;
            var held = new StandbySession(session.Credentials);
            held.Open(session);
            _places[agentId].Held = held;
            _held.Add(held);
            held.Holding = HoldAsync(agentId, held, session);
            return true;
        }
    }

    private bool MayGive(string agentId, MovableSession session)
    {
        lock (_gate)
        {
            return !_stop.IsCancellationRequested && _places.TryGetValue(agentId, out var place)
                && place is { Subscriptions: 1, Held: null, Wanted: { } wanted } && wanted.Equals(session.Credentials);
        }
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            foreach (var agentId in Due())
                await BeginAsync(agentId).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(_options.Review, _time, _stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private List<string> Due()
    {
        lock (_gate)
            return [.. _places.Where(each => IsDue(each.Value)).Select(each => each.Key)];
    }

    private bool IsDue(Place place)
    {
        var now = _time.GetTimestamp();
        return place is { Wanted: not null, Held: null, Subscriptions: 0 } && place.DueAt <= now && _restsUntil <= now;
    }

    private async Task BeginAsync(string agentId)
    {
        await _turns.WaitAsync(_stop);
        lock (_gate)
        {
            if (!_stop.IsCancellationRequested && _places.TryGetValue(agentId, out var place) && IsDue(place))
            {
                (place.Held, place.IsRefused) = (new(place.Wanted!), false);
                _held.Add(place.Held);
                place.Held.Holding = OpenAsync(agentId, place.Held);
            }
            else
            {
                _turns.Release();
                return;
            }
        }

        await Task.Delay(_options.Pace, _time, _stop);
    }

    private async Task OpenAsync(string agentId, StandbySession held)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        MovableSession? opened = null;
        try
        {
            var relay = new SessionRelay();
            var (session, end) = await _signIn.TryAsync(agentId, held.Credentials, relay, priority: null, _stop);
            if (session is null)
                Lose(agentId, held, end!, wasThere: false);
            else
                opened = new(session, relay, held.Credentials);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Nobody is held any more.
        }
        catch (Exception fault)
        {
            // What was not thought of costs this agent his quick takeover, and nobody else.
            Log.Broken(_logger, fault, agentId);
            Lose(agentId, held, new(XmppEndReason.ProtocolViolation, fault.Message), wasThere: false);
        }
        finally
        {
            _turns.Release();
        }

        held.Open(opened);
        if (opened is not null)
            await HoldAsync(agentId, held, opened);
        else
            End(held);
    }

    /// <summary>Holds a session until somebody takes it, nobody wants it, or it is lost.</summary>
    private async Task HoldAsync(string agentId, StandbySession held, MovableSession opened)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await Task.WhenAny(held.Fate, opened.Session.Ended);
        if (!held.Fate.IsCompleted)
            Lose(agentId, held, await opened.Session.Ended, wasThere: true);
        if (!held.Fate.IsCompleted || await held.Fate != StandbyFate.Taken)
            await opened.Session.DisposeAsync();
        End(held);
    }

    private void End(StandbySession held)
    {
        lock (_gate)
            _held.Remove(held);
    }

    private void Lose(string agentId, StandbySession held, XmppSessionEnd end, bool wasThere)
    {
        var isRefused = SessionEnds.RefusalIn(end) is not null;
        lock (_gate)
        {
            if (isRefused)
                Log.Refused(_logger, agentId, end.ToString());
            else if (!wasThere && _restsUntil <= _time.GetTimestamp())
                Log.Unreachable(_logger, end.ToString());
            if (!isRefused && !wasThere)
                _restsUntil = After(_options.UnreachableRest);
            if (!_places.TryGetValue(agentId, out var place) || place.Held != held)
                return;
            place.Held = null;
            place.IsRefused = isRefused;
            place.DueAt = After(isRefused ? _options.RefusalRest : _options.Settle);
            ForgetWhereEmpty(agentId, place);
        }
    }

    private void Forget(string agentId, bool alsoHeld)
    {
        lock (_gate)
        {
            if (!_places.TryGetValue(agentId, out var place))
                return;
            place.Wanted = null;
            if (alsoHeld)
                Let(place);
            ForgetWhereEmpty(agentId, place);
        }
    }

    private static void Let(Place place)
    {
        place.Held?.Decide(StandbyFate.Dropped);
        place.Held = null;
    }

    private Place PlaceOf(string agentId)
    {
        if (!_places.TryGetValue(agentId, out var place))
            _places[agentId] = place = new();
        return place;
    }

    private void ForgetWhereEmpty(string agentId, Place place)
    {
        if (place is { Wanted: null, Held: null, Subscriptions: 0 })
            _places.Remove(agentId);
    }

    private long After(TimeSpan pause) => _time.GetTimestamp() + (long)(pause.TotalSeconds * _time.TimestampFrequency);

    /// <summary>What is known of one agent.</summary>
    private sealed class Place
    {
        internal FinesseCredentials? Wanted { get; set; }

        internal long DueAt { get; set; }

        internal bool IsRefused { get; set; }

        internal int Subscriptions { get; set; }

        internal StandbySession? Held { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {AgentId}: no session to stand by with ({Reason}).")]
        internal static partial void Refused(ILogger logger, string agentId, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "No sessions to stand by with are to be had for now: {Reason}")]
        internal static partial void Unreachable(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "Agent {AgentId}: the session that stood by was dead ({Reason}); the agent is signed in anew.")]
        internal static partial void Dead(ILogger logger, string agentId, string reason);

        [LoggerMessage(Level = LogLevel.Error, Message = "Agent {AgentId}: standing by failed.")]
        internal static partial void Broken(ILogger logger, Exception exception, string agentId);
    }
}
