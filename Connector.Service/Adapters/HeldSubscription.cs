using System.Threading.Channels;
using Connector.Contracts;
using Connector.Finesse.Rest;
using Connector.Finesse.Sides;
using Connector.Finesse.Subscriptions;
using Connector.Sagas.Ports;

namespace Connector.Service.Adapters;

/// <summary>One agent's subscription from its opening to its end, on whichever side of Finesse serves him. What Finesse tells waits in
/// a bounded queue while the agent is being read, so every report is in order, and the view comes before whatever was told after the
/// subscription lived.</summary>
internal sealed partial class HeldSubscription : IDisposable
{
    // A notification is a few KB, and reading an agent takes milliseconds; beyond this the agent's own XMPP session waits.
    private const int QueueLength = 256;

    // A hand-over waits for it. A server that answers later than this is as good as silent.
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(2);

    private readonly FinesseSides _sides;
    private readonly AgentCredentials _secrets;
    private readonly Action<SubscriptionReport> _report;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<Happening> _happenings = Channel.CreateBounded<Happening>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private Task _cancelling = Task.CompletedTask;
    private Task _draining = Task.CompletedTask;
    private bool _closed;
    private IDisposable? _turn;
    private volatile RenewableCredentials? _credentials;
    private volatile FollowedAgent? _following;

    // Whether the last opening got as far as XMPP.
    private bool _isRestWell;

    /// <summary>A subscription that is not opened yet.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="secrets">The agent's credentials.</param>
    /// <param name="sides">Where.</param>
    /// <param name="report">Gets the reports; returns at once.</param>
    /// <param name="time">The clock of the pauses between attempts to read.</param>
    /// <param name="logger">The log.</param>
    public HeldSubscription(
        string agentId, AgentCredentials secrets, FinesseSides sides, Action<SubscriptionReport> report, TimeProvider time, ILogger logger)
    {
        AgentId = agentId;
        (_secrets, _sides, _report, _time, _logger) = (secrets, sides, report, time, logger);
    }

    /// <summary>The agent.</summary>
    public string AgentId { get; }

    /// <summary>What is known of the agent from before.</summary>
    public SubscriptionHints Hints { get; init; } = new();

    /// <summary>Lets those through who are taken over, not too many at a time; null: everybody at once.</summary>
    public MoveQueue? Takeovers { get; init; }

    /// <summary>Pauses between attempts to read an agent again.</summary>
    public Backoff ReadBackoff { get; init; } = new();

    /// <summary>How long an opening waits for the other side to serve, where its own does not.</summary>
    public TimeSpan OpeningPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Uses these credentials from here on. The session that lives stays; its next sign-in takes them.</summary>
    /// <param name="secrets">The agent's credentials, which Finesse has taken.</param>
    public void Renew(AgentCredentials secrets) => _credentials?.Renew(FinesseAdapter.Credentials(AgentId, secrets));

    /// <summary>Reports <see cref="SubscriptionReport.Drained"/> when everything is reported that Finesse had told by now, and in any case soon. Returns at once.</summary>
    public void Drain()
    {
        lock (_gate)
        {
            if (!_closed)
                _draining = Task.WhenAll(_draining, Task.Run(DrainAsync, CancellationToken.None));
        }
    }

    /// <summary>No report follows, and holding soon ends. Returns at once.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _closed = true;
            _cancelling = _closing.CancelAsync();
            // Where the queue is full nobody waits at it, and whoever empties it looks for the cancellation as well.
            _happenings.Writer.TryWrite(new Happening.Called());
        }
    }

    /// <summary>Frees what it used; after holding has ended.</summary>
    public void Dispose() => _closing.Dispose();

    /// <summary>Opens the subscription and holds it until it is closed or refused.</summary>
    /// <param name="previous">The end of the agent's subscription before this one: two would take each other's place.</param>
    public async Task HoldAsync(Task previous)
    {
        try
        {
            await previous;
            // Where nobody has to be signed in, what Finesse tells from now on is heard before it is his turn to be read.
            if (!_sides.Serving.Subscriptions.StandsBy(AgentId))
                await EnterAsync(_closing.Token);
            await HoldUntilClosedAsync(_closing.Token);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // Closed: whoever did it wants to hear no more.
        }
        catch (Exception fault)
        {
            HoldingFailed(fault, AgentId);
            Report(new SubscriptionReport.Refused(
                RejectionCode.InternalError, $"Holding agent {AgentId}'s subscription failed inside the connector; its log has the cause."));
        }
        finally
        {
            _turn?.Dispose();
            Close();
            await _draining;
            await _cancelling;
        }
    }

    /// <summary>Waits for the turn of an agent who is taken over, which he has once.</summary>
    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        if (Takeovers is not null && Hints.IsTakeover)
            _turn ??= await Takeovers.EnterAsync(Hints.HasCalls, cancellationToken);
    }

    private async Task DrainAsync()
    {
        using var limit = new CancellationTokenSource(DrainLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _closing.Token);
        if (_following is { } following)
            await following.DrainAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _happenings.Writer.WriteAsync(new Happening.Drained(), _closing.Token).AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task HoldUntilClosedAsync(CancellationToken cancellationToken)
    {
        RenewableCredentials credentials = FinesseAdapter.Credentials(AgentId, _secrets);
        _credentials = credentials;
        var begun = _time.GetTimestamp();
        var side = _sides.Serving;
        var tried = new HashSet<SideId>();
        while (true)
        {
            var refusal = await TryHoldAsync(side, credentials, cancellationToken);
            if (refusal is null)
                return;
            tried.Add(side.Id);
            var other = refusal.Code == RejectionCode.FinesseUnavailable
                ? await AnotherAsync(side, tried, refusal, begun, cancellationToken)
                : null;
            if (other is null)
            {
                Report(refusal);
                return;
            }
            side = other;
        }
    }

    /// <summary>Another side to open on: the one that serves, now or after a while; or, where a side answers requests but has no XMPP
    /// session to give, the one that was not tried.</summary>
    private async Task<FinesseSide?> AnotherAsync(
        FinesseSide side, HashSet<SideId> tried, SubscriptionReport.Refused refusal, long begun, CancellationToken cancellationToken)
    {
        if (_sides.All.Count < 2)
            return null;
        _sides.Watch.Observe(new SideFact.RequestFailed(side.Id, refusal.Reason));
        while (true)
        {
            var change = _sides.Watch.NextChangeAsync();
            if (_sides.Serving != side)
                return _sides.Serving;
            var state = _sides.Watch.State;
            if (_isRestWell && state.Other(side.Id) is { Judgement: SideJudgement.InService } other && !tried.Contains(other.Id))
                return _sides[other.Id];
            var remaining = OpeningPatience - _time.GetElapsedTime(begun);
            if (remaining <= TimeSpan.Zero || state.AllOut)
                return null;
            try
            {
                await change.WaitAsync(remaining, _time, cancellationToken);
            }
            catch (TimeoutException)
            {
                return null;
            }
        }
    }

    /// <summary>Opens the subscription on a side and holds it until it ends.</summary>
    /// <returns>Why there was none, not reported yet; null where there was.</returns>
    private async Task<SubscriptionReport.Refused?> TryHoldAsync(
        FinesseSide side, RenewableCredentials credentials, CancellationToken cancellationToken)
    {
        if (Hints.IsTakeover)
        {
            // Finesse took these credentials before, and this agent's id: he is read once, when the subscription lives.
            _isRestWell = true;
        }
        else if (await ProblemAsync(side, credentials, cancellationToken) is { } problem)
        {
            return problem;
        }

        var ear = NewEar(side);
        switch (await side.Subscriptions.OpenAsync(AgentId, credentials, ear, cancellationToken))
        {
            case SubscriptionOpening.Refused refused:
                return FailureMapping.ToRefusal(refused.Refusal, credentials.Current, side.Address);
            case SubscriptionOpening.Unavailable unavailable:
                return FailureMapping.ToRefusal(unavailable, side.Address);
            case SubscriptionOpening.Live live:
                return await FollowAsync(new(side, ear, live.Subscription), credentials, cancellationToken);
            default:
                throw new InvalidOperationException("No such opening is known.");
        }
    }

    // Read first: REST says precisely what is wrong, where XMPP only says no; and it is the one attempt with the password.
    private async Task<SubscriptionReport.Refused?> ProblemAsync(
        FinesseSide side, RenewableCredentials credentials, CancellationToken cancellationToken)
    {
        var user = await side.Rest.GetUserAsync(credentials.Current, AgentId, cancellationToken);
        _isRestWell = user.IsOk;
        if (!user.IsOk)
            return FailureMapping.ToRefusal(user.Failure, credentials.Current, side.Address);
        // Finesse takes login names in REST, too; events and the JID go by the id.
        return user.Value.LoginId.Length > 0 && user.Value.LoginId != AgentId
            ? new(RejectionCode.InvalidRequest, $"'{AgentId}' is a login name; send the login id '{user.Value.LoginId}' as AgentId.")
            : null;
    }

    private async Task<SubscriptionReport.Refused?> FollowAsync(
        SideSession session, RenewableCredentials credentials, CancellationToken cancellationToken)
    {
        var following = new FollowedAgent(AgentId, session, _sides, credentials, _happenings, Report, _time, _logger)
        {
            NewEar = NewEar,
            ReadBackoff = ReadBackoff,
            SignIn = Hints.SignIn,
        };
        await using (following)
        {
            _following = following;
            await EnterAsync(cancellationToken);
            var read = await session.Side.Rest.ReadWholeAsync(credentials.Current, AgentId, cancellationToken);
            if (read.View is null)
                return FailureMapping.ToRefusal(read.Failure!, credentials.Current, session.Side.Address);
            await following.RunAsync(read.View, read.Mobile, cancellationToken);
            return null;
        }
    }

    private SideEar NewEar(FinesseSide side) => new(AgentId, side, _sides.Watch, _happenings.Writer);

    private void Report(SubscriptionReport report)
    {
        // He lives, or will not: the next one.
        _turn?.Dispose();
        lock (_gate)
        {
            if (!_closed)
                _report(report);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Holding agent {AgentId}'s subscription failed.")]
    private partial void HoldingFailed(Exception fault, string agentId);
}

/// <summary>An agent's session with one side.</summary>
/// <param name="Side">The side.</param>
/// <param name="Ear">Who listens to it.</param>
/// <param name="Subscription">The session; dispose it to end it.</param>
internal sealed record SideSession(FinesseSide Side, SideEar Ear, IAgentSubscription Subscription);
