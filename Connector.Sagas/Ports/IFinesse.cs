namespace Connector.Sagas.Ports;

/// <summary>Finesse's REST side as a session sees it.</summary>
public interface IFinesse
{
    /// <summary>Which contact centre it belongs to, as far as it has said so.</summary>
    FinesseFlavour Flavour { get; }

    /// <summary>Carries a call out, once.</summary>
    /// <param name="agentId">The agent on whose behalf.</param>
    /// <param name="credentials">The agent's credentials.</param>
    /// <param name="call">What to do.</param>
    /// <param name="requestId">Sent as Finesse's <c>requestId</c>, which it echoes in the notification (best effort).</param>
    /// <param name="cancellationToken">Ends the wait; the outcome is then unknown.</param>
    /// <returns>What became of it; nothing that a server can do makes this throw.</returns>
    Task<FinesseOutcome> CarryOutAsync(
        string agentId, AgentCredentials credentials, FinesseCall call, string requestId, CancellationToken cancellationToken);

    /// <summary>Carries a call out, once, and does not begin it after the deadline: a Finesse that can wait (for an agent who is on his
    /// way to its other side) waits no longer than that.</summary>
    /// <param name="agentId">The agent on whose behalf.</param>
    /// <param name="credentials">The agent's credentials.</param>
    /// <param name="call">What to do.</param>
    /// <param name="requestId">Sent as Finesse's <c>requestId</c>, which it echoes in the notification (best effort).</param>
    /// <param name="deadline">When it is too late to begin.</param>
    /// <param name="cancellationToken">Ends the wait; the outcome is then unknown.</param>
    /// <returns>What became of it; nothing that a server can do makes this throw.</returns>
    Task<FinesseOutcome> CarryOutAsync(
        string agentId,
        AgentCredentials credentials,
        FinesseCall call,
        string requestId,
        DateTimeOffset deadline,
        CancellationToken cancellationToken) =>
        CarryOutAsync(agentId, credentials, call, requestId, cancellationToken);
}
