namespace Connector.Xmpp.Streams;

/// <summary>What the scanner found the end of.</summary>
internal enum XmppFrame
{
    /// <summary>Nothing yet: the input ended first.</summary>
    None,

    /// <summary>The XML declaration before the header.</summary>
    Declaration,

    /// <summary>The stream's opening tag.</summary>
    Header,

    /// <summary>The stream's opening tag, closed in itself.</summary>
    EmptyStream,

    /// <summary>A child of the stream, complete.</summary>
    Element,

    /// <summary>The stream's closing tag.</summary>
    End,
}

/// <summary>
/// Finds where the pieces of a stream begin and end, byte by byte, keeping only its state between calls. It looks at markup
/// alone, all of which is ASCII, so a cut inside a UTF-8 character does not matter. It does not judge whether a piece is
/// well-formed; it is enough that every well-formed element ends where the scanner says, since the XML reader then refuses
/// all others. But an end tag must bear its start tag's name (their hashes are compared): a stanza whose tags do not match might
/// never end, and would swallow all that follows. What XMPP forbids within XML (comments, DTD, processing instructions) is refused here by name.
/// </summary>
internal sealed class XmppFrameScanner(int maxDepth)
{
    private State _state = State.Outside;
    private bool _declarationAllowed = true;
    private bool _streamOpen;
    private int _depth;
    private int _cdataMatched;
    private int[] _names = new int[8];
    private int _name;

    private enum State
    {
        Outside, Open, Declaration, DeclarationMark, StartName, StartTag, SingleQuoted, DoubleQuoted, EmptyTag, EndName, EndTag,
        Text, Bang, CData, CDataOne, CDataTwo, Ended,
    }

    private static ReadOnlySpan<byte> CDataOpening => "[CDATA["u8;

    /// <summary>
    /// Reads on in <paramref name="input"/> to the end of the next frame, or to its own end. The bytes from
    /// <paramref name="start"/> to <paramref name="end"/> belong to the frame; what is before is white space between frames.
    /// </summary>
    /// <exception cref="XmppProtocolException">The stream holds what XMPP forbids.</exception>
    public XmppFrame Scan(ReadOnlySpan<byte> input, out int start, out int end)
    {
        bool between = _state is State.Outside or State.Ended;
        start = between ? input.Length : 0;
        end = 0;
        while (true)
        {
            end += LengthWithoutMarkup(input[end..]);
            if (end == input.Length)
                return XmppFrame.None;
            XmppFrame frame = Step(input[end]);
            if (between && _state == State.Open)
            {
                start = end;
                between = false;
            }

            end++;
            if (frame != XmppFrame.None)
                return frame;
        }
    }

    /// <summary>How many bytes cannot change the state: the fast way through text, attribute values and CDATA.</summary>
    private int LengthWithoutMarkup(ReadOnlySpan<byte> rest)
    {
        int next = _state switch
        {
            State.Text => rest.IndexOf((byte)'<'),
            State.SingleQuoted => rest.IndexOf((byte)'\''),
            State.DoubleQuoted => rest.IndexOf((byte)'"'),
            State.CData => rest.IndexOf((byte)']'),
            State.EndTag => rest.IndexOf((byte)'>'),
            State.StartTag => rest.IndexOfAny("></'\""u8),
            State.Declaration => rest.IndexOf((byte)'?'),
            _ => 0,
        };
        return next < 0 ? rest.Length : next;
    }

    private XmppFrame Step(byte b)
    {
        switch (_state)
        {
            case State.Outside or State.Ended:
                return Between(b);
            case State.Open:
                return Open(b);
            case State.Declaration:
                return Become(State.DeclarationMark);
            case State.DeclarationMark when b == '>':
                _state = State.Outside;
                return XmppFrame.Declaration;
            case State.DeclarationMark:
                return Become(b == '?' ? State.DeclarationMark : State.Declaration);
            case State.StartName:
                return StartName(b);
            case State.StartTag:
                return StartTag(b);
            case State.SingleQuoted or State.DoubleQuoted:
                return Become(State.StartTag);
            case State.EmptyTag when b != '>':
                throw NotWellFormed("A '/' in a tag is not followed by '>'.");
            case State.EmptyTag:
                return _streamOpen ? CloseElement() : EndStream(XmppFrame.EmptyStream);
            case State.EndName:
                return EndName(b);
            case State.EndTag:
                return _depth == 0 ? EndStream(XmppFrame.End) : CloseElement();
            case State.Text:
                return Become(State.Open);
            case State.Bang:
                return Bang(b);
            case State.CData:
                return Become(State.CDataOne);
            case State.CDataOne:
                return Become(b == ']' ? State.CDataTwo : State.CData);
            default:
                return Become(b switch { (byte)'>' => State.Text, (byte)']' => State.CDataTwo, _ => State.CData });
        }
    }

    private XmppFrame Between(byte b)
    {
        if (IsSpace(b))
        {
            _declarationAllowed = false;
            return XmppFrame.None;
        }

        if (_state == State.Ended)
            throw new XmppProtocolException(XmppStreamConditions.BadFormat, "There is data after the end of the stream.");
        if (b == '<')
            return Become(State.Open);
        if (_streamOpen)
            throw new XmppProtocolException(XmppStreamConditions.BadFormat, "There is text between stanzas.");
        throw NotWellFormed("The stream does not begin with a tag: the other side does not speak XMPP.");
    }

    private XmppFrame Open(byte b)
    {
        bool declarationAllowed = _declarationAllowed;
        _declarationAllowed = false;
        switch (b)
        {
            case (byte)'?' when declarationAllowed:
                return Become(State.Declaration);
            case (byte)'?':
                throw Restricted("a processing instruction");
            case (byte)'!' when _depth == 0:
                throw Restricted("a comment or document type declaration");
            case (byte)'!':
                _cdataMatched = 0;
                return Become(State.Bang);
            case (byte)'/' when _streamOpen:
                _name = 0;
                return Become(State.EndName);
            case (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (byte)'_' or >= 0x80:
                if (_streamOpen && ++_depth > maxDepth)
                {
                    throw new XmppProtocolException(
                        XmppStreamConditions.PolicyViolation, $"A stanza has more than {maxDepth} levels of elements.");
                }

                _name = b;
                return Become(State.StartName);
            default:
                throw NotWellFormed("A '<' is not followed by a name.");
        }
    }

    private XmppFrame StartName(byte b)
    {
        if (!EndsName(b))
            return Name(b);
        if (_streamOpen)
        {
            if (_depth > _names.Length)
                Array.Resize(ref _names, _names.Length * 2);
            _names[_depth - 1] = _name;
        }

        _state = State.StartTag;
        return IsSpace(b) ? XmppFrame.None : StartTag(b);
    }

    private XmppFrame EndName(byte b)
    {
        if (!EndsName(b))
            return Name(b);
        if (_depth > 0 && _names[_depth - 1] != _name)
            throw NotWellFormed("The stanza is not well-formed: an end tag does not match its start tag.");
        _state = State.EndTag;
        return b == '>' ? Step(b) : XmppFrame.None;
    }

    private XmppFrame Name(byte b)
    {
        _name = unchecked((_name * 31) + b);
        return XmppFrame.None;
    }

    private static bool EndsName(byte b) => IsSpace(b) || b is (byte)'>' or (byte)'/' or (byte)'<' or (byte)'\'' or (byte)'"';

    private static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private XmppFrame StartTag(byte b)
    {
        switch (b)
        {
            case (byte)'>' when _streamOpen:
                return Become(State.Text);
            case (byte)'>':
                _streamOpen = true;
                _state = State.Outside;
                return XmppFrame.Header;
            case (byte)'/':
                return Become(State.EmptyTag);
            case (byte)'<':
                throw NotWellFormed("There is a '<' within a tag.");
            default:
                return Become(b == '"' ? State.DoubleQuoted : State.SingleQuoted);
        }
    }

    private XmppFrame Bang(byte b)
    {
        if (b != CDataOpening[_cdataMatched])
            throw Restricted("a comment or declaration");
        _cdataMatched++;
        return Become(_cdataMatched == CDataOpening.Length ? State.CData : State.Bang);
    }

    private XmppFrame CloseElement()
    {
        _depth--;
        _state = _depth == 0 ? State.Outside : State.Text;
        return _depth == 0 ? XmppFrame.Element : XmppFrame.None;
    }

    private XmppFrame EndStream(XmppFrame frame)
    {
        _state = State.Ended;
        return frame;
    }

    private XmppFrame Become(State state)
    {
        _state = state;
        return XmppFrame.None;
    }

    private static XmppProtocolException NotWellFormed(string message) => new(XmppStreamConditions.NotWellFormed, message);

    private static XmppProtocolException Restricted(string what) =>
        new(XmppStreamConditions.RestrictedXml, $"The stream holds {what}, which XMPP does not allow.");
}
