using System.Threading.Channels;
using Connector.Contracts;
using Connector.Finesse.Model;
using Connector.Finesse.Rest;
using Connector.Finesse.Sides;
using Connector.Finesse.Subscriptions;
using Connector.Sagas.Ports;

namespace Connector.Service.Adapters;

/// <summary>An agent whose subscription lives: passes on what is told, makes up for what was missed, and takes him to the other side
/// when the supervision calls.</summary>
internal sealed partial class FollowedAgent : IAsyncDisposable
{
    private readonly string _agentId;
    private readonly FinesseSides _sides;
    private readonly RenewableCredentials _credentials;
    private readonly Channel<Happening> _happenings;
    private readonly Action<SubscriptionReport> _report;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AgentComeback _comeback;
    private readonly AgentRoute _route;
    private readonly KnownAgent _known = new();

    // Taken out of the queue before their turn, and still to be handled.
    private readonly Queue<Happening> _kept = new();

    // The end of the agent's session with each side that he has left: a new one there waits for it.
    private readonly Dictionary<SideId, Task> _left = [];
    private SideSession _session;
    private IDisposable? _turn;
    private SideDecision.Move? _call;
    private long _movedAt;
    private bool _hasMoved;
    private bool _wasMended;
    private bool _isInterrupted;
    private long _interruptedAt;

    /// <summary>An agent whose subscription has come to life.</summary>
    public FollowedAgent(
        string agentId,
        SideSession session,
        FinesseSides sides,
        RenewableCredentials credentials,
        Channel<Happening> happenings,
        Action<SubscriptionReport> report,
        TimeProvider time,
        ILogger logger)
    {
        _agentId = agentId;
        (_session, _sides, _credentials, _happenings) = (session, sides, credentials, happenings);
        (_report, _time, _logger) = (report, time, logger);
        _comeback = new AgentComeback(agentId, credentials, time, logger);
        _route = sides.Begin(agentId, session.Side);
    }

    /// <summary>Makes the listener of a new session.</summary>
    public required Func<FinesseSide, SideEar> NewEar { get; init; }

    /// <summary>Pauses between attempts to read the agent again.</summary>
    public required Backoff ReadBackoff { get; init; }

    /// <summary>How he signed in through a connector before; null where he did not.</summary>
    public SignInAgent? SignIn { get; init; }

    /// <summary>Whether something waits that makes the present reading pointless.</summary>
    private bool IsCalled => Volatile.Read(ref _call) is not null;

    /// <summary>Follows the agent until he is refused, or nobody wants that any more.</summary>
    /// <param name="view">What is known of him at first.</param>
    /// <param name="mobile">The telephone he works on, where he is a mobile agent.</param>
    /// <param name="cancellationToken">Follows no more. Who cancels it puts <see cref="Happening.Called"/> into the queue behind that.</param>
    public async Task RunAsync(AgentView view, FinesseMobileAgent? mobile, CancellationToken cancellationToken)
    {
        if (SignIn is not null)
            _route.Ended(SignIn, new FinesseOutcome.Accepted());
        _known.Take(view, mobile);
        _report(new SubscriptionReport.Opened(view));
        using var held = _sides.Watch.Join(_agentId, _session.Side.Id, () => _known.HasCalls, Call);
        // Lost before anybody watched.
        if (_session.Ear.IsLost)
            _sides.Watch.Observe(new SideFact.Lost(_agentId, _session.Side.Id));
        while (await NextAsync(cancellationToken) is { } next && await HandleAsync(next, cancellationToken))
        {
            if (Interlocked.Exchange(ref _call, null) is { } move)
                await MoveAsync(move, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _turn?.Dispose();
        _sides.End(_route);
        await _session.Subscription.DisposeAsync();
        await Task.WhenAll(_left.Values);
    }

    private void Call(SideDecision.Move move)
    {
        Volatile.Write(ref _call, move);
        // Where the queue is full, whoever empties it looks for the call as well.
        _happenings.Writer.TryWrite(new Happening.Called());
    }

    /// <summary>What happens next; null: he is followed no more.</summary>
    private async ValueTask<Happening?> NextAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return null;
        // Whoever cancels calls as well: a waiting that is cancelled would throw here, and again in every method up to the one that opened.
        var next = _kept.TryDequeue(out var kept) ? kept : await _happenings.Reader.ReadAsync(CancellationToken.None);
        return cancellationToken.IsCancellationRequested ? null : next;
    }

    /// <summary>Takes one happening in its turn.</summary>
    /// <returns>Whether there is more to come.</returns>
    private async Task<bool> HandleAsync(Happening happening, CancellationToken cancellationToken)
    {
        switch (happening)
        {
            case Happening.Told told when told.From == _session.Ear:
                return await HearAsync(told, cancellationToken);
            case Happening.Lost lost when lost.From == _session.Ear:
                Interrupt(lost.Reason);
                return true;
            case Happening.Restored restored when restored.From == _session.Ear:
                // A side that was down as long as both were, or as nobody could move from it, may have signed its agents out.
                if (_isInterrupted && _sides.Watch.WasOut(_session.Side.Id, _interruptedAt))
                    _route.Leave();
                return await RestoreAsync(restored.Losses, _route.IsAway, cancellationToken);
            case Happening.Refused refused when refused.From == _session.Ear:
                _report(FailureMapping.ToRefusal(refused.Refusal, _credentials.Current, _session.Side.Address));
                return false;
            default:
                // Of a session that the agent has left.
                return true;
        }
    }

    private async Task<bool> HearAsync(Happening.Told told, CancellationToken cancellationToken)
    {
        // Told before the agent was read, and heard after it: what is known is newer, and clients would be told both again.
        if (told.Notification is AgentNotification.StateChanged old && old.State.StateChangeTime < _known.State.StateChangeTime)
            return true;
        switch (told.Notification)
        {
            case AgentNotification.StateChanged changed when IsSurprise(changed.State, told.User):
                _wasMended = true;
                SurprisinglySignedOut(_logger, _agentId, _session.Side.Id);
                Interrupt($"Finesse side {_session.Side.Id} signed the agent out after the move, which nobody asked for; signing in again");
                _route.Leave();
                return await RestoreAsync(_session.Ear.Losses, comesBack: true, cancellationToken);
            case AgentNotification.RequestFailed failed when AgentComeback.IsOurs(failed.RequestId):
                ComebackFailed(_logger, _agentId, failed.Error.ErrorMessage);
                return true;
        }
        _known.Take(told.Notification, told.User);
        _report(new SubscriptionReport.Notified(told.Notification));
        return true;
    }

    private bool IsSurprise(AgentState now, FinesseUser? user) => now.State == SurpriseLogout.Logout && new SurpriseLogout(
        _known.State.State,
        user?.ReasonCode?.Code ?? user?.ReasonCodeId,
        _route.IsSignOutAskedFor,
        _hasMoved ? _time.GetElapsedTime(_movedAt) : null,
        _wasMended).IsToBeMended;

    private void Interrupt(string reason)
    {
        _turn?.Dispose();
        if (_isInterrupted)
            return;
        (_isInterrupted, _interruptedAt) = (true, _time.GetTimestamp());
        _report(new SubscriptionReport.Lost(reason));
    }

    /// <summary>Reads the agent, brings him back where that is needed, and reports it.</summary>
    /// <returns>Whether there is more to come.</returns>
    private async Task<bool> RestoreAsync(int losses, bool comesBack, CancellationToken cancellationToken)
    {
        var report = await ReadAgainAsync(losses, comesBack, cancellationToken);
        // Lost again, or called away: what comes next reads.
        if (report is null)
            return true;
        if (report is SubscriptionReport.Restored restored)
        {
            _known.Take(restored.View);
            _isInterrupted = false;
        }
        _report(report);
        _route.Arrive(_session.Side);
        _turn?.Dispose();
        return report is SubscriptionReport.Restored;
    }

    private async Task<SubscriptionReport?> ReadAgainAsync(int losses, bool comesBack, CancellationToken cancellationToken)
    {
        var (side, ear) = (_session.Side, _session.Ear);
        var signIn = comesBack ? _known.SignInAgain(_route.SignIn, _route.IsSignOutAskedFor) : null;
        var failures = 0;
        while (losses == ear.Losses && !IsCalled)
        {
            var credentials = _credentials.Current;
            var (view, failure) = await _comeback.RunAsync(side, _known.State, signIn, DropWhatTheReadingWillTell, cancellationToken);
            if (view is not null)
                return new SubscriptionReport.Restored(view);
            var refusal = FailureMapping.ToRefusal(failure!, credentials, side.Address);
            // What was refused may have been renewed meanwhile; the fresh ones get their one attempt.
            if (refusal.Code == RejectionCode.Unauthorized && !_credentials.Current.Equals(credentials))
                continue;
            if (refusal.Code != RejectionCode.FinesseUnavailable)
                return refusal;
            ReadingFailed(_logger, _agentId, refusal.Reason);
            _sides.Watch.Observe(new SideFact.RequestFailed(side.Id, refusal.Reason));
            await Task.Delay(ReadBackoff.After(++failures, Random.Shared.NextDouble()), _time, cancellationToken);
        }
        return null;
    }

    /// <summary>What was told before a reading is in what is read; told after it, it would be old news.</summary>
    private void DropWhatTheReadingWillTell()
    {
        while (_happenings.Reader.TryRead(out var happening))
        {
            if (happening is not Happening.Told { Notification: AgentNotification.StateChanged or AgentNotification.DialogsChanged })
                _kept.Enqueue(happening);
        }
    }

    private async Task MoveAsync(SideDecision.Move move, CancellationToken cancellationToken)
    {
        _route.Leave();
        Interrupt($"Moving to Finesse side {move.To}, for {move.Reason}");
        // Before the turn, so that nobody goes on knocking at the dead side; it takes its time to end, which nobody has to wait for.
        _left[_session.Side.Id] = _session.Subscription.DisposeAsync().AsTask();
        _turn = await _sides.Moves.EnterAsync(_known.HasCalls, cancellationToken);
        var to = _sides[move.To];
        if (_left.TryGetValue(to.Id, out var leaving))
            await leaving;
        var ear = NewEar(to);
        _session = new(to, ear, to.Subscriptions.Start(_agentId, _credentials, ear));
        (_movedAt, _hasMoved, _wasMended) = (_time.GetTimestamp(), true, false);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {AgentId} cannot be read again yet: {Reason}")]
    private static partial void ReadingFailed(ILogger logger, string agentId, string reason);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "Agent {AgentId} was signed out on side {Side} after his move, which nobody asked for: signing him in again.")]
    private static partial void SurprisinglySignedOut(ILogger logger, string agentId, SideId side);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Agent {AgentId}: Finesse refused what it had taken to bring the agent back: {Error}.")]
    private static partial void ComebackFailed(ILogger logger, string agentId, string error);
}
