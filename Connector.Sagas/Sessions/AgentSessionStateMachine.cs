using Connector.Contracts;
using Connector.Sagas.Ports;
using MassTransit;

namespace Connector.Sagas.Sessions;

/// <summary>
/// One agent's session with Finesse, as ownership (docs/ownership.md) wants it.
/// <code>
///            ┌─ acquired, asked for ─▶ Awaiting ─ConnectAgent, SignIn─┐
/// Initial ───┼─ acquired ─────────────────────────────────────────────┼▶ Connecting ──opened──▶ Connected ──lost──▶ Interrupted
///            └─ to be prepared ──────▶ Prepared ──acquired────────────┘      │                    │    ▲──restored──┘   │
///                                         │ released                         ▼ refused, released  ▼ over, released      │
///                                    Disconnected ◀──────────────────────────┴────────────────────┴─────────────────────┘
/// </code>
/// What is reported while nothing may be published (prepared, handing over, out of service) is kept and taken in afterwards. A session that
/// was never connected leaves nothing behind; one that was keeps the agent's event count and last answers.
/// </summary>
internal sealed class AgentSessionStateMachine : MassTransitStateMachine<AgentSession>
{
    private readonly SessionCommands _commands;

    public AgentSessionStateMachine(
        SessionCommands commands, SessionEvents events, SessionReports reports, SessionOwnership ownership, ISessionEffects effects,
        SessionDirectory directory)
    {
        _commands = commands;
        InstanceState(session => session.CurrentState);
        Correlate();

        Initially(
            When(Received)
                .Then(context => commands.TakeUnowned(context.Saga, context.Message))
                .Finalize(),
            When(IsToBePrepared)
                .Then(context => ownership.Prepare(context.Saga, context.Message))
                .IfElse(IsPrepared, prepared => prepared.TransitionTo(Prepared), not => not.Finalize()));

        During(Disconnected,
            When(Received)
                .Then(context => commands.TakeUnowned(context.Saga, context.Message)),
            When(IsToBePrepared)
                .Then(context => ownership.Prepare(context.Saga, context.Message))
                .If(IsPrepared, prepared => prepared.TransitionTo(Prepared)));

        During([Initial, Disconnected],
            When(Acquired, IsAskedFor)
                .Then(context => ownership.Begin(context.Saga, context.Message))
                .TransitionTo(Awaiting),
            When(Acquired, context => !IsAskedFor(context))
                .TransitionTo(Connecting)
                .Then(context => ownership.Begin(context.Saga, context.Message))
                .If(IsOver, over => over.TransitionTo(Disconnected)));

        During(Awaiting,
            When(Acquired)
                .Then(context => ownership.BeginAnew(context.Saga, context.Message)),
            When(Received)
                .Then(context => ownership.TakeFirst(context.Saga, context.Message))
                .IfElse(IsOver, over => over.TransitionTo(Disconnected), begun => begun
                    .If(context => context.Saga.HasCredentials, connecting => connecting.TransitionTo(Connecting))));

        During(Prepared,
            When(Received)
                .Then(context => commands.TakeUnowned(context.Saga, context.Message)),
            When(IsToBePrepared)
                .Then(context => ownership.Prepare(context.Saga, context.Message))
                .If(context => !IsPrepared(context), not => not.TransitionTo(Disconnected)),
            When(Overflowed)
                .Then(context => context.Saga.Kept.Overflow()),
            // In one: what is done for the one case would make the condition of the other true.
            When(Acquired)
                .IfElse(context => SessionOwnership.IsLive(context.Saga), live => live.TransitionTo(Connected), not => not.TransitionTo(Connecting))
                .Then(context => ownership.GoOn(context.Saga, context.Message))
                .If(IsOver, over => over.TransitionTo(Disconnected)));

        During([Prepared, Connecting, Connected, Interrupted],
            When(Reported, IsHeldBack)
                .Then(context => ownership.Keep(context.Saga, context.Message)));

        During([Awaiting, Prepared, Connecting, Connected, Interrupted],
            When(Released)
                .Then(context => ownership.Close(context.Saga))
                .TransitionTo(Disconnected));

        During([Awaiting, Connecting, Connected, Interrupted],
            When(IsToQuiesce, context => context.Message.Epoch == context.Saga.Epoch)
                .Then(context => ownership.Quiesce(context.Saga)),
            When(Resumed, context => context.Message.Epoch == context.Saga.Epoch)
                .Then(context => ownership.Resume(context.Saga)));

        During([Connecting, Connected, Interrupted],
            When(Received, IsNotForNow)
                .Then(context => effects.Return(context.Message.AgentId, context.Message.Command.RequestId)),
            When(Acquired)
                .Then(context => ownership.GoOn(context.Saga, context.Message))
                .If(IsOver, over => over.TransitionTo(Disconnected)),
            When(Overflowed, context => context.Saga.IsHeld)
                .Then(context => context.Saga.Kept.Overflow()),
            When(Reported, context => Is<SubscriptionReport.Drained>(context) && context.Saga.Draining)
                .Then(context => ownership.Drained(context.Saga)));

        During(Connecting,
            When(Received, context => !IsNotForNow(context))
                .Then(context => commands.Take(context.Saga, context.Message.Command)),
            When(Reported, context => Is<SubscriptionReport.Opened>(context) || Is<SubscriptionReport.Restored>(context))
                .TransitionTo(Connected)
                .Then(context => reports.Begin(context.Saga, ViewOf(context.Message.Report)))
                .If(IsOver, over => over.TransitionTo(Disconnected)),
            When(Reported, Is<SubscriptionReport.Refused>)
                .Then(context => ownership.Refused(context.Saga, (SubscriptionReport.Refused)context.Message.Report))
                .If(IsOver, over => over
                    .IfElse(
                        context => context.Saga.Sequence is 0,
                        never => never.Finalize(),
                        before => before.TransitionTo(Disconnected))),
            When(OpeningIsDue, context => context.Message.Generation == context.Saga.Generation)
                .Then(context => reports.Reopen(context.Saga)),
            When(Overflowed, context => !context.Saga.IsHeld)
                .Then(context => reports.Reopen(context.Saga)));

        During([Connected, Interrupted],
            When(Received, context => !IsNotForNow(context))
                .Then(context =>
                {
                    commands.Take(context.Saga, context.Message.Command);
                    commands.Proceed(context.Saga);
                })
                .If(IsOver, over => over.TransitionTo(Disconnected)),
            When(AwaitedIsDue, context => context.Message.Generation == context.Saga.Generation)
                .Then(context => reports.WaitNoLonger(context.Saga))
                .If(IsOver, over => over.TransitionTo(Disconnected)),
            When(ProofIsDue, context => context.Message.Generation == context.Saga.Generation)
                .Then(context => commands.Prove(context.Saga)),
            When(Reported, Is<SubscriptionReport.Notified>)
                .Then(context => reports.Take(context.Saga, ((SubscriptionReport.Notified)context.Message.Report).Notification))
                .If(IsOver, over => over.TransitionTo(Disconnected)),
            When(Reported, Is<SubscriptionReport.Refused>)
                .Then(context => commands.Fail(context.Saga, (SubscriptionReport.Refused)context.Message.Report))
                .TransitionTo(Disconnected));

        During(Connected,
            When(WatchesAreDue, context => context.Message.Generation == context.Saga.Generation)
                .Then(context => context.Saga.Watches = context.Saga.Watches.UnreadDue())
                .Then(context => commands.Proceed(context.Saga))
                .If(IsOver, over => over.TransitionTo(Disconnected)),
            When(Reported, Is<SubscriptionReport.Lost>)
                .Then(context => events.Tell(
                    context.Saga, SessionState.Interrupted, ((SubscriptionReport.Lost)context.Message.Report).Reason))
                .TransitionTo(Interrupted),
            When(Overflowed, context => !context.Saga.IsHeld)
                .Then(context => events.Tell(
                    context.Saga, SessionState.Interrupted, "Notifications came faster than they could be handled; the agent is read anew."))
                .Then(context => reports.Reopen(context.Saga))
                .TransitionTo(Interrupted));

        During(Interrupted,
            When(Overflowed, context => !context.Saga.IsHeld)
                .Then(context => reports.Reopen(context.Saga)),
            When(Reported, context => Is<SubscriptionReport.Restored>(context) || Is<SubscriptionReport.Opened>(context))
                .TransitionTo(Connected)
                .Then(context => reports.Restore(context.Saga, ViewOf(context.Message.Report)))
                .If(IsOver, over => over.TransitionTo(Disconnected)));

        During([Connecting, Disconnected],
            When(Answered, BringsCredentialsLate)
                .Then(context => commands.ConnectLate(context.Saga)));

        // The outcome may come after the session ended: whoever asked is answered all the same.
        DuringAny(
            When(Answered, context => !BringsCredentialsLate(context))
                .Then(context => commands.Conclude(context.Saga, context.Message))
                .Then(context => ownership.TellQuiesced(context.Saga))
                .If(IsLive, GoesOn),
            When(ReceiptIsKnown)
                .Then(context => commands.BeginKnown(context.Saga, context.Message.Receipt))
                .Then(context => ownership.TellQuiesced(context.Saga))
                .If(IsLive, GoesOn),
            When(Fenced)
                .Then(context => ownership.Fence(context.Saga)),
            When(Unfenced)
                .Then(context => ownership.Unfence(context.Saga))
                .If(context => IsLive(context) && IsOver(context), over => over.TransitionTo(Disconnected)));

        OnUnhandledEvent(context => context.Ignore());
        SetCompletedWhenFinalized();
        ConnectStateObserver(directory);
    }

    /// <summary>Owned because a client asked, whose request is to come.</summary>
    public State Awaiting { get; private set; } = null!;

    /// <summary>Held for the case that the agent comes here.</summary>
    public State Prepared { get; private set; } = null!;

    public State Connecting { get; private set; } = null!;

    public State Connected { get; private set; } = null!;

    public State Interrupted { get; private set; } = null!;

    public State Disconnected { get; private set; } = null!;

    public Event<CommandReceived> Received { get; private set; } = null!;

    public Event<FinesseAnswered> Answered { get; private set; } = null!;

    public Event<SubscriptionReported> Reported { get; private set; } = null!;

    public Event<ProofDue> ProofIsDue { get; private set; } = null!;

    public Event<WatchesDue> WatchesAreDue { get; private set; } = null!;

    public Event<OpeningDue> OpeningIsDue { get; private set; } = null!;

    public Event<AwaitedDue> AwaitedIsDue { get; private set; } = null!;

    public Event<InboxOverflowed> Overflowed { get; private set; } = null!;

    public Event<AgentAcquired> Acquired { get; private set; } = null!;

    public Event<PrepareAsked> IsToBePrepared { get; private set; } = null!;

    public Event<QuiesceAsked> IsToQuiesce { get; private set; } = null!;

    public Event<ResumeAsked> Resumed { get; private set; } = null!;

    public Event<AgentReleased> Released { get; private set; } = null!;

    public Event<ReceiptKnown> ReceiptIsKnown { get; private set; } = null!;

    public Event<ServiceEntered> Unfenced { get; private set; } = null!;

    public Event<ServiceFenced> Fenced { get; private set; } = null!;

    private static bool BringsCredentialsLate(BehaviorContext<AgentSession, FinesseAnswered> context) =>
        context.Saga.CurrentState is nameof(Connecting) or nameof(Disconnected)
        && context.Message.Outcome is FinesseOutcome.StateRead or FinesseOutcome.Accepted
        && context.Saga.UnderWay is { Command: { Connects: true, Credentials: not null } } call && call.RequestId == context.Message.RequestId;

    private static bool IsOver(BehaviorContext<AgentSession> context) => context.Saga.Over;

    private static bool IsLive(BehaviorContext<AgentSession> context) =>
        context.Saga.CurrentState is nameof(Connected) or nameof(Interrupted);

    private static bool IsPrepared(BehaviorContext<AgentSession> context) => context.Saga.Standing is Standing.Prepared;

    private static bool IsAskedFor(BehaviorContext<AgentSession, AgentAcquired> context) =>
        context.Message.Why is Ownership.AcquireReason.Asked;

    private static bool IsHeldBack(BehaviorContext<AgentSession, SubscriptionReported> context) =>
        context.Saga.IsHeld && context.Message.Generation == context.Saga.Generation;

    private static bool Is<TReport>(BehaviorContext<AgentSession, SubscriptionReported> context)
        where TReport : SubscriptionReport =>
        context.Message.Report is TReport && context.Message.Generation == context.Saga.Generation && !context.Saga.IsHeld;

    private static AgentView ViewOf(SubscriptionReport report) =>
        report is SubscriptionReport.Restored restored ? restored.View : ((SubscriptionReport.Opened)report).View;

    /// <summary>Whether a request goes back, to be routed anew.</summary>
    private bool IsNotForNow(BehaviorContext<AgentSession, CommandReceived> context) =>
        !context.Saga.MayBegin || _commands.IsStale(context.Message);

    private EventActivityBinder<AgentSession, T> GoesOn<T>(EventActivityBinder<AgentSession, T> live)
        where T : class => live
            .Then(context => _commands.Proceed(context.Saga))
            .If(IsOver, over => over.TransitionTo(Disconnected));

    private void Correlate()
    {
        Event(() => Received, e => e.CorrelateById(context => EventIds.OfAgent(context.Message.AgentId)));
        Event(() => Acquired, e => e.CorrelateById(context => EventIds.OfAgent(context.Message.AgentId)));
        Event(() => IsToBePrepared, e => e.CorrelateById(context => EventIds.OfAgent(context.Message.AgentId)));
        OfWhatIsThere(() => Answered);
        OfWhatIsThere(() => Reported);
        OfWhatIsThere(() => ProofIsDue);
        OfWhatIsThere(() => WatchesAreDue);
        OfWhatIsThere(() => OpeningIsDue);
        OfWhatIsThere(() => AwaitedIsDue);
        OfWhatIsThere(() => Overflowed);
        OfWhatIsThere(() => IsToQuiesce);
        OfWhatIsThere(() => Resumed);
        OfWhatIsThere(() => Released);
        OfWhatIsThere(() => ReceiptIsKnown);
        OfWhatIsThere(() => Unfenced);
        OfWhatIsThere(() => Fenced);
    }

    /// <summary>An event that begins no session.</summary>
    private void OfWhatIsThere<T>(System.Linq.Expressions.Expression<Func<Event<T>>> which)
        where T : class, ISessionInput =>
        Event(which, e => e.CorrelateById(context => EventIds.OfAgent(context.Message.AgentId)).OnMissingInstance(missing => missing.Discard()));
}
