using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>Numbers, words and hands over a session's events. Every event leaves through here, so that the count has no gap.</summary>
internal sealed class SessionEvents(IAgentEvents outbox, AgentSessionsOptions options, TimeProvider time)
{
    /// <summary>Tells of the connector's hold on the agent.</summary>
    internal void Tell(AgentSession session, SessionState now, string? reason = null, string? requestId = null) =>
        Hand(session, null, requestId, new AgentSessionChanged
        {
            SessionState = now,
            Owner = options.ConnectorId,
            Reason = reason,
            Timestamp = time.GetUtcNow(),
        });

    /// <summary>Tells what changed; <paramref name="itemId"/> is the notification that said so, or null where it was read.</summary>
    internal void Tell(AgentSession session, IReadOnlyList<ViewChange> changes, string? itemId, string? requestId)
    {
        for (var i = 0; i < changes.Count; i++)
        {
            var eventId = itemId is null ? (Guid?)null : EventIds.OfNotification(session.AgentId, itemId, i);
            Hand(session, eventId, requestId, Event(changes[i]));
        }
    }

    /// <summary>Tells that Finesse refused what it had taken.</summary>
    internal void Tell(AgentSession session, AgentNotification.RequestFailed failed)
    {
        var code = Rejections.CodeOf(failed.Error);
        Hand(
            session,
            EventIds.OfNotification(session.AgentId, failed.ItemId, 0),
            failed.RequestId ?? session.LastAccepted,
            new CommandFailed
            {
                Code = code,
                Message = Rejections.Sentence(code, failed.Error),
                DialogId = failed.DialogId,
                FinesseErrorType = failed.Error.ErrorType,
                FinesseErrorMessage = failed.Error.ErrorMessage,
                FinesseErrorData = failed.Error.ErrorData,
                Timestamp = time.GetUtcNow(),
            });
    }

    private AgentEvent Event(ViewChange change) => change switch
    {
        ViewChange.State(var now, var before) => new AgentStateChanged
        {
            State = now.State,
            PendingState = now.PendingState,
            ReasonCode = now.ReasonCode,
            ReasonLabel = now.ReasonLabel,
            StateChangeTime = now.StateChangeTime,
            Extension = now.Extension,
            FirstName = now.FirstName,
            LastName = now.LastName,
            LoginName = now.LoginName,
            TeamId = now.TeamId,
            TeamName = now.TeamName,
            Roles = now.Roles,
            PreviousState = before,
            Timestamp = now.StateChangeTime ?? time.GetUtcNow(),
        },
        ViewChange.Call(var kind, var dialog) => new DialogChanged
        {
            Change = kind,
            Dialog = dialog,
            Timestamp = time.GetUtcNow(),
        },
        _ => throw new InvalidOperationException($"No event is worded for {change.GetType().Name}."),
    };

    private void Hand(AgentSession session, Guid? eventId, string? requestId, AgentEvent agentEvent)
    {
        session.Sequence++;
        outbox.Publish(
            agentEvent with
            {
                AgentId = session.AgentId,
                EventId = eventId ?? EventIds.OfSession(session.AgentId, session.Epoch, session.Sequence),
                Sequence = session.Sequence,
                Epoch = session.Epoch,
                ConnectorId = options.ConnectorId,
                RequestId = requestId,
            },
            session.EventAddress);
    }
}
