using System.Xml.Linq;
using Connector.Xmpp;

namespace Connector.FinesseSimulator.Notifications;

/// <summary>One notification on its way to a user, as Finesse hands it to its XMPP server.</summary>
/// <param name="From">The pubsub service, <c>pubsub.</c> and the domain.</param>
/// <param name="To">The user's bare JID: automatic subscriptions are of the bare one, so every session of the user gets a
/// copy. Empty where nobody has the node by himself, as those of teams and queues: only explicit subscribers are told.</param>
/// <param name="Node">The node, such as <c>/finesse/api/User/1001/Dialogs</c>.</param>
/// <param name="ItemId">A UUID with a counter behind it, different for each notification of this side.</param>
/// <param name="UpdateXml">The <c>Update</c> document, not escaped.</param>
public sealed record FinesseNotification(string From, string To, string Node, string ItemId, string UpdateXml)
{
    /// <summary>Whether only explicit subscribers of the node are told.</summary>
    public bool IsForSubscribersOnly => To.Length == 0;

    // Openfire puts it there so that one stanza's id tells node, user and event apart (recorded, facts 5.3).
    private string MessageId(string to) => $"{Node}__{to}__{ItemId[^5..]}";

    /// <summary>The stanza: a headline whose payload is the <c>Update</c> as text, which the XML writer escapes (facts
    /// 5.3).</summary>
    /// <param name="to">The address; <see cref="To"/> where none is given.</param>
    public XElement ToMessage(string? to = null)
    {
        to ??= To;
        return new XElement(
            XmppNamespaces.Client + "message",
            new XAttribute("from", From),
            new XAttribute("to", to),
            new XAttribute("id", MessageId(to)),
            new XAttribute("type", "headline"),
            new XElement(
                XmppNamespaces.PubSubEvent + "event",
                new XElement(
                    XmppNamespaces.PubSubEvent + "items",
                    new XAttribute("node", Node),
                    new XElement(
                        XmppNamespaces.PubSubEvent + "item",
                        new XAttribute("id", ItemId),
                        new XElement(XmppNamespaces.PubSub + "notification", UpdateXml)))));
    }
}

/// <summary>
/// Where notifications go. The simulator's own XMPP server is one; a test may put another XMPP server in its place and forge
/// the messages there.
/// </summary>
public interface INotificationSink
{
    /// <summary>Takes one notification. Called one at a time, in the order in which things happened.</summary>
    /// <param name="notification">What to tell, and whom.</param>
    /// <param name="cancellationToken">Set when the simulator stops.</param>
    ValueTask PublishAsync(FinesseNotification notification, CancellationToken cancellationToken);
}
