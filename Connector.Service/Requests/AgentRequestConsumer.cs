using Connector.Contracts;
using Connector.Sagas.Ports;
using Connector.Service.Configuration;
using MassTransit;

namespace Connector.Service.Requests;

/// <summary>Takes one type of request off the bus, has it carried out by the agent's session, and answers before the message is
/// acknowledged. Whatever happens, the client gets an answer and the message does not end in the error queue.</summary>
/// <typeparam name="TRequest">The type of request.</typeparam>
internal sealed partial class AgentRequestConsumer<TRequest>(
    ISessionInbox sessions, ConnectorSettings settings, TimeProvider time, ILogger<AgentRequestConsumer<TRequest>> logger)
    : IConsumer<TRequest>
    where TRequest : AgentRequest
{
    /// <inheritdoc/>
    public async Task Consume(ConsumeContext<TRequest> context)
    {
        var requestId = (context.MessageId ?? NewId.NextGuid()).ToString("D");
        var answer = await AnswerAsync(context, requestId);
        await context.AnswerAsync(answer, requestId, time, logger);
    }

    private async Task<object> AnswerAsync(ConsumeContext<TRequest> context, string requestId)
    {
        var request = context.Message;
        try
        {
            if (RequestRules.Problem(request) is { } problem)
                return Rejected(request, requestId, RejectionCode.InvalidRequest, problem);
            return await sessions.AskAsync(request, requestId, Deadline(context), context.CancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !context.CancellationToken.IsCancellationRequested)
        {
            RequestFailed(fault, typeof(TRequest).Name, requestId, request.AgentId);
            return Rejected(
                request, requestId, RejectionCode.InternalError, $"The connector failed; its log has the cause under request {requestId}.");
        }
    }

    private DateTimeOffset Deadline(ConsumeContext<TRequest> context)
    {
        var own = time.GetUtcNow() + settings.RequestTimeout;
        return context.ExpirationTime is { } expiration && new DateTimeOffset(expiration, TimeSpan.Zero) is var senders && senders < own
            ? senders
            : own;
    }

    private CommandRejected Rejected(TRequest request, string requestId, RejectionCode code, string message) => new()
    {
        AgentId = request.AgentId ?? "",
        RequestId = requestId,
        ConnectorId = settings.ConnectorId,
        Code = code,
        Message = message,
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "{Request} {RequestId} of agent {AgentId} failed inside the connector.")]
    private partial void RequestFailed(Exception fault, string request, string requestId, string agentId);
}
