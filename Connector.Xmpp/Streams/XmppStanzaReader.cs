using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Connector.Xmpp.Streams;

/// <summary>
/// Reads whole pieces of a stream with the framework's XML reader, which knows all there is to know about well-formedness,
/// names, namespaces and characters. The namespaces declared by the stream header hold in every stanza.
/// </summary>
internal sealed partial class XmppStanzaReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly XmlReaderSettings Settings = new()
    {
        ConformanceLevel = ConformanceLevel.Fragment,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CheckCharacters = true,
    };

    private readonly KeyValuePair<string, string>[] _declared;
    private readonly byte[] _qualifiedName;

    /// <summary>Reads the header.</summary>
    /// <param name="closedHeader">The header's tag, closed in itself.</param>
    /// <param name="header">What it says.</param>
    public XmppStanzaReader(MemoryStream closedHeader, out XmppStreamHeader header)
    {
        XElement root;
        using (var reader = OpenReader(closedHeader, []))
        {
            root = ReadElement(reader, out string qualifiedName);
            _qualifiedName = Encoding.UTF8.GetBytes(qualifiedName);
        }

        if (root.Name != XmppNamespaces.Streams + "stream")
        {
            throw new XmppProtocolException(
                XmppStreamConditions.InvalidNamespace, "The stream does not begin with 'stream' in XMPP's stream namespace.");
        }

        _declared =
        [
            .. root.Attributes().Where(a => a.IsNamespaceDeclaration)
                .Select(a => KeyValuePair.Create(a.Name.Namespace == XNamespace.None ? "" : a.Name.LocalName, a.Value)),
        ];
        header = new XmppStreamHeader
        {
            From = root.Attribute("from")?.Value,
            To = root.Attribute("to")?.Value,
            Id = root.Attribute("id")?.Value,
            Version = root.Attribute("version")?.Value,
            Language = root.Attribute(XNamespace.Xml + "lang")?.Value,
            ContentNamespace = root.GetDefaultNamespace(),
        };
    }

    /// <summary>Reads a child of the stream.</summary>
    /// <exception cref="XmppProtocolException">It is not well-formed.</exception>
    public XElement Read(byte[] frame, int length)
    {
        using var reader = OpenReader(new MemoryStream(frame, 0, length, writable: false), _declared);
        return ReadElement(reader, out _);
    }

    /// <summary>Checks that a closing tag closes this stream.</summary>
    /// <exception cref="XmppProtocolException">It closes something else.</exception>
    public void VerifyEnd(ReadOnlySpan<byte> frame)
    {
        if (!frame[2..^1].TrimEnd(" \t\r\n"u8).SequenceEqual(_qualifiedName))
            throw new XmppProtocolException(XmppStreamConditions.NotWellFormed, "A closing tag closes nothing that is open.");
    }

    /// <summary>Checks the XML declaration: XMPP is UTF-8 (RFC 6120, 11.6).</summary>
    /// <exception cref="XmppProtocolException">It is malformed or names another encoding.</exception>
    public static void VerifyDeclaration(ReadOnlySpan<byte> frame)
    {
        Match match = Declaration().Match(Encoding.Latin1.GetString(frame));
        if (!match.Success)
            throw new XmppProtocolException(XmppStreamConditions.NotWellFormed, "The XML declaration is malformed.");
        if (match.Groups["encoding"] is { Success: true, Value: var encoding }
            && !encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            throw new XmppProtocolException(XmppStreamConditions.UnsupportedEncoding, "The stream is not in UTF-8.");
        }
    }

    private static XElement ReadElement(XmlReader reader, out string qualifiedName)
    {
        try
        {
            reader.Read();
            qualifiedName = reader.Name;
            var element = (XElement)XNode.ReadFrom(reader);
            return reader.EOF
                ? element
                : throw new XmppProtocolException(XmppStreamConditions.NotWellFormed, "An element is followed by something else.");
        }
        catch (XmlException exception)
        {
            throw new XmppProtocolException(XmppStreamConditions.NotWellFormed, "An element is not well-formed.", exception);
        }
    }

    private static XmlReader OpenReader(MemoryStream frame, KeyValuePair<string, string>[] declared)
    {
        // The table of names lives as long as the stanza: the other side chooses the names and could fill a longer-lived one.
        var names = new NameTable();
        var namespaces = new XmlNamespaceManager(names);
        foreach ((string prefix, string name) in declared)
            namespaces.AddNamespace(prefix, name);

        // The encoding is given, or the reader would guess it from the first bytes.
        var context = new XmlParserContext(names, namespaces, xmlLang: null, XmlSpace.None, StrictUtf8);
        return XmlReader.Create(frame, Settings, context);
    }

    [GeneratedRegex(
        """^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*("1\.[0-9]+"|'1\.[0-9]+')([ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?<quote>["'])(?<encoding>[A-Za-z][A-Za-z0-9._-]*)\k<quote>)?([ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*("(yes|no)"|'(yes|no)'))?[ \t\r\n]*\?>$""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Declaration();
}
