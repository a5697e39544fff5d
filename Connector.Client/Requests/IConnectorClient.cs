namespace Connector.Client;

/// <summary>Asks the connectors. <see cref="AgentRequests"/> has an <c>AskAsync</c> for each request of the contracts, which
/// knows the type of its answer.</summary>
public interface IConnectorClient
{
    /// <summary>
    /// Sends a request, and sends it again under the same message id while no answer comes: whichever copy reaches a connector
    /// first is carried out, the others are answered from its memory. An outage of a broker or connector within the limit is
    /// not seen.
    /// </summary>
    /// <typeparam name="TRequest">The type of request.</typeparam>
    /// <typeparam name="TAnswer">The answer that its summary in the contracts names.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="messageId">Its id; a new one where not given. Give the id of
    /// <see cref="RequestUnansweredException.MessageId"/> to go on asking after that.</param>
    /// <param name="cancellationToken">Gives up; the request may have been carried out.</param>
    /// <returns>The answer, or why there is none.</returns>
    /// <exception cref="RequestUnansweredException">No answer came within <see cref="ConnectorClientOptions.AnswerWithin"/>: it
    /// is not known whether the request was carried out.</exception>
    Task<RequestAnswer<TAnswer>> AskAsync<TRequest, TAnswer>(
        TRequest request, Guid? messageId = null, CancellationToken cancellationToken = default)
        where TRequest : class
        where TAnswer : class;
}
