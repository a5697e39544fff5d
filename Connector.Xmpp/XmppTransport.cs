namespace Connector.Xmpp;

/// <summary>What carries the stream.</summary>
public enum XmppTransport
{
    /// <summary>A TCP connection (RFC 6120, 3): port 5222, or 5223 with TLS from the first byte.</summary>
    Tcp,

    /// <summary>
    /// A WebSocket (RFC 7395): one element a message, framed by <c>open</c> and <c>close</c>. Of Finesse <c>wss://host:7443/ws/</c>,
    /// which stays open where 5222 and 5223 are closed from outside (facts: finesse, 1.1 and 8.12).
    /// </summary>
    WebSocket,
}
