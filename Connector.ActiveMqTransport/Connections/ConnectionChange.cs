using Connector.OpenWire.Failover;

namespace Connector.ActiveMqTransport.Connections;

/// <summary>What a connection has been through.</summary>
internal static class ConnectionChange
{
    /// <summary>When the connection last reached another broker, or the same one again; null if it never had to.</summary>
    public static DateTimeOffset? LastChange(this IFailoverConnection connection) =>
        connection.FailoverStatistics.Reconnects > 0 ? connection.Status.Since : null;
}
