namespace Connector.OpenWire;

/// <summary>Why a connection ended. A connection ends once; the first reason is the one that is kept.</summary>
public enum ConnectionEndReason
{
    /// <summary>This side called <see cref="IOpenWireConnection.CloseAsync"/> or disposed the connection.</summary>
    ClosedByClient,

    /// <summary>The broker said goodbye (ShutdownInfo, or ConnectionControl with close). ActiveMQ 5.17 says none when it is
    /// stopped in order: that shows as <see cref="ConnectionLost"/>.</summary>
    ClosedByBroker,

    /// <summary>The socket failed, or was closed by the other side without a goodbye: broker killed or stopped, network cut.</summary>
    ConnectionLost,

    /// <summary>Nothing came from the broker for longer than the agreed inactivity limit.</summary>
    Inactivity,

    /// <summary>The broker sent something that is not OpenWire v12, or a frame above the limit.</summary>
    ProtocolViolation,

    /// <summary>The broker reported an error of the whole connection (OpenWire ConnectionError), for example an invalid command.</summary>
    BrokerError,
}

/// <summary>How a connection ended.</summary>
/// <param name="Reason">The first reason there was.</param>
/// <param name="Message">A sentence for a log: what ended, where, why. It holds no secret.</param>
/// <param name="Cause">The exception behind it, where there is one.</param>
public sealed record ConnectionEnd(ConnectionEndReason Reason, string Message, Exception? Cause);

/// <summary>Why a consumer gets no more deliveries.</summary>
public enum ConsumerEnd
{
    /// <summary>It was disposed here.</summary>
    Disposed,

    /// <summary>The broker closed it (ConsumerControl with close), for example because its queue was deleted or it was too slow.</summary>
    ClosedByBroker,

    /// <summary>A browser (see <see cref="ConsumerOptions.Browser"/>) has seen every message there was.</summary>
    BrowseComplete,

    /// <summary>The connection ended; see <see cref="IOpenWireConnection.Ended"/>.</summary>
    ConnectionEnded,
}
