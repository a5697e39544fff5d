using Microsoft.Extensions.Logging;

namespace Connector.OpenWire.Failover;

/// <summary>What fail-over says. Changes of status are at level Debug: whoever watches the status tells of them in words of his own.</summary>
internal static partial class FailoverLog
{
    [LoggerMessage(21, LogLevel.Debug, "{ConnectionId} stands on {Broker}")]
    internal static partial void Stands(this ILogger logger, string connectionId, BrokerAddress broker);

    [LoggerMessage(22, LogLevel.Debug, "{ConnectionId} lost {Broker}: {Reason}")]
    internal static partial void Lost(this ILogger logger, string connectionId, BrokerAddress broker, string reason);

    [LoggerMessage(23, LogLevel.Debug, "Round {Round} of connecting {ConnectionId} failed: {Reason}")]
    internal static partial void RoundFailed(this ILogger logger, int round, string connectionId, string reason);

    [LoggerMessage(24, LogLevel.Warning, "{Broker} did not take back {What}: {Reason} Asking again until it does")]
    internal static partial void Refused(this ILogger logger, BrokerAddress broker, string what, string reason);

    [LoggerMessage(25, LogLevel.Debug, "{ConnectionId} moves from {Broker} to {Next}")]
    internal static partial void Moves(this ILogger logger, string connectionId, BrokerAddress broker, BrokerAddress next);

    [LoggerMessage(26, LogLevel.Debug, "{ConnectionId} stays on {Broker}: {Next} does not answer: {Reason}")]
    internal static partial void Stays(this ILogger logger, string connectionId, BrokerAddress broker, BrokerAddress next, string reason);

    [LoggerMessage(27, LogLevel.Critical, "The supervisor of {ConnectionId} failed, which ends the connection; please report this")]
    internal static partial void SupervisorFailed(this ILogger logger, string connectionId, Exception cause);

    [LoggerMessage(28, LogLevel.Error, "A watcher of the consumers of {Queue} failed; it is called again at the next change")]
    internal static partial void WatcherFailed(this ILogger logger, string queue, Exception cause);

    [LoggerMessage(29, LogLevel.Warning,
        "The broker does not tell {ConnectionId} when one of its temporary destinations is gone, so that is mended with the next reconnect only: {Reason} Let its user read ActiveMQ.Advisory.>")]
    internal static partial void TemporaryIsNotTold(this ILogger logger, string connectionId, string reason);

    [LoggerMessage(30, LogLevel.Warning, "{Broker} has removed a temporary destination of {ConnectionId} that is in use; it is made again")]
    internal static partial void TemporaryIsGone(this ILogger logger, BrokerAddress broker, string connectionId);

    [LoggerMessage(31, LogLevel.Warning, "{Broker} had removed the temporary destination {Destination} of somebody who listens to it; it is made again for him")]
    internal static partial void TemporaryIsRevived(this ILogger logger, BrokerAddress broker, string destination);
}
