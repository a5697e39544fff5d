using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <content>What makes a request take effect once: known before it is begun, given back where it was not, looked for where it may have been.</content>
internal sealed partial class SessionCommands
{
    /// <summary>Gives back what waits, and what was not begun yet.</summary>
    internal void ReturnWaiting(AgentSession session, bool alsoUnsent)
    {
        if (alsoUnsent && session.UnderWay is { Receipt: not 0 } unsent)
        {
            session.UnderWay = null;
            effects.Return(session.AgentId, unsent.RequestId);
        }

        while (session.Waiting.TryDequeue(out var command))
            effects.Return(session.AgentId, command.RequestId);
    }

    /// <summary>Whoever could take over knows of the request: it is begun.</summary>
    internal void BeginKnown(AgentSession session, long receipt)
    {
        if (session.UnderWay is not { Receipt: not 0, Command: { } command } call || call.Receipt != receipt)
            return;
        if (time.GetUtcNow() >= command.Deadline)
        {
            session.UnderWay = null;
            AnswerWith(session, call.RequestId, TooOld(command));
            return;
        }

        session.UnderWay = call with { Receipt = 0 };
        effects.Begin(session.AgentId, session.UnderWay);
    }

    /// <summary>The epoch is another than that in which a request was reported: it is reported anew.</summary>
    internal void ReportUnsent(AgentSession session)
    {
        if (session.UnderWay is { Receipt: not 0 } unsent)
            session.UnderWay = unsent with { Receipt = progress.Begun(session, unsent.RequestId) };
    }

    // Clients knew the agent as not ready when he was taken over, nobody has changed that here, and now a call is on its way to him: only a ready agent gets one,
    // and he is ready after it. Asked once more, Finesse would note that for after the call, which is a second effect.
    private static bool HasMadeReady(AgentSession session, Command command) => command.Request is MakeReady
        && session is { LastAccepted: null, Inheritance.State: AgentStates.NotReady, View.State: { State: AgentStates.Reserved, PendingState: null or "" } };

    // The agent is another's now, or will be. What Finesse said is worth saying; what is not known the owner finds out.
    private void ConcludeForAnother(AgentSession session, CallUnderWay call, FinesseOutcome outcome)
    {
        if (call.Command is null)
            return;
        if (call is { Doubt: null, LooksFirst: false } && outcome is not (FinesseOutcome.Unknown or FinesseOutcome.Unavailable))
        {
            var answer = Answers.Of(session, call, outcome, options.ConnectorId);
            if (Answers.IsFinal(answer))
                session.Answers.Keep(call.RequestId, answer);
            if (gate.IsServing)
            {
                effects.Answer(session.AgentId, call.RequestId, answer);
                return;
            }
        }

        effects.Return(session.AgentId, call.RequestId);
    }

    // Somebody began it, or may have: the events of then tell, or Finesse's own state.
    private void Inquire(AgentSession session, FinesseCall call, Command command)
    {
        const string Reason = "A connector that was carrying the request out was lost.";
        var begun = new CallUnderWay(
            command.RequestId, command, call, session.Credentials, session.View with { Dialogs = session.Inheritance.Calls }, Attempt: 2);
        if (session.Inheritance.WasEchoed(command.RequestId, out var dialogId))
            AnswerFor(session, begun with { MadeDialogId = Doubts.Makes(call) ? dialogId : null }, new FinesseOutcome.Accepted());
        else
            Inquire(session, new CallInDoubt(begun, Reason));
    }

    // No answer came to what must not be repeated: Finesse's own state tells, where it can.
    private void Inquire(AgentSession session, CallInDoubt doubt)
    {
        if (session.Over || !LookAt(session, doubt, TimeSpan.Zero))
            AnswerFor(session, doubt.Call, new FinesseOutcome.Unknown($"{doubt.Reason} It was not sent again: Finesse does not tell whether it took it."));
    }

    private bool LookAt(AgentSession session, CallInDoubt doubt, TimeSpan after)
    {
        if (Doubts.Question(doubt.Call.Call) is not { } question)
            return false;
        Send(session, doubt.Call with { Call = question, Attempt = 1, After = after, Doubt = doubt });
        return true;
    }

    private void Settle(AgentSession session, CallInDoubt doubt, FinesseOutcome reading)
    {
        var call = doubt.Call;
        var found = reading is FinesseOutcome.DialogsRead(var now) ? Doubts.Resolve(call.Call, call.Before.Dialogs, now) : null;
        if (found is not null || call.Echoed)
            AnswerFor(session, call with { MadeDialogId = call.MadeDialogId ?? found?.DialogId }, new FinesseOutcome.Accepted());
        else if (doubt.Looks < options.AgainAfter.Count && !session.Over)
            LookAt(session, doubt with { Looks = doubt.Looks + 1 }, options.AgainAfter[doubt.Looks]);
        else
            AnswerFor(session, call, new FinesseOutcome.Unknown(
                $"{doubt.Reason} It was not sent again: the agent's calls do not show that Finesse took it. Look at the calls before you send it anew."));
    }
}
