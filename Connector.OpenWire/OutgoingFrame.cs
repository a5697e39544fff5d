using Connector.OpenWire.Link;
using Connector.OpenWire.Wire;

namespace Connector.OpenWire;

/// <summary>A message ready to be encoded: everything but its id and its command's number.</summary>
internal struct OutgoingFrame
{
    /// <summary>Encodes the message.</summary>
    internal static readonly EncodeFrame<OutgoingFrame> Encode = static (buffer, ref readonly outgoing) =>
        MessageCodec.WriteMessage(buffer, outgoing.CommandId, outgoing.ResponseRequired, in outgoing.Message, outgoing.Content);

    internal WireMessage Message;
    internal OutgoingContent Content;
    internal int CommandId;
    internal bool ResponseRequired;

    /// <summary>What is named in errors about this message.</summary>
    internal readonly string Name => "a message to " + (Message.Destination is { } to ? to.ToString() : "");

    /// <summary>Checks a message and takes over its fields; its times count from <paramref name="now"/>.</summary>
    /// <exception cref="ArgumentException">The message cannot be sent by a producer bound to <paramref name="bound"/>.</exception>
    internal static OutgoingFrame Prepare(OutgoingMessage message, Destination? bound, DateTimeOffset now)
    {
        if (bound is not null && message.Destination is not null && message.Destination != bound)
            throw new ArgumentException($"The producer is bound to {bound}; the message names {message.Destination}. Leave it null, or make an anonymous producer.", nameof(message));
        if (message.Priority > 9)
            throw new ArgumentException($"A message priority of {message.Priority} is out of the range 0 to 9.", nameof(message));
        if (message.BodyKind is not (MessageBodyKind.Bytes or MessageBodyKind.Text or MessageBodyKind.Map or MessageBodyKind.None))
            throw new ArgumentException($"A body of kind {message.BodyKind} can be read, not sent. Send bytes, text or a map.", nameof(message));
        if (message.BrokerPath is { Count: > short.MaxValue })
            throw new ArgumentException($"A path of {message.BrokerPath.Count} brokers is longer than the wire format's {short.MaxValue}.", nameof(message));

        var milliseconds = now.ToUnixTimeMilliseconds();
        return new OutgoingFrame
        {
            Message = new WireMessage
            {
                Kind = message.BodyKind,
                Destination = bound ?? message.Destination
                    ?? throw new ArgumentException("The message names no destination and the producer is bound to none.", nameof(message)),
                GroupId = message.GroupId,
                GroupSequence = message.GroupSequence,
                CorrelationId = message.CorrelationId,
                Persistent = message.Persistent,
                ExpirationMilliseconds = message.TimeToLive is { } life && life > TimeSpan.Zero ? milliseconds + Math.Max(1, (long)life.TotalMilliseconds) : 0,
                Priority = message.Priority,
                ReplyTo = message.ReplyTo,
                TimestampMilliseconds = milliseconds,
                Type = message.Type,
                BrokerPath = message.BrokerPath,
            },
            Content = new OutgoingContent
            {
                Body = message.Body,
                IsText = message.BodyKind == MessageBodyKind.Text,
                Properties = message.Properties,
                ScheduledDelayMilliseconds = (long)(message.ScheduledDelay?.TotalMilliseconds ?? 0),
            },
        };
    }
}
