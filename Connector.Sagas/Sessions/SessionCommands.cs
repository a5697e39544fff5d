using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>Carries an agent's requests out: one at a time, in the order in which they came, each once.</summary>
internal sealed partial class SessionCommands(
    ISessionEffects effects, IFinesse finesse, ISubscriptions subscriptions, SessionEvents events, SessionWatches watches,
    SessionProgress progress, SessionGate gate, AgentSessionsOptions options, TimeProvider time)
{
    /// <summary>Begins a session for the request that asks for one.</summary>
    internal void Connect(AgentSession session, Command command)
    {
        session.Waiting.Enqueue(command);
        ConnectForNext(session);
    }

    /// <summary>Whether a request was handed over before something that sends it elsewhere: the agent's release, or a fence.</summary>
    internal bool IsStale(CommandReceived received) => received.Stops != gate.Stops || received.Releases != gate.ReleasesOf(received.AgentId);

    /// <summary>Answers a request for an agent whom this connector does not own, or gives it back where it is, or may be, another's to answer.</summary>
    internal void TakeUnowned(AgentSession session, CommandReceived received)
    {
        var command = received.Command;
        if (IsStale(received) || (command is { Connects: true, Credentials: not null } && !Recalls(session, command)))
            effects.Return(received.AgentId, command.RequestId);
        else if (command.Request is ReplayEvents && session.Sequence > 0)
            Replay(session, command);
        else if (!Recall(session, command))
            RefuseUnconnected(command);
    }

    /// <summary>Refuses a request for an agent who is not connected.</summary>
    internal void RefuseUnconnected(Command command)
    {
        if (command.Connects)
            Refuse(command, RejectionCode.InvalidRequest, "Password or AccessToken is missing: the agent is not connected yet.");
        else
            Refuse(command, RejectionCode.NotConnected, "The connector does not hold this agent; send ConnectAgent or SignIn first.");
    }

    /// <summary>Takes a request in. One that came before is answered from memory, or waits for the first one's answer.</summary>
    internal void Take(AgentSession session, Command command)
    {
        if (command.Request is ReplayEvents)
        {
            Replay(session, command);
            return;
        }

        if (Recall(session, command) || session.Holds(command.RequestId))
            return;
        if (session.Waiting.Count >= AgentSession.MaxWaiting)
        {
            Refuse(command, RejectionCode.Overloaded, $"{AgentSession.MaxWaiting} requests of this agent are waiting; send it again later.");
            return;
        }

        session.Waiting.Enqueue(command);
    }

    /// <summary>Whether a request was answered before.</summary>
    internal static bool Recalls(AgentSession session, Command command) => session.Answers.TryRecall(command.RequestId, out _);

    /// <summary>Answers a request that was answered before, as it was answered then.</summary>
    internal bool Recall(AgentSession session, Command command)
    {
        if (!session.Answers.TryRecall(command.RequestId, out var answer))
            return false;
        effects.Answer(command.Request.AgentId, command.RequestId, answer is ConnectedAnswer
            ? Answers.Connected(session, command.RequestId, options.ConnectorId)
            : answer);
        return true;
    }

    /// <summary>Answers with past events: at once, for a client that misses some holds back what came after them, and Finesse has no
    /// part in it. Not kept as an answer: asked again, it is told again.</summary>
    internal void Replay(AgentSession session, Command command) =>
        effects.Answer(session.AgentId, command.RequestId, WatchReports.Events(
            session, command.RequestId, (ReplayEvents)command.Request, options.ConnectorId));

    /// <summary>Begins waiting requests until one is under way at Finesse.</summary>
    internal void Proceed(AgentSession session)
    {
        if (!session.MayBegin)
            return;
        if (session is { UnderWay: null, Over: false } && session.Watches.NextDue is { } due)
            BeginWatch(session, $"watch-{session.Generation}-{session.Sequence}", null, due);
        while (session is { UnderWay: null, Over: false } && session.Waiting.TryDequeue(out var command))
            Begin(session, command);
    }

    /// <summary>Takes in what became of the call under way.</summary>
    internal void Conclude(AgentSession session, FinesseAnswered answered)
    {
        if (session.UnderWay is not { } call || call.RequestId != answered.RequestId)
            return;
        if (answered.Outcome is FinesseOutcome.Unknown && MayBeRepeated(call) && !session.Over && MayAct(session))
        {
            Send(session, call with { Attempt = call.Attempt + 1, After = call.Attempt == 1 ? TimeSpan.Zero : options.AgainAfter[call.Attempt - 2] });
            return;
        }

        session.UnderWay = null;
        if (!MayAct(session))
        {
            ConcludeForAnother(session, call, answered.Outcome);
            return;
        }

        if (call.Doubt is { } doubt)
            Settle(session, doubt, answered.Outcome);
        else if (answered.Outcome is FinesseOutcome.Unknown && call is { Echoed: true, Command: not null })
            AnswerFor(session, call, new FinesseOutcome.Accepted());
        else if (answered.Outcome is FinesseOutcome.Unknown(var reason) && call is { Call.SafeToRepeat: false, Command: not null })
            Inquire(session, new CallInDoubt(call, reason));
        else if (call is { LooksFirst: true, Command: { } looker } && session.Over)
            RefuseUnconnected(looker);
        else if (call is { LooksFirst: true, Command: { } waiting } && answered.Outcome is FinesseOutcome.DialogsRead(var dialogs))
            CarryOutPlan(session, waiting, Sight(session) with { Dialogs = dialogs, IsRead = true });
        else if (call.Command is not null)
            AnswerFor(session, call, answered.Outcome);
        else if (answered.Outcome is FinesseOutcome.StateRead(var state))
            Prove(session, state);
        else if (call.Call is WatchCall watch && !session.Over)
            watches.ConcludeOwn(session, watch, answered.Outcome);
    }

    // At once, for the connection may just have been an old one; then less and less often, for the other side of Finesse may have to take over first.
    private bool MayBeRepeated(CallUnderWay call) => call is { Call.SafeToRepeat: true, Echoed: false }
        && (call.Attempt == 1 || (call.Doubt is null && call.Attempt - 2 < options.AgainAfter.Count));

    /// <summary>Gives the agent up, and says so.</summary>
    internal void End(AgentSession session, SessionState how, string? reason, string? requestId)
    {
        subscriptions.Close(session.AgentId);
        session.Generation++;
        events.Tell(session, how, reason, requestId);
        session.LastView = session.View;
        session.View = AgentViewChanges.Unknown;
        Forget(session);
        progress.Ended(session);
        while (session.Waiting.TryDequeue(out var command))
            RefuseUnconnected(command);
    }

    /// <summary>Forgets what held the agent.</summary>
    internal static void Forget(AgentSession session)
    {
        session.Watches = Watches.None;
        session.Credentials = new AgentCredentials(null, null);
        session.SignIn = null;
        session.EventAddress = null;
        session.SigningOut = false;
        session.Acquired = null;
        session.Kept.Clear();
        session.ForgetAwaited();
        session.Standing = Standing.None;
        session.Over = true;
    }

    /// <summary>Asks Finesse what became of a sign-in or sign-out, where no notification told.</summary>
    internal void Prove(AgentSession session)
    {
        if (!session.SigningOut && session.View.State.State is not (AgentStates.Logout or ""))
            return;
        if (session is { UnderWay: null, MayBegin: true })
            BeginCall(session, $"proof-{session.Generation}-{session.Sequence}", null, new ReadAgentState(), session.Credentials);
        else
            effects.RemindOfProof(session.AgentId, session.Generation);
    }

    /// <summary>Takes the agent's state in, from wherever it came, and ends the session where it was the LOGOUT asked for.</summary>
    internal void TakeState(AgentSession session, AgentState state, string? itemId, string? requestId)
    {
        (session.View, var changes) = AgentViewChanges.Apply(session.View, state);
        events.Tell(session, changes, itemId, requestId);
        if (session.SigningOut && state.State == AgentStates.Logout)
            End(session, SessionState.SignedOut, null, requestId ?? session.LastAccepted);
    }

    private void Prove(AgentSession session, AgentState state)
    {
        if (!session.Over)
            TakeState(session, state, null, session.LastAccepted);
    }

    private void Begin(AgentSession session, Command command)
    {
        if (Recall(session, command))
            return;
        // Before its age is looked at: it may have been carried out long ago.
        var isDoubtful = command.Earlier is EarlierDelivery.Unaccounted || session.Answers.WasBegun(command.RequestId);
        if (isDoubtful && CommandPlan.Unrepeatable(command.Request, Sight(session)) is { } call)
            Inquire(session, call, command);
        else if (command.Earlier is not EarlierDelivery.None && HasMadeReady(session, command))
            AnswerWith(session, command.RequestId, Answers.Accepted(session, command.RequestId, options.ConnectorId, null));
        else if (time.GetUtcNow() >= command.Deadline)
            effects.Answer(session.AgentId, command.RequestId, TooOld(command));
        else
            CarryOutPlan(session, command, Sight(session));
    }

    private CommandRejected TooOld(Command command) => Answers.Rejected(
        command.Request.AgentId, command.RequestId, options.ConnectorId, RejectionCode.Timeout,
        "The request was too old when its turn came; it was not carried out.");

    private bool MayAct(AgentSession session) => gate.MayAct(session.AgentId, session.Epoch);

    private void CarryOutPlan(AgentSession session, Command command, SessionSight sight)
    {
        switch (CommandPlan.For(command.Request, sight))
        {
            case CommandPlan.Carry(var call):
                if (command.Request is SignOut)
                {
                    session.SigningOut = true;
                    progress.Changed(session);
                }

                BeginCall(session, command.RequestId, command, call, command.Credentials ?? session.Credentials);
                break;
            case CommandPlan.Look(var reading):
                var look = new CallUnderWay(command.RequestId, command, reading, session.Credentials, session.View, Attempt: 1);
                Send(session, look with { LooksFirst = true });
                break;
            case CommandPlan.Reconnect when command.Credentials is { } fresh && fresh != session.Credentials:
                BeginCall(session, command.RequestId, command, new ReadAgentState(), fresh);
                break;
            case CommandPlan.Reconnect:
                session.EventAddress = command.EventAddress ?? session.EventAddress;
                AnswerWith(session, command.RequestId, Answers.Connected(session, command.RequestId, options.ConnectorId));
                break;
            case CommandPlan.Release:
                AnswerWith(session, command.RequestId, Answers.Accepted(session, command.RequestId, options.ConnectorId, null));
                End(session, SessionState.Released, "DisconnectAgent was asked for.", command.RequestId);
                break;
            case CommandPlan.BeginWatch(var key) when !session.Watches.Has(key) && session.Watches.Count >= Watches.Max:
                Refuse(command, RejectionCode.Overloaded, $"The agent watches {Watches.Max} teams and queues already; end one of them first.");
                break;
            case CommandPlan.BeginWatch(var key):
                BeginWatch(session, command.RequestId, command, key);
                break;
            case CommandPlan.EndWatch(var key):
                session.Watches = session.Watches.Ended(key);
                progress.Changed(session);
                BeginCall(session, command.RequestId, command, key.ToEndCall(), session.Credentials);
                break;
            case CommandPlan.Refuse(var code, var message):
                Refuse(command, code, message);
                break;
            default:
                throw new InvalidOperationException($"No plan for {command.Request.GetType().Name}.");
        }
    }

    private SessionSight Sight(AgentSession session) => new(session.View.State, session.View.Dialogs, finesse.Flavour);

    private void BeginCall(AgentSession session, string requestId, Command? command, FinesseCall call, AgentCredentials credentials) =>
        Send(session, new CallUnderWay(requestId, command, call, credentials, session.View, Attempt: 1));

    private void Send(AgentSession session, CallUnderWay call)
    {
        if (!MayAct(session))
        {
            // What ended it is on its way to the mailbox; what was begun before is looked for by whoever owns the agent then.
            session.UnderWay = null;
            if (call.Command is not null)
                effects.Return(session.AgentId, call.RequestId);
            return;
        }

        // Known before done.
        if (call is { Call.SafeToRepeat: false, Command: not null, Attempt: 1 })
            call = call with { Receipt = progress.Begun(session, call.RequestId) };
        session.UnderWay = call;
        if (call.Receipt == 0)
            effects.Begin(session.AgentId, call);
    }

    private void BeginWatch(AgentSession session, string requestId, Command? command, WatchKey key)
    {
        session.Watches = session.Watches.Begun(key, command?.RequestId);
        BeginCall(session, requestId, command, key.ToCall(), session.Credentials);
    }

    private void AnswerFor(AgentSession session, CallUnderWay call, FinesseOutcome outcome)
    {
        var command = call.Command!;
        var taken = outcome is FinesseOutcome.Accepted or FinesseOutcome.StateRead or FinesseOutcome.DialogsRead;
        if (taken && command.Connects && !session.Over)
        {
            if (session.Credentials != call.Credentials)
                subscriptions.Renew(session.AgentId, call.Credentials);
            session.Credentials = call.Credentials;
            session.EventAddress = command.EventAddress ?? session.EventAddress;
        }

        if (outcome is FinesseOutcome.Accepted && !session.Over)
            session.SignIn = call.Call switch
            {
                SignInAgent signIn => signIn,
                ChangeAgentState { State: AgentStates.Logout } => null,
                _ => session.SignIn,
            };
        if (outcome is FinesseOutcome.Accepted && AcceptedRequests.PathOf(session.AgentId, call.Call) is { } path)
        {
            session.LastAccepted = call.RequestId;
            session.Accepted.Note(path, call.RequestId, time.GetUtcNow());
        }

        var later = call.Call is WatchCall watch && !session.Over ? watches.Conclude(session, watch, outcome) : [];
        AnswerWith(session, call.RequestId, Answers.Of(session, call, outcome, options.ConnectorId));
        if (session.Over)
            return;
        if (later.Count > 0)
            watches.Tell(session, WatchKey.Of((WatchCall)call.Call), later);
        switch (command.Request)
        {
            case SignOut when outcome is FinesseOutcome.Refused or FinesseOutcome.Unavailable:
                session.SigningOut = false;
                break;
            case SignIn when taken && call.Before.State.State is not (AgentStates.Logout or "") && call.Before.State == session.View.State:
                // Signed in already: Finesse keeps the state and may notify nothing, yet the client is owed an event.
                events.Tell(session, [new ViewChange.State(session.View.State, session.View.State.State)], null, call.RequestId);
                break;
            case SignIn or SignOut when taken:
                effects.RemindOfProof(session.AgentId, session.Generation);
                break;
        }
    }

    private void AnswerWith(AgentSession session, string requestId, object answer)
    {
        string? recorded = null;
        if (Answers.IsFinal(answer))
        {
            session.Answers.Keep(requestId, answer);
            recorded = SessionRecords.Answer(answer);
        }
        else if (session.Answers.WasBegun(requestId))
        {
            session.Answers.TakeBack(requestId);
            recorded = SessionRecords.NotCarriedOut;
        }

        if (session.Standing is not Standing.Owned)
        {
            effects.Answer(session.AgentId, requestId, answer);
            return;
        }

        progress.Answered(session, requestId, recorded, () =>
        {
            if (gate.IsServing)
                effects.Answer(session.AgentId, requestId, answer);
            else
                effects.Return(session.AgentId, requestId);
        });
    }

    private void Refuse(Command command, RejectionCode code, string message) =>
        effects.Answer(
            command.Request.AgentId,
            command.RequestId,
            Answers.Rejected(command.Request.AgentId, command.RequestId, options.ConnectorId, code, message));
}
