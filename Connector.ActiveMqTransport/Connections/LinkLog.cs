using Microsoft.Extensions.Logging;

namespace Connector.ActiveMqTransport.Connections;

/// <summary>What the link says: one line for each change, not for each attempt.</summary>
internal static partial class LinkLog
{
    /// <summary>A connection is there.</summary>
    [LoggerMessage(1, LogLevel.Information, "Connected to ActiveMQ broker {Broker} ({Name}, version {Version})")]
    public static partial void Connected(ILogger logger, string broker, string name, string version);

    /// <summary>A connection is there again.</summary>
    [LoggerMessage(2, LogLevel.Information, "Connected again to ActiveMQ broker {Broker} ({Name}, version {Version}) after {Outage}")]
    public static partial void Reconnected(ILogger logger, string broker, string name, string version, TimeSpan outage);

    /// <summary>No broker can be reached. Repeated only when the reason changes.</summary>
    [LoggerMessage(3, LogLevel.Warning,
        "No ActiveMQ broker can be reached: {Reason} Trying again until one answers. {Remedy}")]
    public static partial void Unreachable(ILogger logger, string reason, string remedy);

    /// <summary>The connection ended from outside.</summary>
    [LoggerMessage(4, LogLevel.Warning,
        "The connection to ActiveMQ broker {Broker} ended: {Reason} Connecting again; unacknowledged messages will be delivered again")]
    public static partial void Lost(ILogger logger, string broker, string reason);

    /// <summary>A further attempt failed for the reason already told.</summary>
    [LoggerMessage(5, LogLevel.Debug, "Round {Round} of connecting failed: {Reason}")]
    public static partial void StillUnreachable(ILogger logger, int round, string reason);

    /// <summary>Options that were given do nothing.</summary>
    [LoggerMessage(6, LogLevel.Warning,
        "These transport options have no effect in this ActiveMQ transport and can be removed from the configuration: {Options}")]
    public static partial void OptionsWithoutEffect(ILogger logger, string options);

    /// <summary>The bus was stopped.</summary>
    [LoggerMessage(7, LogLevel.Debug, "Disconnected from ActiveMQ broker {Broker}")]
    public static partial void Disconnected(ILogger logger, string broker);

    /// <summary>The bus has moved from one working broker to another.</summary>
    [LoggerMessage(9, LogLevel.Information, "Moved to ActiveMQ broker {Broker} ({Name}, version {Version})")]
    public static partial void Moved(ILogger logger, string broker, string name, string version);

    /// <summary>An observer threw.</summary>
    [LoggerMessage(8, LogLevel.Error, "An observer of the connection to the broker failed; it is called again at the next change")]
    public static partial void ObserverFailed(ILogger logger, Exception exception);
}
