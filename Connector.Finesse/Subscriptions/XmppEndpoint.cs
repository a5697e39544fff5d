using Connector.Finesse.Model;
using Connector.Finesse.Rest;
using Connector.Xmpp;

namespace Connector.Finesse.Subscriptions;

/// <summary>One way to reach a side's notification service.</summary>
/// <param name="Host">Where to connect to.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Security">How the connection is protected.</param>
/// <param name="Domain">The domain of the JIDs.</param>
/// <param name="Transport">What carries the stream; a WebSocket at <c>/ws/</c>.</param>
internal sealed record XmppEndpoint(
    string Host, int Port, XmppSecurity Security, string Domain, XmppTransport Transport = XmppTransport.Tcp)
{
    private const int DefaultPort = 5222;
    private const int DefaultSecurePort = 5223;
    private const int WebSocketPort = 7443;

    /// <summary>
    /// The ways to try, best first: TLS from the first byte where SystemInfo names such a port, then TCP with STARTTLS where it is
    /// offered, then the WebSocket, which stays open where an administrator has closed the others (facts: finesse, 8.12). The next
    /// one is for when nothing listens at the one before. The host is always the configured one: what SystemInfo calls a node's
    /// host need not resolve from here.
    /// </summary>
    internal static ValueList<XmppEndpoint> Candidates(SystemInfo info, FinesseAddress address, AgentSubscriptionsOptions options)
    {
        var domain = info.XmppDomain ?? address.Host.Trim('[', ']');
        // A system with one node need not name it as its domain does.
        var node = info.AnsweringNode ?? (info.SecondaryNode is null ? info.PrimaryNode : null);
        var ways = new List<XmppEndpoint>();
        if (options.XmppTransport != XmppTransportChoice.WebSocket && options.XmppPort != WebSocketPort)
            ways.AddRange(ByTcp());
        if (options.XmppTransport != XmppTransportChoice.Tcp && MayBeWebSocket())
            ways.Add(ByWebSocket());
        return [.. ways];

        IEnumerable<XmppEndpoint> ByTcp()
        {
            var port = options.XmppPort ?? node?.XmppPort ?? DefaultPort;
            var securePort = options.XmppPort ?? node?.XmppSecurePort ?? DefaultSecurePort;
            return options.XmppSecurity switch
            {
                XmppSecurityChoice.None => [At(port, XmppSecurity.None)],
                XmppSecurityChoice.StartTls => [At(port, XmppSecurity.StartTls)],
                XmppSecurityChoice.Tls => [At(securePort, XmppSecurity.Tls)],
                _ when options.XmppPort is { } set => [At(set, IsSecure(set) ? XmppSecurity.Tls : XmppSecurity.Auto)],
                // From 12.5 on the port without TLS is closed unless an administrator opens it.
                _ when node?.XmppSecurePort is { } secure => [At(secure, XmppSecurity.Tls), At(port, XmppSecurity.Auto)],
                _ => [At(port, XmppSecurity.Auto)],
            };
        }

        // Unasked only with TLS: no Finesse has it otherwise. SystemInfo names no port of it.
        bool MayBeWebSocket() => options.XmppTransport == XmppTransportChoice.WebSocket
            || ((options.XmppPort is null or WebSocketPort) && (options.XmppSecurity is XmppSecurityChoice.Auto or XmppSecurityChoice.Tls));

        XmppEndpoint ByWebSocket() =>
            At(options.XmppPort ?? WebSocketPort, options.XmppSecurity == XmppSecurityChoice.None ? XmppSecurity.None : XmppSecurity.Tls) with
            {
                Transport = XmppTransport.WebSocket,
            };

        XmppEndpoint At(int atPort, XmppSecurity security) => new(address.Host.Trim('[', ']'), atPort, security, domain);

        bool IsSecure(int atPort) => atPort == DefaultSecurePort || atPort == node?.XmppSecurePort;
    }
}
