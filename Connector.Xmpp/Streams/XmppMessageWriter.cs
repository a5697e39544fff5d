using System.Xml.Linq;

namespace Connector.Xmpp.Streams;

/// <summary>Writes the messages of an XMPP stream on a WebSocket (RFC 7395), for both sides. Pure. Each declares all that it needs.</summary>
public static class XmppMessageWriter
{
    /// <summary>The message that opens a stream.</summary>
    /// <exception cref="ArgumentException">A value holds a character that XML cannot carry.</exception>
    public static byte[] Open(XmppStreamHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        var open = new XElement(XmppNamespaces.Framing + "open");
        open.SetAttributeValue("from", header.From);
        open.SetAttributeValue("to", header.To);
        open.SetAttributeValue("id", header.Id);
        open.SetAttributeValue("version", header.Version);
        open.SetAttributeValue(XNamespace.Xml + "lang", header.Language);
        return ToBytes(open);
    }

    /// <summary>The message that closes a stream.</summary>
    public static byte[] Close() => ToBytes(new XElement(XmppNamespaces.Framing + "close"));

    /// <summary>The message of a stanza, or of any other child of the stream.</summary>
    /// <exception cref="ArgumentException">
    /// The element holds a comment, a processing instruction or a character that XML cannot carry.
    /// </exception>
    public static byte[] ToBytes(XElement element) => XmppStreamWriter.ToDocument(element);
}
