using Connector.OpenWire;
using MassTransit;

namespace Connector.ActiveMqTransport.Receiving;

/// <summary>The JMS message behind a receive context, as its payload.</summary>
internal sealed record ReceivedMessage(Delivery Delivery)
{
    /// <summary>
    /// The destination that answers go to, where a message being sent is the answer to one being consumed: its address is the
    /// response address of that one.
    /// </summary>
    public static Destination? AnsweredBy(SendContext sending) =>
        Consumed(sending) is ({ } consumed, { } replyTo)
        && SamePath(sending.DestinationAddress, consumed.ResponseAddress)
            ? replyTo
            : null;

    /// <summary>The reply destination of the message being consumed, where the one being sent hands its response address on.</summary>
    public static Destination? ForwardedReplyTo(SendContext sending) =>
        Consumed(sending) is ({ } consumed, { } replyTo)
        && SamePath(sending.ResponseAddress, consumed.ResponseAddress)
            ? replyTo
            : null;

    private static (ConsumeContext? Consumed, Destination? ReplyTo) Consumed(SendContext sending) =>
        sending.TryGetPayload(out ConsumeContext? consumed)
        && consumed.ReceiveContext.TryGetPayload(out ReceivedMessage? received)
            ? (consumed, received.Delivery.ReplyTo)
            : (null, null);

    private static bool SamePath(Uri? one, Uri? other) =>
        one is not null && other is not null && one.AbsolutePath == other.AbsolutePath;
}
