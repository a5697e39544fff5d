using System.Xml.Linq;
using Connector.Xmpp;

namespace Connector.FinesseSimulator.Xmpp;

/// <summary>The stanzas that the notification service says. Pure.</summary>
internal static class Stanzas
{
    public static readonly XNamespace DiscoInfo = "http://jabber.org/protocol/disco#info";
    public static readonly XNamespace DiscoItems = "http://jabber.org/protocol/disco#items";
    public static readonly XNamespace Roster = "jabber:iq:roster";
    public static readonly XNamespace VCard = "vcard-temp";
    public static readonly XNamespace PubSubErrors = "http://jabber.org/protocol/pubsub#errors";

    /// <summary>The features before the sign-in.</summary>
    /// <param name="offersTls">Whether STARTTLS is among them; it is not demanded.</param>
    public static XElement FeaturesToSignIn(bool offersTls) => new(
        XmppNamespaces.Streams + "features",
        offersTls ? new XElement(XmppNamespaces.StartTls + "starttls") : null,
        new XElement(XmppNamespaces.Sasl + "mechanisms", new XElement(XmppNamespaces.Sasl + "mechanism", "PLAIN")));

    /// <summary>The features after it.</summary>
    public static XElement FeaturesToBind() => new(
        XmppNamespaces.Streams + "features",
        new XElement(XmppNamespaces.Bind + "bind"),
        new XElement(XmppNamespaces.Session + "session"));

    /// <summary>A stream error (RFC 6120, 4.9), after which the stream is closed.</summary>
    public static XElement StreamError(string condition, string text) => new(
        XmppNamespaces.Streams + "error",
        new XElement(XmppNamespaces.StreamErrors + condition),
        new XElement(XmppNamespaces.StreamErrors + "text", text));

    /// <summary>A refused sign-in (RFC 6120, 6.5).</summary>
    public static XElement SaslFailure(string condition) =>
        new(XmppNamespaces.Sasl + "failure", new XElement(XmppNamespaces.Sasl + condition));

    /// <summary>The answer to a request.</summary>
    public static XElement Result(XElement iq, string self, params object?[] content) => Answer(iq, self, "result", content);

    /// <summary>The refusal of a request or message (RFC 6120, 8.3).</summary>
    public static XElement Error(XElement stanza, string self, string type, string condition, string? pubSubCondition = null) =>
        Answer(stanza, self, "error", new XElement(
            XmppNamespaces.Client + "error",
            new XAttribute("type", type),
            new XElement(XmppNamespaces.StanzaErrors + condition),
            pubSubCondition is null ? null : new XElement(PubSubErrors + pubSubCondition)));

    /// <summary>A presence.</summary>
    public static XElement Presence(string from, string to, bool available, int priority = 0) => new(
        XmppNamespaces.Client + "presence",
        new XAttribute("from", from),
        new XAttribute("to", to),
        available ? null : new XAttribute("type", "unavailable"),
        available ? new XElement(XmppNamespaces.Client + "priority", priority) : null);

    /// <summary>A ping of the server (XEP-0199).</summary>
    public static XElement Ping(string from, string to, string id) => new(
        XmppNamespaces.Client + "iq",
        new XAttribute("type", "get"),
        new XAttribute("id", id),
        new XAttribute("from", from),
        new XAttribute("to", to),
        new XElement(XmppNamespaces.Ping + "ping"));

    private static XElement Answer(XElement stanza, string self, string type, params object?[] content) => new(
        XmppNamespaces.Client + stanza.Name.LocalName,
        new XAttribute("type", type),
        stanza.Attribute("id"),
        new XAttribute("from", stanza.Attribute("to")?.Value is { Length: > 0 } to ? to : self),
        content);
}
