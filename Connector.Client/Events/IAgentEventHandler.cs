using Connector.Contracts;

namespace Connector.Client;

/// <summary>
/// The app's side of its agents' events. One call at a time for one agent, in the order of <see cref="AgentEvent.Sequence"/>,
/// each event once; different agents side by side. An exception is logged, and the event counts as handed on: what must not
/// get lost in the app is the app's to try again.
/// </summary>
public interface IAgentEventHandler
{
    /// <summary>The agent's next event.</summary>
    /// <param name="agentEvent">One of the contracts' events.</param>
    /// <param name="cancellationToken">Cancelled when the app stops.</param>
    /// <returns>Done when the next may come.</returns>
    Task OnEventAsync(AgentEvent agentEvent, CancellationToken cancellationToken);

    /// <summary>Events are missing that the connectors' memory does not hold any more; this is the state that resulted. The
    /// app's picture of the agent is to be replaced by it. Events go on behind <see cref="EventsReport.Sequence"/>.</summary>
    /// <param name="report">The agent's state and calls, and their number.</param>
    /// <param name="cancellationToken">Cancelled when the app stops.</param>
    /// <returns>Done when the next may come.</returns>
    Task OnResumedAsync(EventsReport report, CancellationToken cancellationToken);

    /// <summary>Events are missing, and no connector knows the agent any more. The app may connect the agent again, or ask for
    /// what it must know.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="from">The first event missing.</param>
    /// <param name="to">The last event missing.</param>
    /// <param name="cancellationToken">Cancelled when the app stops.</param>
    /// <returns>Done when the next may come.</returns>
    Task OnMissedAsync(string agentId, long from, long to, CancellationToken cancellationToken);
}
