using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>Numbers, words and hands over a session's events. Every event leaves through here, so that the count has no gap, and none before
/// ownership was told of it.</summary>
internal sealed class SessionEvents(
    IAgentEvents outbox, SessionProgress progress, SessionGate gate, AgentSessionsOptions options, TimeProvider time)
{
    /// <summary>Tells of the connector's hold on the agent.</summary>
    internal void Tell(AgentSession session, SessionState now, string? reason = null, string? requestId = null) =>
        Hand(session, [Stamp(session, null, requestId, new AgentSessionChanged
        {
            SessionState = now,
            Owner = options.ConnectorId,
            Reason = reason,
            Timestamp = time.GetUtcNow(),
        })]);

    /// <summary>Tells what changed; <paramref name="itemId"/> is the notification that said so, or null where it was read.</summary>
    internal void Tell(AgentSession session, IReadOnlyList<ViewChange> changes, string? itemId, string? requestId)
    {
        if (changes.Count == 0)
            return;
        var events = new AgentEvent[changes.Count];
        for (var i = 0; i < changes.Count; i++)
        {
            // A server that gives its notifications no ids cannot have them told apart by theirs.
            var eventId = string.IsNullOrEmpty(itemId) ? (Guid?)null : IdOf(session.AgentId, itemId, i, changes[i]);
            events[i] = Stamp(session, eventId, requestId, Event(changes[i]));
        }

        Hand(session, events, changes);
    }

    /// <summary>Tells that Finesse refused what it had taken: each error that it gave.</summary>
    internal void Tell(AgentSession session, AgentNotification.RequestFailed failed, string? requestId)
    {
        FinesseRefusal[] errors = [failed.Error, .. failed.FurtherErrors];
        Hand(session, [.. errors.Select((error, index) =>
        {
            var code = Rejections.CodeOf(error);
            var eventId = failed.ItemId.Length == 0 ? (Guid?)null : EventIds.OfNotification(session.AgentId, failed.ItemId, index);
            return Stamp(
                session, eventId, requestId, Failure(code, Rejections.Sentence(code, error), error) with { DialogId = failed.DialogId });
        })]);
    }

    /// <summary>Tells anew, in the epoch of now, what was to be told in the one before and reached nobody. That the agent was taken over is not among it: it is
    /// told in every epoch.</summary>
    internal void TellAnew(AgentSession session, IReadOnlyList<RememberedEvent> untold)
    {
        AgentEvent[] events =
        [
            .. untold.Select(each => each.Recall().ToEvent()).OfType<AgentEvent>()
                .Where(each => each is not AgentSessionChanged { SessionState: SessionState.TakenOver })
                .Select(each => Stamp(session, each.EventId == EventIds.OfSession(each.AgentId, each.Epoch, each.Sequence) ? null : each.EventId, each.RequestId, each)),
        ];
        if (events.Length > 0)
            Hand(session, events);
    }

    /// <summary>Tells that Finesse refuses to notify of something any longer that it had allowed to watch.</summary>
    internal void TellOfLostWatch(AgentSession session, string requestId, WatchKey key, FinesseOutcome.Refused refused)
    {
        var (code, why) = Refusals.Of(key.ToCall(), refused, session.Credentials.AccessToken is not null);
        Hand(session, [Stamp(session, null, requestId, Failure(code, $"{key.Kind} {key.Id} is not watched any longer. {why}", refused.Error))]);
    }

    private static Guid IdOf(string agentId, string itemId, int index, ViewChange change) => change switch
    {
        ViewChange.Member(var teamId, var member, _) => EventIds.OfWatch(agentId, itemId, nameof(WatchKind.Team), teamId, member.AgentId),
        ViewChange.Queue(var queue) => EventIds.OfWatch(agentId, itemId, nameof(WatchKind.Queue), queue.QueueId, ""),
        _ => EventIds.OfNotification(agentId, itemId, index),
    };

    private CommandFailed Failure(RejectionCode code, string message, FinesseRefusal error) => new()
    {
        Code = code,
        Message = message,
        FinesseErrorType = error.ErrorType,
        FinesseErrorMessage = error.ErrorMessage,
        FinesseErrorData = error.ErrorData,
        PeripheralErrorCode = error.Peripheral?.Code,
        PeripheralErrorMessage = error.Peripheral?.Message,
        PeripheralErrorText = error.Peripheral?.Text,
        Timestamp = time.GetUtcNow(),
    };

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
        ViewChange.Member(var teamId, var member, var isGone) => new TeamMemberStateChanged
        {
            TeamId = teamId,
            Member = member,
            Removed = isGone,
            Timestamp = isGone ? time.GetUtcNow() : member.StateChangeTime ?? time.GetUtcNow(),
        },
        ViewChange.Queue(var queue) => new QueueStatisticsChanged
        {
            Queue = queue,
            Timestamp = time.GetUtcNow(),
        },
        _ => throw new InvalidOperationException($"No event is worded for {change.GetType().Name}."),
    };

    private AgentEvent Stamp(AgentSession session, Guid? eventId, string? requestId, AgentEvent agentEvent)
    {
        session.Sequence++;
        return agentEvent with
        {
            AgentId = session.AgentId,
            EventId = eventId ?? EventIds.OfSession(session.AgentId, session.Epoch, session.Sequence),
            Sequence = session.Sequence,
            Epoch = session.Epoch,
            ConnectorId = options.ConnectorId,
            RequestId = requestId,
        };
    }

    // Ownership first: what nobody else knows must not be known to a client. What ownership has ended meanwhile is not published.
    private void Hand(AgentSession session, AgentEvent[] events, IReadOnlyList<ViewChange>? changes = null)
    {
        var remembered = new RememberedEvent[events.Length];
        for (var i = 0; i < events.Length; i++)
            remembered[i] = session.Memory.Remember(events[i], options.EventMemory, changes?[i].IsKnown == true);
        var address = session.EventAddress;
        progress.Told(session, remembered, () =>
        {
            foreach (var told in events.Where(told => gate.MayAct(told.AgentId, told.Epoch)))
                outbox.Publish(told, address);
        });
    }
}
