using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>Carries an agent's requests out: one at a time, in the order in which they came, each once.</summary>
internal sealed class SessionCommands(
    ISessionEffects effects, ISubscriptions subscriptions, SessionEvents events, AgentSessionsOptions options, TimeProvider time)
{
    /// <summary>Begins a session for the request that asks for one.</summary>
    internal void Connect(AgentSession session, Command command)
    {
        session.AgentId = command.Request.AgentId;
        session.Credentials = command.Credentials!;
        session.EventAddress = command.EventAddress;
        session.SigningOut = false;
        session.Over = false;
        session.Waiting.Enqueue(command);
        session.Generation++;
        subscriptions.Open(session.AgentId, session.Credentials, session.Generation);
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
        effects.Answer(command.Request.AgentId, command.RequestId, answer);
        return true;
    }

    /// <summary>Begins waiting requests until one is under way at Finesse.</summary>
    internal void Proceed(AgentSession session)
    {
        while (session is { UnderWay: null, Over: false } && session.Waiting.TryDequeue(out var command))
            Begin(session, command);
    }

    /// <summary>Takes in what became of the call under way.</summary>
    internal void Conclude(AgentSession session, FinesseAnswered answered)
    {
        if (session.UnderWay is not { } call || call.RequestId != answered.RequestId)
            return;
        if (answered.Outcome is FinesseOutcome.Unknown && call is { Call.SafeToRepeat: true, Attempt: 1 } && !session.Over)
        {
            session.UnderWay = call with { Attempt = 2 };
            effects.Begin(session.AgentId, session.UnderWay);
            return;
        }

        session.UnderWay = null;
        if (call.Command is not null)
            AnswerFor(session, call, answered.Outcome);
        else if (answered.Outcome is FinesseOutcome.StateRead(var state))
            Prove(session, state);
    }

    /// <summary>Refuses everything that waits, for one reason.</summary>
    internal void RefuseAll(AgentSession session, SubscriptionReport.Refused refused)
    {
        while (session.Waiting.TryDequeue(out var command))
        {
            effects.Answer(session.AgentId, command.RequestId, Answers.Rejected(
                session.AgentId, command.RequestId, options.ConnectorId, refused.Code, refused.Reason, refused.Error, refused.HttpStatus));
        }
    }

    /// <summary>Gives the agent up, and says so.</summary>
    internal void End(AgentSession session, SessionState how, string? reason, string? requestId)
    {
        subscriptions.Close(session.AgentId);
        session.Generation++;
        events.Tell(session, how, reason, requestId);
        session.View = AgentViewChanges.Unknown;
        session.Credentials = new AgentCredentials(null, null);
        session.SigningOut = false;
        session.Over = true;
        while (session.Waiting.TryDequeue(out var command))
            RefuseUnconnected(command);
    }

    /// <summary>Asks Finesse what became of a sign-in or sign-out, where no notification told.</summary>
    internal void Prove(AgentSession session)
    {
        if (!session.SigningOut && session.View.State.State is not (AgentStates.Logout or ""))
            return;
        if (session.UnderWay is null)
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
        if (time.GetUtcNow() >= command.Deadline)
        {
            Refuse(command, RejectionCode.Timeout, "The request was too old when its turn came; it was not carried out.");
            return;
        }

        switch (CommandPlan.For(command.Request, session.View.State))
        {
            case CommandPlan.Carry(var call):
                session.SigningOut |= command.Request is SignOut;
                BeginCall(session, command.RequestId, command, call, command.Credentials ?? session.Credentials);
                break;
            case CommandPlan.Reconnect when command.Credentials is { } fresh && fresh != session.Credentials:
                BeginCall(session, command.RequestId, command, new ReadAgentState(), fresh);
                break;
            case CommandPlan.Reconnect:
                session.EventAddress = command.EventAddress ?? session.EventAddress;
                AnswerWith(session, command.RequestId, Answers.Connected(session, command.RequestId, options.ConnectorId));
                break;
            case CommandPlan.Release:
                AnswerWith(session, command.RequestId, Answers.Accepted(session, command.RequestId, options.ConnectorId));
                End(session, SessionState.Released, "DisconnectAgent was asked for.", command.RequestId);
                break;
            case CommandPlan.Refuse(var code, var message):
                Refuse(command, code, message);
                break;
            default:
                throw new InvalidOperationException($"No plan for {command.Request.GetType().Name}.");
        }
    }

    private void BeginCall(AgentSession session, string requestId, Command? command, FinesseCall call, AgentCredentials credentials)
    {
        session.UnderWay = new CallUnderWay(requestId, command, call, credentials, session.View.State, Attempt: 1);
        effects.Begin(session.AgentId, session.UnderWay);
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

        if (outcome is FinesseOutcome.Accepted)
            session.LastAccepted = call.RequestId;
        AnswerWith(session, call.RequestId, Answers.Of(session, call, outcome, options.ConnectorId));
        if (session.Over)
            return;
        switch (command.Request)
        {
            case SignOut when outcome is FinesseOutcome.Refused or FinesseOutcome.Unavailable:
                session.SigningOut = false;
                break;
            case SignIn when taken && call.Before.State is not (AgentStates.Logout or "") && call.Before == session.View.State:
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
        if (Answers.IsFinal(answer))
            session.Answers.Keep(requestId, answer);
        effects.Answer(session.AgentId, requestId, answer);
    }

    private void Refuse(Command command, RejectionCode code, string message) =>
        effects.Answer(
            command.Request.AgentId,
            command.RequestId,
            Answers.Rejected(command.Request.AgentId, command.RequestId, options.ConnectorId, code, message));
}
