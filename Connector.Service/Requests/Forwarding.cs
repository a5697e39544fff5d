using MassTransit;
using MassTransit.Serialization;

namespace Connector.Service.Requests;

/// <summary>Passes a request on to another connector as its client wrote it: the same body, ids, addresses and expiration, with one hop more.</summary>
internal static class Forwarding
{
    /// <summary>How many connectors have passed the message on.</summary>
    public static int Hops(ConsumeContext context) =>
        context.ReceiveContext.TransportHeaders.Get<int>(RequestAddresses.HopsHeader) is { } hops and > 0 ? hops : 0;

    /// <summary>Whether the message is known to have come before, to whichever connector: its broker, its client, or who passed it on says so.</summary>
    public static bool CameBefore(ConsumeContext context) =>
        context.ReceiveContext.Redelivered || context.ReceiveContext.TransportHeaders.TryGetHeader(RequestAddresses.AgainHeader, out _);

    /// <summary>Puts the message into a connector's own queue; done when the broker has it.</summary>
    public static async Task ForwardAsync<TRequest>(
        this ConsumeContext<TRequest> context, string to, int hops, TimeProvider time, CancellationToken cancellationToken)
        where TRequest : class
    {
        var endpoint = await context.GetSendEndpoint(new Uri("queue:" + RequestAddresses.Of(to)));
        await endpoint.Send(
            context.Message,
            Pipe.Execute<SendContext<TRequest>>(sending =>
            {
                var received = context.ReceiveContext;
                sending.MessageId = context.MessageId;
                sending.RequestId = context.RequestId;
                sending.CorrelationId = context.CorrelationId;
                sending.ConversationId = context.ConversationId;
                sending.InitiatorId = context.InitiatorId;
                sending.SourceAddress = context.SourceAddress;
                sending.ResponseAddress = context.ResponseAddress;
                sending.FaultAddress = context.FaultAddress;
                if (context.ExpirationTime is { } expiration)
                    sending.TimeToLive = expiration.ToUniversalTime() - time.GetUtcNow().UtcDateTime;
                // A client of a later release may say what this one does not know.
                if (received.ContentType is { } contentType)
                    sending.Serializer = new CopyBodySerializer(contentType, received.Body);
                foreach (var (name, value) in received.TransportHeaders.GetAll())
                {
                    if (name != nameof(MessageContext.CorrelationId))
                        sending.Headers.Set(name, value);
                }

                sending.Headers.Set(RequestAddresses.HopsHeader, hops);
                if (CameBefore(context))
                    sending.Headers.Set(RequestAddresses.AgainHeader, true);
            }),
            cancellationToken);
    }
}
