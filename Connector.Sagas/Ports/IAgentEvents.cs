using Connector.Contracts;

namespace Connector.Sagas.Ports;

/// <summary>Where a session's events go.</summary>
public interface IAgentEvents
{
    /// <summary>Hands an event over for publication, in the order of the calls for one agent. Returns at once; the shell keeps
    /// events, within its bound, while the broker is away.</summary>
    /// <param name="agentEvent">The event.</param>
    /// <param name="eventAddress">A queue to send it to besides publishing it, or null.</param>
    void Publish(AgentEvent agentEvent, string? eventAddress);

    /// <summary>Forgets what waits of an agent's events: another connector speaks for the agent now. Returns at once.</summary>
    /// <param name="agentId">The agent.</param>
    void Withdraw(string agentId);

    /// <summary>Hands nothing more to the broker until <see cref="Resume"/>; what waits is kept. Returns at once.</summary>
    void Pause();

    /// <summary>Goes on after <see cref="Pause"/>. Returns at once.</summary>
    void Resume();
}
