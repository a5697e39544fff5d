using System.Buffers;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Connector.Xmpp.Streams;

/// <summary>
/// Writes the pieces of an XMPP stream as UTF-8, for both sides. Pure. The header declares <c>jabber:client</c> as the default
/// namespace and the prefix <c>stream</c>, so a stanza is written without prefix and declares nothing that the header did
/// (RFC 6120, 4.8.5, asks for exactly this form).
/// </summary>
/// <remarks>
/// Prefixes are chosen here and not taken from the element. XML whose content mentions prefixes (QNames in text) would lose
/// their meaning; XMPP has none. An element is checked before its first byte is written, so a refused one leaves no half stanza.
/// </remarks>
public static class XmppStreamWriter
{
    /// <summary>Writes the XML declaration and the stream's opening tag.</summary>
    /// <exception cref="ArgumentException">A value holds a character that XML cannot carry.</exception>
    public static void WriteHeader(IBufferWriter<byte> output, XmppStreamHeader header)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(header);
        var text = new StringBuilder("<?xml version='1.0'?><stream:stream");
        Attribute(text, "xmlns", header.ContentNamespace.NamespaceName);
        Attribute(text, "xmlns:stream", XmppNamespaces.Streams.NamespaceName);
        Attribute(text, "from", header.From);
        Attribute(text, "to", header.To);
        Attribute(text, "id", header.Id);
        Attribute(text, "version", header.Version);
        Attribute(text, "xml:lang", header.Language);
        Emit(output, text.Append('>'));
    }

    /// <summary>Writes a child of the stream.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="element">The element; one without a namespace is written with <c>xmlns=''</c>, which is no stanza.</param>
    /// <exception cref="ArgumentException">
    /// The element holds a comment, a processing instruction or a character that XML cannot carry.
    /// </exception>
    public static void WriteElement(IBufferWriter<byte> output, XElement element)
    {
        ArgumentNullException.ThrowIfNull(output);
        Emit(output, Print(element));
    }

    /// <summary>The bytes of a child of the stream.</summary>
    /// <inheritdoc cref="WriteElement" path="/exception"/>
    public static byte[] ToBytes(XElement element)
    {
        var output = new ArrayBufferWriter<byte>(256);
        WriteElement(output, element);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Writes the stream's closing tag.</summary>
    public static void WriteEnd(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write("</stream:stream>"u8);
    }

    /// <summary>
    /// The bytes of an element as a document of its own, which inherits nothing: a message on a WebSocket (RFC 7395, 3.3.3).
    /// </summary>
    internal static byte[] ToDocument(XElement element)
    {
        ArgumentNullException.ThrowIfNull(element);
        var text = new StringBuilder(256);
        bool namesStream = element.DescendantsAndSelf().Any(
            e => e.Name.Namespace == XmppNamespaces.Streams || e.Attributes().Any(a => a.Name.Namespace == XmppNamespaces.Streams));
        Element(text, element, XNamespace.None, declaresStream: namesStream);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static StringBuilder Print(XElement element)
    {
        ArgumentNullException.ThrowIfNull(element);
        var text = new StringBuilder(256);
        Element(text, element, XmppNamespaces.Client);
        return text;
    }

    private static void Element(StringBuilder text, XElement element, XNamespace inherited, bool declaresStream = false)
    {
        bool ofStream = element.Name.Namespace == XmppNamespaces.Streams;
        string name = ofStream ? "stream:" + element.Name.LocalName : element.Name.LocalName;
        XNamespace current = ofStream ? inherited : element.Name.Namespace;
        text.Append('<').Append(name);
        if (current != inherited)
            Attribute(text, "xmlns", current.NamespaceName);
        if (declaresStream)
            Attribute(text, "xmlns:stream", XmppNamespaces.Streams.NamespaceName);
        Attributes(text, element);
        if (element.FirstNode is null)
        {
            text.Append("/>");
            return;
        }

        text.Append('>');
        foreach (XNode node in element.Nodes())
        {
            if (node is XElement child)
                Element(text, child, current);
            else if (node is XText content)
                Escape(text, content.Value, inAttribute: false);
            else
                throw new ArgumentException($"'{element.Name}' holds a node of type {node.NodeType}, which XMPP does not allow.", nameof(element));
        }

        text.Append("</").Append(name).Append('>');
    }

    private static void Attributes(StringBuilder text, XElement element)
    {
        Dictionary<XNamespace, string>? prefixes = null;
        foreach (XAttribute attribute in element.Attributes())
        {
            XNamespace space = attribute.Name.Namespace;
            if (attribute.IsNamespaceDeclaration)
                continue;
            if (space == XNamespace.None)
            {
                Attribute(text, attribute.Name.LocalName, attribute.Value);
                continue;
            }

            string? prefix = space == XNamespace.Xml ? "xml" : space == XmppNamespaces.Streams ? "stream" : null;
            if (prefix is null && !(prefixes ??= []).TryGetValue(space, out prefix))
            {
                prefix = $"ns{prefixes.Count + 1}";
                prefixes.Add(space, prefix);
                Attribute(text, "xmlns:" + prefix, space.NamespaceName);
            }

            Attribute(text, $"{prefix}:{attribute.Name.LocalName}", attribute.Value);
        }
    }

    private static void Attribute(StringBuilder text, string name, string? value)
    {
        if (value is null)
            return;
        text.Append(' ').Append(name).Append("='");
        Escape(text, value, inAttribute: true);
        text.Append('\'');
    }

    private static void Escape(StringBuilder text, string value, bool inAttribute)
    {
        try
        {
            XmlConvert.VerifyXmlChars(value);
        }
        catch (XmlException exception)
        {
            throw new ArgumentException("A text holds a character that XML cannot carry: " + exception.Message, nameof(value), exception);
        }

        foreach (char c in value)
        {
            // A line end would be normalised away by the reader unless it is written as a reference (XML 1.0, 2.11 and 3.3.3).
            string? reference = c switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '\r' => "&#xD;",
                '\'' when inAttribute => "&apos;",
                '\n' when inAttribute => "&#xA;",
                '\t' when inAttribute => "&#x9;",
                _ => null,
            };
            if (reference is null)
                text.Append(c);
            else
                text.Append(reference);
        }
    }

    private static void Emit(IBufferWriter<byte> output, StringBuilder text)
    {
        // Chunks may part a surrogate pair; one string does not.
        Encoding.UTF8.GetBytes(text.ToString(), output);
    }
}
