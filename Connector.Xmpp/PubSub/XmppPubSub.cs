using System.Xml.Linq;

namespace Connector.Xmpp.PubSub;

/// <summary>Subscriptions to the nodes of a publish-subscribe service (XEP-0060).</summary>
public static class XmppPubSub
{
    private static readonly XNamespace Client = XmppNamespaces.Client;
    private static readonly XNamespace PubSub = XmppNamespaces.PubSub;

    /// <summary>
    /// Subscribes this very session, by its full address, to a node (XEP-0060, 6.1). A bare address would have each event
    /// sent to all the user's sessions (facts: finesse, 5.2).
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="service">The service's address, of Finesse <c>pubsub.</c> and the XMPP domain.</param>
    /// <param name="node">The node, such as <c>/finesse/api/Team/1000/Users</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="XmppStanzaException">
    /// The service refused: <c>item-not-found</c> for a node it does not have, <c>forbidden</c> or <c>not-allowed</c>.
    /// </exception>
    /// <exception cref="TimeoutException">No answer in time; the subscription may exist.</exception>
    /// <exception cref="XmppSessionEndedException">The session is over.</exception>
    public static Task SubscribeAsync(this IXmppSession session, Jid service, string node, CancellationToken cancellationToken) =>
        AskAsync(session, service, "subscribe", node, cancellationToken);

    /// <summary>
    /// Ends the subscription of this very session (XEP-0060, 6.2). To be done before the session is closed: subscriptions
    /// outlive it and pile up on the node (facts: finesse, 5.2).
    /// </summary>
    /// <inheritdoc cref="SubscribeAsync"/>
    public static Task UnsubscribeAsync(this IXmppSession session, Jid service, string node, CancellationToken cancellationToken) =>
        AskAsync(session, service, "unsubscribe", node, cancellationToken);

    private static Task<XElement> AskAsync(IXmppSession session, Jid service, string verb, string node, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(service);
        ArgumentException.ThrowIfNullOrEmpty(node);
        var iq = new XElement(
            Client + "iq", new XAttribute("type", "set"), new XAttribute("to", service),
            new XElement(
                PubSub + "pubsub", new XElement(PubSub + verb, new XAttribute("node", node), new XAttribute("jid", session.Jid))));
        return session.RequestAsync(iq, timeout: null, cancellationToken);
    }
}
