using Connector.Contracts;
using Connector.Sagas.Ports;
using MassTransit;

namespace Connector.Sagas.Sessions;

/// <summary>
/// One agent's session with Finesse.
/// <code>
/// Initial ──ConnectAgent, SignIn──▶ Connecting ──opened──▶ Connected ──lost──▶ Interrupted
///                                      │                    │    ▲──restored──┘   │
///                                      ▼ refused            ▼ released, signed out, refused
///                                 Disconnected ◀────────────┴─────────────────────┘
/// </code>
/// A session that was never connected leaves nothing behind; one that was keeps the agent's event count and last answers.
/// </summary>
internal sealed class AgentSessionStateMachine : MassTransitStateMachine<AgentSession>
{
    private readonly SessionCommands _commands;
    private readonly SessionEvents _events;
    private readonly SessionWatches _watches;
    private readonly TimeProvider _time;
    private readonly ISubscriptions _subscriptions;

    public AgentSessionStateMachine(
        SessionCommands commands, SessionEvents events, SessionWatches watches, ISubscriptions subscriptions, SessionDirectory directory,
        TimeProvider time)
    {
        _commands = commands;
        _events = events;
        _watches = watches;
        _time = time;
        _subscriptions = subscriptions;
        InstanceState(session => session.CurrentState);
        Correlate();

        Initially(
            When(Received, Connects)
                .Then(context => commands.Connect(context.Saga, context.Message.Command))
                .TransitionTo(Connecting),
            When(Received, context => !Connects(context))
                .Then(context => commands.RefuseUnconnected(context.Message.Command))
                .Finalize());

        During(Disconnected,
            When(Received, IsRepeated)
                .Then(context => commands.Recall(context.Saga, context.Message.Command)),
            When(Received, context => !IsRepeated(context) && Connects(context))
                .Then(context => commands.Connect(context.Saga, context.Message.Command))
                .TransitionTo(Connecting),
            When(Received, IsReplay)
                .Then(context => commands.Replay(context.Saga, context.Message.Command)),
            When(Received, context => !IsRepeated(context) && !Connects(context) && !IsReplay(context))
                .Then(context => commands.RefuseUnconnected(context.Message.Command)));

        During(Connecting,
            When(Received)
                .Then(context => commands.Take(context.Saga, context.Message.Command)),
            When(Reported, Is<SubscriptionReport.Opened>)
                .TransitionTo(Connected)
                .Then(context => Begin(context.Saga, ((SubscriptionReport.Opened)context.Message.Report).View))
                .If(IsOver, over => over.TransitionTo(Disconnected)),
            When(Reported, Is<SubscriptionReport.Refused>)
                .Then(context => commands.RefuseAll(context.Saga, (SubscriptionReport.Refused)context.Message.Report))
                .IfElse(
                    HasOthersToTry,
                    others => others.Then(context => commands.ConnectForNext(context.Saga)),
                    none => none.IfElse(
                        context => context.Saga.Sequence is 0,
                        never => never.Finalize(),
                        before => before.TransitionTo(Disconnected))));

        During([Connected, Interrupted],
            When(Received)
                .Then(context =>
                {
                    commands.Take(context.Saga, context.Message.Command);
                    commands.Proceed(context.Saga);
                })
                .If(IsOver, over => over.TransitionTo(Disconnected)),
            When(ProofIsDue, context => context.Message.Generation == context.Saga.Generation)
                .Then(context => commands.Prove(context.Saga)),
            When(Reported, Is<SubscriptionReport.Notified>)
                .Then(context => Take(context.Saga, ((SubscriptionReport.Notified)context.Message.Report).Notification))
                .If(IsOver, over => over.TransitionTo(Disconnected)),
            When(Reported, Is<SubscriptionReport.Refused>)
                .Then(context => commands.Fail(context.Saga, (SubscriptionReport.Refused)context.Message.Report))
                .IfElse(
                    HasOthersToTry,
                    others => others.Then(context => commands.ConnectForNext(context.Saga)).TransitionTo(Connecting),
                    none => none.TransitionTo(Disconnected)));

        During(Connected,
            When(WatchesAreDue, context => context.Message.Generation == context.Saga.Generation)
                .Then(context => context.Saga.Watches = context.Saga.Watches.UnreadDue())
                .Then(context => commands.Proceed(context.Saga))
                .If(IsOver, over => over.TransitionTo(Disconnected)),
            When(Reported, Is<SubscriptionReport.Lost>)
                .Then(context => events.Tell(
                    context.Saga, SessionState.Interrupted, ((SubscriptionReport.Lost)context.Message.Report).Reason))
                .TransitionTo(Interrupted),
            When(Overflowed)
                .Then(context => events.Tell(
                    context.Saga, SessionState.Interrupted, "Notifications came faster than they could be handled; the agent is read anew."))
                .Then(context => Reopen(context.Saga))
                .TransitionTo(Interrupted));

        During(Interrupted,
            When(Overflowed)
                .Then(context => Reopen(context.Saga)),
            When(Reported, context => Is<SubscriptionReport.Restored>(context) || Is<SubscriptionReport.Opened>(context))
                .TransitionTo(Connected)
                .Then(context => Restore(context.Saga, ViewOf(context.Message.Report)))
                .If(IsOver, over => over.TransitionTo(Disconnected)));

        During([Connecting, Disconnected],
            When(Answered, BringsCredentialsLate)
                .Then(context => commands.ConnectLate(context.Saga, context.Saga.CurrentState is nameof(Connecting)))
                .TransitionTo(Connecting));

        // The outcome may come after the session ended: whoever asked is answered all the same.
        DuringAny(
            When(Answered, context => !BringsCredentialsLate(context))
                .Then(context => commands.Conclude(context.Saga, context.Message))
                .If(context => context.Saga.CurrentState is not nameof(Connecting), live => live
                    .Then(context => commands.Proceed(context.Saga))
                    .If(IsOver, over => over.TransitionTo(Disconnected))));

        OnUnhandledEvent(context => context.Ignore());
        SetCompletedWhenFinalized();
        ConnectStateObserver(directory);
    }

    public State Connecting { get; private set; } = null!;

    public State Connected { get; private set; } = null!;

    public State Interrupted { get; private set; } = null!;

    public State Disconnected { get; private set; } = null!;

    public Event<CommandReceived> Received { get; private set; } = null!;

    public Event<FinesseAnswered> Answered { get; private set; } = null!;

    public Event<SubscriptionReported> Reported { get; private set; } = null!;

    public Event<ProofDue> ProofIsDue { get; private set; } = null!;

    public Event<WatchesDue> WatchesAreDue { get; private set; } = null!;

    public Event<InboxOverflowed> Overflowed { get; private set; } = null!;

    private static bool Connects(BehaviorContext<AgentSession, CommandReceived> context) =>
        context.Message.Command is { Connects: true, Credentials: not null };

    private static bool IsRepeated(BehaviorContext<AgentSession, CommandReceived> context) =>
        SessionCommands.Recalls(context.Saga, context.Message.Command);

    private static bool IsReplay(BehaviorContext<AgentSession, CommandReceived> context) =>
        context.Message.Command.Request is ReplayEvents;

    private static bool HasOthersToTry<TMessage>(BehaviorContext<AgentSession, TMessage> context)
        where TMessage : class =>
        context.Saga.Waiting.Count > 0;

    private static bool BringsCredentialsLate(BehaviorContext<AgentSession, FinesseAnswered> context) =>
        context.Saga.CurrentState is nameof(Connecting) or nameof(Disconnected)
        && context.Message.Outcome is FinesseOutcome.StateRead or FinesseOutcome.Accepted
        && context.Saga.UnderWay is { Command: { Connects: true, Credentials: not null } } call && call.RequestId == context.Message.RequestId;

    private static bool IsOver(BehaviorContext<AgentSession> context) => context.Saga.Over;

    private static bool Is<TReport>(BehaviorContext<AgentSession, SubscriptionReported> context)
        where TReport : SubscriptionReport =>
        context.Message.Report is TReport && context.Message.Generation == context.Saga.Generation;

    private static AgentView ViewOf(SubscriptionReport report) =>
        report is SubscriptionReport.Restored restored ? restored.View : ((SubscriptionReport.Opened)report).View;

    private void Correlate()
    {
        Event(() => Received, e => e.CorrelateById(context => EventIds.OfAgent(context.Message.AgentId)));
        Event(() => Answered, e => e.CorrelateById(context => EventIds.OfAgent(context.Message.AgentId))
            .OnMissingInstance(missing => missing.Discard()));
        Event(() => Reported, e => e.CorrelateById(context => EventIds.OfAgent(context.Message.AgentId))
            .OnMissingInstance(missing => missing.Discard()));
        Event(() => ProofIsDue, e => e.CorrelateById(context => EventIds.OfAgent(context.Message.AgentId))
            .OnMissingInstance(missing => missing.Discard()));
        Event(() => WatchesAreDue, e => e.CorrelateById(context => EventIds.OfAgent(context.Message.AgentId))
            .OnMissingInstance(missing => missing.Discard()));
        Event(() => Overflowed, e => e.CorrelateById(context => EventIds.OfAgent(context.Message.AgentId))
            .OnMissingInstance(missing => missing.Discard()));
    }

    private void Begin(AgentSession session, AgentView view)
    {
        var first = session.Waiting.Peek();
        session.View = view with { Dialogs = [] };
        _events.Tell(session, SessionState.Connected, null, first.RequestId);
        (session.View, var calls) = AgentViewChanges.Replace(session.View, view.Dialogs);

        // ConnectAgent is answered with the calls; whoever sends SignIn learns them from events.
        if (first.Request is SignIn)
            _events.Tell(session, calls, null, first.RequestId);
        _commands.Proceed(session);
    }

    private void Restore(AgentSession session, AgentView view)
    {
        _events.Tell(session, SessionState.Connected);
        (session.View, var calls) = AgentViewChanges.Replace(session.View, view.Dialogs);
        _events.Tell(session, calls, null, null);
        _commands.TakeState(session, view.State, null, null);
        session.Watches = session.Watches.AllDue();
        _commands.Proceed(session);
    }

    private void Take(AgentSession session, AgentNotification notification)
    {
        session.UnderWay = session.UnderWay?.Heard(notification);
        if (notification is AgentNotification.StateChanged or AgentNotification.DialogsChanged)
            session.Accepted.Settle(notification.RequestId);
        switch (notification)
        {
            case AgentNotification.TeamChanged changed:
                _watches.Take(session, changed);
                break;
            case AgentNotification.QueueChanged changed:
                _watches.Take(session, changed);
                break;
            case AgentNotification.StateChanged changed:
                _commands.TakeState(session, changed.State, changed.ItemId, changed.RequestId);
                break;
            case AgentNotification.DialogsChanged changed:
                (session.View, var calls) = AgentViewChanges.Apply(session.View, changed.Change, changed.Dialogs);
                _events.Tell(session, calls, changed.ItemId, changed.RequestId);
                break;
            case AgentNotification.RequestFailed failed:
                Take(session, failed);
                break;
        }
    }

    private void Take(AgentSession session, AgentNotification.RequestFailed failed)
    {
        (string Path, string RequestId)? underWay = session.UnderWay is { Command: not null } call
            && AcceptedRequests.PathOf(session.AgentId, call.Call) is { } path
                ? (path, call.RequestId)
                : null;
        var requestId = failed.RequestId ?? session.Accepted.RequestFor(failed.Source, underWay, _time.GetUtcNow());
        session.Accepted.Settle(requestId);
        // It may be the sign-out that failed: the agent stays.
        if (requestId is null ? failed.DialogId is null : requestId == session.LastAccepted || requestId == underWay?.RequestId)
            session.SigningOut = false;
        _events.Tell(session, failed, requestId);
    }

    private void Reopen(AgentSession session)
    {
        session.Generation++;
        _subscriptions.Open(session.AgentId, session.Credentials, session.Generation);
    }
}
