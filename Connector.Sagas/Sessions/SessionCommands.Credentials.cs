using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <content>The credentials that a session lives by: those that came first, and those that come instead.</content>
internal sealed partial class SessionCommands
{
    /// <summary>Begins a session for the request that is the next to be served, which asks for one.</summary>
    internal void ConnectForNext(AgentSession session)
    {
        var command = session.Waiting.Peek();
        session.Credentials = command.Credentials!;
        session.EventAddress = command.EventAddress;
        session.Generation++;
        subscriptions.Open(session.AgentId, session.Credentials, session.Generation);
    }

    /// <summary>Takes in that Finesse has taken the credentials of the request under way, when the subscription has been refused
    /// meanwhile with those before: it waits for the session that begins, or is routed anew, so that one begins for it.</summary>
    internal void ConnectLate(AgentSession session)
    {
        var command = session.UnderWay!.Command!;
        session.UnderWay = null;
        if (session.Over)
            effects.Return(session.AgentId, command.RequestId);
        else
            session.Waiting.Enqueue(command);
    }

    /// <summary>Refuses everything that waits, for one reason; where credentials are the reason, up to the first request that brings
    /// others.</summary>
    internal void RefuseAll(AgentSession session, SubscriptionReport.Refused refused)
    {
        while (session.Waiting.TryPeek(out var command))
        {
            if (refused.Code is RejectionCode.Unauthorized && command is { Connects: true, Credentials: { } others } && others != session.Credentials)
                break;
            session.Waiting.Dequeue();
            effects.Answer(session.AgentId, command.RequestId, Answers.Rejected(
                session.AgentId, command.RequestId, options.ConnectorId, refused.Code, refused.Reason, refused.Error, refused.HttpStatus));
        }
    }

    /// <summary>Gives the agent up because the subscription was refused. What came with other credentials is routed anew, so
    /// that a session begins with them.</summary>
    internal void Fail(AgentSession session, SubscriptionReport.Refused refused)
    {
        RefuseAll(session, refused);
        Command[] others = [.. session.Waiting];
        session.Waiting.Clear();
        End(session, SessionState.Failed, refused.Reason, null);
        foreach (var command in others)
            effects.Return(session.AgentId, command.RequestId);
    }
}
