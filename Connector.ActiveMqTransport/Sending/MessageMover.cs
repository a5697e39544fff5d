using Connector.ActiveMqTransport.Receiving;
using Connector.OpenWire;
using MassTransit;
using MassTransit.Serialization;
using MassTransit.Transports;

namespace Connector.ActiveMqTransport.Sending;

/// <summary>Copies received messages as they came to another queue, with headers that say why.</summary>
internal sealed class MessageMover(MessageSender sender, string queueName)
{
    /// <summary>Copies one; the original is acknowledged only afterwards.</summary>
    public Task MoveAsync(ReceiveContext context, Action<SendHeaders> addHeaders)
    {
        var delivery = context.GetPayload<ReceivedMessage>().Delivery;
        var headers = new DictionarySendHeaders();
        headers.SetHostHeaders();
        addHeaders(headers);
        var properties = new Dictionary<string, object?>(delivery.Properties, StringComparer.Ordinal);
        foreach (var (name, value) in headers.GetAll())
            properties[name] = MessageProperties.ToProperty(value);
        // A delay that was served must not be served again.
        properties.Remove(MessagePropertyNames.ScheduledDelay);
        var message = new OutgoingMessage
        {
            Destination = Destination.Queue(queueName),
            Body = context.Body.GetBytes(),
            BodyKind = delivery.BodyKind == MessageBodyKind.Text ? MessageBodyKind.Text : MessageBodyKind.Bytes,
            Properties = properties,
            Persistent = delivery.Persistent,
            Priority = delivery.Priority,
            CorrelationId = delivery.CorrelationId,
            ReplyTo = delivery.ReplyTo,
            Type = delivery.Type,
            GroupId = delivery.GroupId,
            GroupSequence = delivery.GroupSequence,
        };
        return sender.SendAsync((_, _) => ValueTask.FromResult(message), context.CancellationToken);
    }
}

/// <summary>Moves what failed to the endpoint's error queue.</summary>
/// <remarks>Apart from <see cref="SkippedTransport"/>: MassTransit finds either by its interface, and would take the first that has both.</remarks>
internal sealed class ErrorTransport(MessageMover mover) : IErrorTransport
{
    /// <inheritdoc/>
    public Task Send(ExceptionReceiveContext context) => mover.MoveAsync(context, headers => headers.CopyFrom(context.ExceptionHeaders));
}

/// <summary>Moves what no consumer took to the endpoint's skipped queue.</summary>
internal sealed class SkippedTransport(MessageMover mover) : IDeadLetterTransport
{
    /// <inheritdoc/>
    public Task Send(ReceiveContext context, string? reason) =>
        mover.MoveAsync(context, headers => headers.Set(MessageHeaders.Reason, reason ?? "dead-letter"));
}
