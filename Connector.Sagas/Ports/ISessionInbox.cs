using Connector.Contracts;

namespace Connector.Sagas.Ports;

/// <summary>The way into the agents' sessions: everything about one agent is taken in order, one at a time.</summary>
public interface ISessionInbox
{
    /// <summary>Has a request carried out that did not come before.</summary>
    /// <param name="request">The request; checked already.</param>
    /// <param name="requestId">Derived from the message id; the same for a message that comes again.</param>
    /// <param name="deadline">When it is too old to be begun.</param>
    /// <param name="cancellationToken">Ends the wait for the answer, not the request.</param>
    /// <returns>The answer message: what the contracts name, or <see cref="CommandRejected"/>.</returns>
    /// <exception cref="RequestReturnedException">The session gave the request back.</exception>
    Task<object> AskAsync(AgentRequest request, string requestId, DateTimeOffset deadline, CancellationToken cancellationToken) =>
        AskAsync(request, requestId, deadline, EarlierDelivery.None, cancellationToken);

    /// <summary>Has a request carried out.</summary>
    /// <param name="request">The request; checked already.</param>
    /// <param name="requestId">Derived from the message id; the same for a message that comes again.</param>
    /// <param name="deadline">When it is too old to be begun.</param>
    /// <param name="earlier">Whether its message came before.</param>
    /// <param name="cancellationToken">Ends the wait for the answer, not the request.</param>
    /// <returns>The answer message: what the contracts name, or <see cref="CommandRejected"/>.</returns>
    /// <exception cref="RequestReturnedException">The session gave the request back; <see cref="IOwnershipReports.Returned"/> tells so as
    /// well, afterwards.</exception>
    Task<object> AskAsync(
        AgentRequest request, string requestId, DateTimeOffset deadline, EarlierDelivery earlier, CancellationToken cancellationToken);

    /// <summary>Hands a report of an agent's subscription over. Returns at once.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="generation">The one given to <see cref="ISubscriptions.Open"/>.</param>
    /// <param name="report">The report.</param>
    void Report(string agentId, int generation, SubscriptionReport report);

    /// <summary>The sessions as they are now, for status pages.</summary>
    /// <returns>One row per agent whose session is not ended.</returns>
    IReadOnlyList<SessionSummary> Summaries();
}

/// <summary>The session gave a request back, unanswered: ownership routes it anew.</summary>
public sealed class RequestReturnedException() : Exception("The session gave the request back; it is routed anew.");

/// <summary>One agent's session, for status pages.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Session">The session's state: Connecting, Connected, Interrupted.</param>
/// <param name="State">Finesse's word for the agent's state, or null.</param>
/// <param name="Extension">The extension, or null.</param>
/// <param name="Dialogs">How many calls.</param>
/// <param name="Sequence">The last event's number.</param>
/// <param name="Epoch">The ownership's number.</param>
public sealed record SessionSummary(
    string AgentId, string Session, string? State, string? Extension, int Dialogs, long Sequence, long Epoch);
