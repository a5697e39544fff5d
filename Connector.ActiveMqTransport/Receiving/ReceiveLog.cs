using Microsoft.Extensions.Logging;

namespace Connector.ActiveMqTransport.Receiving;

/// <summary>What the receiving side says.</summary>
internal static partial class ReceiveLog
{
    /// <summary>An acknowledgement came too late.</summary>
    [LoggerMessage(1, LogLevel.Debug, "Message {MessageId} was handled but not acknowledged, so it will be delivered again: {Reason}")]
    public static partial void NotAcknowledged(ILogger logger, string messageId, string reason);

    /// <summary>The endpoint consumes.</summary>
    [LoggerMessage(2, LogLevel.Debug, "Endpoint {Endpoint} consumes from {Queues}")]
    public static partial void Consuming(ILogger logger, string endpoint, string queues);

    /// <summary>The endpoint could not subscribe.</summary>
    [LoggerMessage(3, LogLevel.Error,
        "Endpoint {Endpoint} cannot consume: {Reason} Trying again until it can. If the broker refuses, check the user's rights there "
        + "and the endpoint's selectors")]
    public static partial void CannotConsume(ILogger logger, string endpoint, string reason);

    /// <summary>A further attempt failed for the same reason.</summary>
    [LoggerMessage(4, LogLevel.Debug, "Endpoint {Endpoint} still cannot consume: {Reason}")]
    public static partial void StillCannotConsume(ILogger logger, string endpoint, string reason);

    /// <summary>Neither the consumers nor the error queue took a message.</summary>
    [LoggerMessage(5, LogLevel.Error,
        "Endpoint {Endpoint} could not handle message {MessageId} nor move it to its error queue; it is delivered again after a pause")]
    public static partial void NotHandled(ILogger logger, Exception exception, string endpoint, string messageId);

    /// <summary>A message cannot be read at all.</summary>
    [LoggerMessage(6, LogLevel.Error,
        "Endpoint {Endpoint} gave up message {MessageId}: {Reason} The broker moves it to its dead-letter queue (ActiveMQ.DLQ)")]
    public static partial void GaveUp(ILogger logger, string endpoint, string messageId, string reason);

    /// <summary>Stopping took too long.</summary>
    [LoggerMessage(7, LogLevel.Warning,
        "Endpoint {Endpoint} stops with {Count} messages still being handled; they will be delivered again")]
    public static partial void NotDrained(ILogger logger, string endpoint, int count);

    /// <summary>The endpoint takes no more.</summary>
    [LoggerMessage(10, LogLevel.Debug, "Endpoint {Endpoint} takes no further messages; {Count} are still being handled")]
    public static partial void StoppedTaking(ILogger logger, string endpoint, int count);

    /// <summary>Something left at the broker.</summary>
    [LoggerMessage(8, LogLevel.Debug, "Endpoint {Endpoint} left {Destination} at the broker: {Reason}")]
    public static partial void NotRemoved(ILogger logger, string endpoint, string destination, string reason);

    /// <summary>The receive loop itself failed, which is an error in this code.</summary>
    [LoggerMessage(9, LogLevel.Critical, "The receive loop of endpoint {Endpoint} failed and starts over; please report this")]
    public static partial void LoopFailed(ILogger logger, Exception exception, string endpoint);
}
