using Connector.OpenWire;

namespace Connector.ActiveMqTransport.Sending;

/// <summary>MassTransit's message as the JMS message that the official transport would send.</summary>
internal static class OutgoingMessages
{
    /// <summary>NMS calls this one "normal"; it is what official peers send and see.</summary>
    public const byte DefaultPriority = 5;

    // A request whose time is up is still sent, for a second, so that its receiver can see it as expired rather than never.
    private static readonly TimeSpan ShortestTimeToLive = TimeSpan.FromSeconds(1);

    /// <summary>Makes the JMS message.</summary>
    /// <param name="context">The message and its settings.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="replyTo">Where the answer is awaited, if one is.</param>
    /// <param name="asyncSend">True: a persistent message is sent without waiting until the broker has stored it.</param>
    public static OutgoingMessage Create<T>(
        ActiveMqMessageSendContext<T> context, Destination destination, Destination? replyTo, bool asyncSend)
        where T : class => new()
        {
            Destination = destination,
            Body = context.Body.GetBytes(),
            BodyKind = MessageBodyKind.Bytes,
            Properties = MessageProperties.From(context.Headers, context.ContentType?.ToString()),
            Persistent = context.Durable,
            WaitForBroker = context.Durable && !asyncSend,
            Priority = context.Priority ?? DefaultPriority,
            TimeToLive = context.TimeToLive <= TimeSpan.Zero
                ? ShortestTimeToLive
                : context.TimeToLive,
            CorrelationId = context.CorrelationId?.ToString(),
            ReplyTo = replyTo,
            GroupId = string.IsNullOrWhiteSpace(context.GroupId) ? null : context.GroupId,
            GroupSequence = context.GroupSequence ?? 0,
            ScheduledDelay = context.Delay is { } delay && delay > TimeSpan.Zero ? delay : null,
        };
}
