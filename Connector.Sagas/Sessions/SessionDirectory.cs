using System.Collections.Concurrent;
using Connector.Sagas.Ports;
using MassTransit;

namespace Connector.Sagas.Sessions;

/// <summary>Knows the sessions that are not over, for status pages: observes the state machine, changes nothing.</summary>
internal sealed class SessionDirectory : IStateObserver<AgentSession>
{
    private readonly ConcurrentDictionary<string, AgentSession> _sessions = new(StringComparer.Ordinal);

    public Task StateChanged(BehaviorContext<AgentSession> context, State currentState, State previousState)
    {
        if (currentState.Name is nameof(AgentSessionStateMachine.Disconnected) or nameof(AgentSessionStateMachine.Prepared)
            or nameof(AgentSessionStateMachine.Awaiting) or "Final")

            _sessions.TryRemove(context.Saga.AgentId, out _);
        else if (context.Saga.AgentId is not "")
            _sessions[context.Saga.AgentId] = context.Saga;
        return Task.CompletedTask;
    }

    internal bool Has(string agentId) => _sessions.ContainsKey(agentId);

    internal IReadOnlyList<SessionSummary> Summaries() =>
        [.. _sessions.Values.OrderBy(session => session.AgentId, StringComparer.Ordinal).Select(Summarize)];

    private static SessionSummary Summarize(AgentSession session)
    {
        var view = session.View;
        return new SessionSummary(
            session.AgentId, session.CurrentState, view.State.State, view.State.Extension, view.Dialogs.Count, session.Sequence, session.Epoch);
    }
}
