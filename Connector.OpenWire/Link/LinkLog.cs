using Microsoft.Extensions.Logging;

namespace Connector.OpenWire.Link;

internal static partial class LinkLog
{
    [LoggerMessage(1, LogLevel.Information, "Connected to {Broker} ({Product} {Version}) as {ConnectionId}")]
    internal static partial void Connected(this ILogger logger, BrokerAddress broker, string product, string version, string connectionId);

    [LoggerMessage(2, LogLevel.Information, "Connection {ConnectionId} ended: {Reason}: {Message}")]
    internal static partial void Ended(this ILogger logger, string connectionId, ConnectionEndReason reason, string message, Exception? cause);

    [LoggerMessage(3, LogLevel.Error, "The delivery handler of consumer {ConsumerId} on {Destination} threw; message {MessageId} stays unacknowledged")]
    internal static partial void HandlerFailed(this ILogger logger, ConsumerId consumerId, string destination, string messageId, Exception cause);

    [LoggerMessage(4, LogLevel.Debug, "Ignored {Command} from {Broker}")]
    internal static partial void CommandIgnored(this ILogger logger, string command, BrokerAddress broker);

    [LoggerMessage(5, LogLevel.Warning, "The broker closed consumer {ConsumerId} on {Destination}")]
    internal static partial void ConsumerClosedByBroker(this ILogger logger, ConsumerId consumerId, string destination);

    [LoggerMessage(6, LogLevel.Debug, "Closing {ConnectionId} did not finish in order; the socket is closed")]
    internal static partial void CloseIncomplete(this ILogger logger, string connectionId, Exception cause);

    [LoggerMessage(7, LogLevel.Debug, "Removing {What} at the broker failed; it goes with the connection")]
    internal static partial void RemoveFailed(this ILogger logger, string what, Exception cause);
}
