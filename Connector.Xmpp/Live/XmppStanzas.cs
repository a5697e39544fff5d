using System.Xml.Linq;

namespace Connector.Xmpp.Live;

/// <summary>Stanzas that every client must be able to say. Pure.</summary>
internal static class XmppStanzas
{
    private static readonly XNamespace Client = XmppNamespaces.Client;

    /// <summary>Whether an element is a stanza (RFC 6120, 8).</summary>
    public static bool IsStanza(XElement element) =>
        element.Name.Namespace == Client && element.Name.LocalName is "message" or "presence" or "iq";

    /// <summary>Whether a stanza is a request that wants an answer.</summary>
    public static bool IsRequest(XElement iq) => iq.Attribute("type")?.Value is "get" or "set";

    /// <summary>A ping to the server (XEP-0199, 4.2).</summary>
    /// <param name="domain">The server's domain.</param>
    /// <param name="id">The id, or null where the sender of requests gives one.</param>
    public static XElement Ping(string domain, string? id = null) => new(
        Client + "iq", new XAttribute("type", "get"), id is null ? null : new XAttribute("id", id), new XAttribute("to", domain),
        new XElement(XmppNamespaces.Ping + "ping"));

    /// <summary>The initial presence (RFC 6121, 4.2).</summary>
    public static XElement Presence(sbyte priority) => new(Client + "presence", new XElement(Client + "priority", priority));

    /// <summary>The presence of a session that is not available any more (RFC 6121, 4.5).</summary>
    public static XElement Unavailable() => new(Client + "presence", new XAttribute("type", "unavailable"));

    /// <summary>The old session request (RFC 3921, 3).</summary>
    public static XElement SessionRequest() => new(
        Client + "iq", new XAttribute("type", "set"), new XElement(XmppNamespaces.Session + "session"));

    /// <summary>
    /// Our answer to a request: a result to a ping, an error to all else, since each request must be answered
    /// (RFC 6120, 8.2.3 and 8.4).
    /// </summary>
    public static XElement AnswerTo(XElement request)
    {
        bool isPing = request.Attribute("type")?.Value == "get" && request.Element(XmppNamespaces.Ping + "ping") is not null;
        var answer = new XElement(Client + "iq", new XAttribute("type", isPing ? "result" : "error"));
        if (request.Attribute("id") is { } id)
            answer.Add(new XAttribute("id", id.Value));
        if (request.Attribute("from") is { } from)
            answer.Add(new XAttribute("to", from.Value));
        if (!isPing)
        {
            answer.Add(new XElement(
                Client + "error", new XAttribute("type", "cancel"), new XElement(XmppNamespaces.StanzaErrors + "service-unavailable")));
        }

        return answer;
    }

    /// <summary>What we send before we leave because of a fault of the server's (RFC 6120, 4.9).</summary>
    public static XElement StreamError(string condition) =>
        new(XmppNamespaces.Streams + "error", new XElement(XmppNamespaces.StreamErrors + condition));
}
