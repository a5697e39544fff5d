using Connector.Client;
using Connector.Contracts;

namespace Connector.Lab.ClientApps;

/// <summary>What came of a request.</summary>
/// <param name="Id">The request's message id.</param>
/// <param name="Outcome"><c>accepted</c>, or the code of the refusal.</param>
/// <param name="Why">The refusal's sentence.</param>
/// <param name="Connector">Who answered.</param>
/// <param name="Sequence">The agent's last event, where the answer says so.</param>
/// <param name="Connected">The answer to <see cref="ConnectAgent"/>.</param>
internal sealed record Asked(Guid Id, string Outcome, string? Why, string Connector, long? Sequence = null, AgentConnected? Connected = null);

/// <summary>Asks through the client library for whatever an <see cref="AgentScript"/> may want.</summary>
internal static class Asking
{
    /// <summary>Carried out, or on its way to be.</summary>
    public const string Accepted = "accepted";

    /// <summary>Asks.</summary>
    /// <exception cref="RequestUnansweredException">No answer came.</exception>
    public static Task<Asked> AskAsync(this IConnectorClient client, AgentRequest request, CancellationToken cancellationToken)
    {
        return request switch
        {
            MakeReady ask => CommandAsync(client, ask, cancellationToken),
            MakeNotReady ask => CommandAsync(client, ask, cancellationToken),
            MakeCall ask => CommandAsync(client, ask, cancellationToken),
            AnswerCall ask => CommandAsync(client, ask, cancellationToken),
            HoldCall ask => CommandAsync(client, ask, cancellationToken),
            RetrieveCall ask => CommandAsync(client, ask, cancellationToken),
            ReleaseCall ask => CommandAsync(client, ask, cancellationToken),
            SendDtmf ask => CommandAsync(client, ask, cancellationToken),
            UpdateCallData ask => CommandAsync(client, ask, cancellationToken),
            DisconnectAgent ask => CommandAsync(client, ask, cancellationToken),
            SignIn ask => CommandAsync(client, ask, cancellationToken),
            ConnectAgent ask => AskAsync<ConnectAgent, AgentConnected>(client, ask, Connected, cancellationToken),
            GetAgentState ask => AskAsync<GetAgentState, AgentStateReport>(client, ask, Reported, cancellationToken),
            GetDialogs ask => AskAsync<GetDialogs, DialogsReport>(client, ask, Reported, cancellationToken),
            _ => throw new ArgumentException($"The laboratory's client does not ask for {request.GetType().Name}.", nameof(request)),
        };
    }

    private static Asked Connected(Guid id, AgentConnected answer) => new(id, Accepted, null, answer.ConnectorId, answer.Sequence, answer);

    private static Asked Reported(Guid id, AgentStateReport answer) => new(id, Accepted, null, answer.ConnectorId, answer.Sequence);

    private static Asked Reported(Guid id, DialogsReport answer) => new(id, Accepted, null, answer.ConnectorId, answer.Sequence);

    private static Task<Asked> CommandAsync<TRequest>(IConnectorClient client, TRequest request, CancellationToken cancellationToken)
        where TRequest : AgentRequest
    {
        return AskAsync<TRequest, CommandAccepted>(client, request, Taken, cancellationToken);

        static Asked Taken(Guid id, CommandAccepted answer) => new(id, Accepted, null, answer.ConnectorId);
    }

    private static async Task<Asked> AskAsync<TRequest, TAnswer>(
        IConnectorClient client, TRequest request, Func<Guid, TAnswer, Asked> read, CancellationToken cancellationToken)
        where TRequest : AgentRequest
        where TAnswer : class
    {
        var answer = await client.AskAsync<TRequest, TAnswer>(request, null, cancellationToken).ConfigureAwait(false);
        return answer.TryGet(out var value, out var refused)
            ? read(answer.MessageId, value)
            : new Asked(answer.MessageId, refused.Code.ToString(), refused.Message, refused.ConnectorId);
    }
}
