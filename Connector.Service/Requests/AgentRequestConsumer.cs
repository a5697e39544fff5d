using Connector.Contracts;
using Connector.Service.Configuration;
using MassTransit;
using MassTransit.Transports;

namespace Connector.Service.Requests;

/// <summary>Takes one type of request off the bus, has it answered or passed on, and acknowledges it after that. Whatever happens, the client gets an answer and
/// the message does not end in the error queue.</summary>
/// <typeparam name="TRequest">The type of request.</typeparam>
internal sealed partial class AgentRequestConsumer<TRequest>(
    IRequestRouting routing, ConnectorSettings settings, TimeProvider time, ILogger<AgentRequestConsumer<TRequest>> logger)
    : IConsumer<TRequest>
    where TRequest : AgentRequest
{
    /// <inheritdoc/>
    public async Task Consume(ConsumeContext<TRequest> context)
    {
        var requestId = (context.MessageId ?? NewId.NextGuid()).ToString("D");
        switch (await OutcomeAsync(context, requestId))
        {
            case RequestOutcome.Answered { Answer: var answer }:
                await context.AnswerAsync(answer, requestId, time, logger);
                break;
            case RequestOutcome.GivenBack:
                GiveBack(context);
                break;
        }
    }

    private async Task<RequestOutcome> OutcomeAsync(ConsumeContext<TRequest> context, string requestId)
    {
        var request = context.Message;
        try
        {
            if (RequestRules.Problem(request) is { } problem)
                return Rejected(request, requestId, RejectionCode.InvalidRequest, problem);
            var hops = Forwarding.Hops(context);
            var routed = new RoutedRequest
            {
                Request = request,
                RequestId = requestId,
                Deadline = Deadline(context),
                CameBefore = Forwarding.CameBefore(context),
                Age = context.SentTime is { } sent ? time.GetUtcNow().UtcDateTime - sent.ToUniversalTime() : TimeSpan.Zero,
                Hops = hops,
                ForwardAsync = (to, cancellationToken) => context.ForwardAsync(to, hops + 1, time, cancellationToken),
            };
            return await routing.RouteAsync(routed, context.CancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !context.CancellationToken.IsCancellationRequested)
        {
            RequestFailed(fault, typeof(TRequest).Name, requestId, request.AgentId);
            return Rejected(
                request, requestId, RejectionCode.InternalError, $"The connector failed; its log has the cause under request {requestId}.");
        }
    }

    /// <summary>Ends as a message does whose endpoint stops: not acknowledged, and in no error queue.</summary>
    private static void GiveBack(ConsumeContext<TRequest> context)
    {
        if (context.ReceiveContext is BaseReceiveContext receiving)
            receiving.Cancel();
        throw new OperationCanceledException(context.CancellationToken);
    }

    private DateTimeOffset Deadline(ConsumeContext<TRequest> context)
    {
        var own = time.GetUtcNow() + settings.RequestTimeout;
        return context.ExpirationTime is { } expiration && new DateTimeOffset(expiration, TimeSpan.Zero) is var senders && senders < own
            ? senders
            : own;
    }

    private RequestOutcome.Answered Rejected(TRequest request, string requestId, RejectionCode code, string message) => new(new CommandRejected
    {
        AgentId = request.AgentId ?? "",
        RequestId = requestId,
        ConnectorId = settings.ConnectorId,
        Code = code,
        Message = message,
    });

    [LoggerMessage(Level = LogLevel.Error, Message = "{Request} {RequestId} of agent {AgentId} failed inside the connector.")]
    private partial void RequestFailed(Exception fault, string request, string requestId, string agentId);
}
