using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>Words the answers that carry teams, queues and past events. Pure.</summary>
internal static class WatchReports
{
    internal static TeamReport Team(AgentSession session, string requestId, TeamView team, string connectorId) => new()
    {
        AgentId = session.AgentId,
        RequestId = requestId,
        ConnectorId = connectorId,
        Sequence = session.Sequence,
        Epoch = session.Epoch,
        TeamId = team.TeamId,
        TeamName = team.Name,
        Members = team.Members,
    };

    internal static QueuesReport Queues(
        AgentSession session, string requestId, IReadOnlyList<QueueStatistics> queues, string connectorId) => new()
        {
            AgentId = session.AgentId,
            RequestId = requestId,
            ConnectorId = connectorId,
            Sequence = session.Sequence,
            Epoch = session.Epoch,
            Queues = queues,
        };

    /// <summary>What the agent's memory holds from a number on; with the agent's state where that is not all.</summary>
    internal static EventsReport Events(AgentSession session, string requestId, ReplayEvents asked, string connectorId)
    {
        var (events, isComplete) = session.Memory.Replay(asked.FromSequence, session.Sequence, asked.Epoch, EventsOf(asked));
        // Of an agent who is not connected, what clients were told last.
        var view = session.View == AgentViewChanges.Unknown ? session.LastView : session.View;
        return new()
        {
            AgentId = session.AgentId,
            RequestId = requestId,
            ConnectorId = connectorId,
            Sequence = session.Sequence,
            Epoch = session.Epoch,
            Events = events,
            Complete = isComplete,
            State = isComplete ? null : view.State,
            Dialogs = isComplete ? null : view.Dialogs,
        };
    }

    private static RivalEvents EventsOf(ReplayEvents asked) =>
        new([.. (asked.LastEvents ?? []).Select(each => each.ToEvent()).OfType<AgentEvent>().Select(each => RememberedEvent.Of(each, isKnown: false))]);
}
