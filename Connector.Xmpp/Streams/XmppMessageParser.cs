using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Xml.Linq;

namespace Connector.Xmpp.Streams;

/// <summary>
/// Turns the messages of one WebSocket, whose pieces may be cut anywhere, into the events of an XMPP stream (RFC 7395). Pure. It is
/// the stream parser behind a header that says what every XMPP stream's header says, so the limits and what is forbidden are the
/// same on every transport. It serves both sides. After an exception it is of no more use.
/// </summary>
/// <remarks>A stanza that leaves its namespace out, which RFC 7395 (3.3.3) does not allow, is taken to be in <c>jabber:client</c>.</remarks>
public sealed class XmppMessageParser
{
    private static readonly byte[] Header = WriteHeader();

    private readonly XmppStreamParser _parser;
    private XElement? _element;
    private bool _isEmpty = true;

    /// <summary>Creates a parser for one stream.</summary>
    /// <param name="limits">What a stanza may cost; <see cref="XmppStreamLimits.Default"/> where not given.</param>
    public XmppMessageParser(XmppStreamLimits? limits = null)
    {
        _parser = new XmppStreamParser(limits);
        ReadOnlySpan<byte> header = Header;
        _parser.TryRead(ref header, out _);
    }

    /// <summary>Takes a piece of a message in.</summary>
    /// <exception cref="XmppProtocolException">The message is no element of an XMPP stream, or breaks a limit.</exception>
    public void Append(ReadOnlySpan<byte> piece)
    {
        if (_element is null)
        {
            _isEmpty &= IsWhiteSpace(piece);
            if (!_parser.TryRead(ref piece, out XmppStreamEvent? streamEvent))
                return;
            _element = (streamEvent as XmppStreamElement)?.Element ?? throw new XmppProtocolException(
                XmppStreamConditions.NotWellFormed, "A closing tag closes nothing that is open.");
        }

        if (!IsWhiteSpace(piece))
            throw new XmppProtocolException(XmppStreamConditions.BadFormat, "A message holds more than one element.");
    }

    /// <summary>Says that the message is complete.</summary>
    /// <param name="streamEvent">What it says; null where it holds nothing but white space.</param>
    /// <returns>Whether it says anything.</returns>
    /// <exception cref="XmppProtocolException">The message ends within an element.</exception>
    public bool TryComplete([NotNullWhen(true)] out XmppStreamEvent? streamEvent)
    {
        XElement? element = _element;
        if (element is null && !_isEmpty)
            throw new XmppProtocolException(XmppStreamConditions.NotWellFormed, "A message ends before its element does.");
        _element = null;
        _isEmpty = true;
        streamEvent = element is null ? null : Read(element);
        return streamEvent is not null;
    }

    private static XmppStreamEvent Read(XElement element)
    {
        if (element.Name == XmppNamespaces.Framing + "close")
            return new XmppStreamEnd { SeeOtherUri = element.Attribute("see-other-uri")?.Value };
        if (element.Name != XmppNamespaces.Framing + "open")
            return new XmppStreamElement(element);
        return new XmppStreamHeader
        {
            From = element.Attribute("from")?.Value,
            To = element.Attribute("to")?.Value,
            Id = element.Attribute("id")?.Value,
            Version = element.Attribute("version")?.Value,
            Language = element.Attribute(XNamespace.Xml + "lang")?.Value,
        };
    }

    private static bool IsWhiteSpace(ReadOnlySpan<byte> piece) => piece.IndexOfAnyExcept(" \t\r\n"u8) < 0;

    private static byte[] WriteHeader()
    {
        var output = new ArrayBufferWriter<byte>(256);
        XmppStreamWriter.WriteHeader(output, new XmppStreamHeader());
        return output.WrittenSpan.ToArray();
    }
}
