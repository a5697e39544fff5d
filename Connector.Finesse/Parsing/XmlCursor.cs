using System.Buffers;
using System.Text;

namespace Connector.Finesse.Parsing;

/// <summary>
/// Walks over one XML text without copying it: the caller enters an element, visits its children one after the other and reads
/// or skips each. Decision 0040 tells why this is not <c>XmlReader</c>.
/// <para>Strict where it protects (matching tags, no document type, known entities only, bounded depth), lenient where it
/// does not matter here (attributes are passed over, control characters in texts are kept). It never throws: after the first fault
/// <see cref="Failure"/> is set and every element seems to have ended.</para>
/// </summary>
internal ref struct XmlCursor
{
    /// <summary>Finesse's deepest object has nine levels.</summary>
    internal const int MaxDepth = 64;

    /// <summary>The longest element name that is told apart; any longer one is unknown to Finesse.</summary>
    internal const int MaxNameLength = 48;

    private static readonly SearchValues<char> EndOfName = SearchValues.Create(" \t\r\n/>");
    private static readonly SearchValues<char> PartsOfTag = SearchValues.Create("\"'/><");

    private readonly ReadOnlySpan<char> _xml;
    private readonly Span<char> _name;
    private readonly Span<Range> _open;
    private int _nameLength;
    private int _depth;
    private int _at;
    private Range _text;
    private bool _isCharacterData;
    private bool _isEmptyElement;

    /// <summary>Begins at the start of a text.</summary>
    /// <param name="xml">The text.</param>
    /// <param name="name">Room for <see cref="MaxNameLength"/> characters, from the caller's stack.</param>
    /// <param name="open">Room for <see cref="MaxDepth"/> ranges, from the caller's stack.</param>
    internal XmlCursor(ReadOnlySpan<char> xml, Span<char> name, Span<Range> open)
    {
        _xml = xml;
        _name = name;
        _open = open;
        if (xml.Length > FinesseXml.MaxCharacters)
            Fail($"the text is longer than {FinesseXml.MaxCharacters} characters");
    }

    private enum Token
    {
        Nothing,
        Start,
        End,
        Text,
    }

    /// <summary>The first fault; null while there is none.</summary>
    internal string? Failure { get; private set; }

    /// <summary>Local name of the element entered last, in lower case; empty for a name that Finesse cannot mean.</summary>
    internal readonly ReadOnlySpan<char> Name => _name[.._nameLength];

    /// <summary>Enters the root element.</summary>
    /// <returns>Whether there is one.</returns>
    internal bool EnterRoot()
    {
        // A byte order mark survives decoding.
        if (_xml.StartsWith("\uFEFF"))
            _at = 1;
        while (Next() is var token and not Token.Nothing)
        {
            if (token == Token.Start)
                return true;
            if (token == Token.Text && !_xml[_text].IsWhiteSpace())
                break;
        }
        Fail("there is no root element");
        return false;
    }

    /// <summary>Enters the next child of the current element. The child has to be walked through, read or skipped.</summary>
    /// <returns>False when the current element has ended.</returns>
    internal bool NextChild()
    {
        while (true)
        {
            switch (Next())
            {
                case Token.Start:
                    return true;
                case Token.Text:
                    continue;
                default:
                    return false;
            }
        }
    }

    /// <summary>Passes over the rest of the current element.</summary>
    internal void Skip()
    {
        var outside = _depth - 1;
        var token = Token.Text;
        while (_depth > outside && token != Token.Nothing)
            token = Next();
    }

    /// <summary>The text of the current element, entities resolved, without that of its children, and passes over it.</summary>
    /// <returns>Mostly a slice of the input.</returns>
    internal ReadOnlySpan<char> ReadText()
    {
        var only = ReadOnlySpan<char>.Empty;
        StringBuilder? several = null;
        while (true)
        {
            switch (Next())
            {
                case Token.Text:
                    var piece = _xml[_text];
                    var isPlain = piece.IndexOfAny('&', '\r') < 0 || (_isCharacterData && !piece.Contains('\r'));
                    if (several is null && only.IsEmpty && isPlain)
                    {
                        only = piece;
                        continue;
                    }
                    several ??= new StringBuilder().Append(only);
                    AppendDecoded(several, piece);
                    continue;
                case Token.Start:
                    Skip();
                    continue;
                default:
                    return several is null ? only : several.ToString();
            }
        }
    }

    /// <summary>Checks that nothing but white space and comments follows the root, once that has been walked through.</summary>
    internal void ExpectEnd()
    {
        while (Failure is null && _at < _xml.Length)
        {
            var token = Next();
            if (token == Token.Start || (token == Token.Text && !_xml[_text].IsWhiteSpace()))
                Fail("something follows the root element");
        }
    }

    private Token Next()
    {
        if (_isEmptyElement)
        {
            _isEmptyElement = false;
            _depth--;
            return Token.End;
        }
        while (_at < _xml.Length)
        {
            var rest = _xml[_at..];
            if (rest[0] != '<')
                return TakeText(rest.IndexOf('<'));
            if (rest.StartsWith("</"))
                return EndTag();
            if (rest.StartsWith("<!--"))
                PassOver("<!--", "-->");
            else if (rest.StartsWith("<?"))
                PassOver("<?", "?>");
            else if (rest.StartsWith("<![CDATA["))
                return CharacterData();
            else if (rest.StartsWith("<!"))
                Fail("a document type declaration is refused");
            else
                return StartTag();
        }
        if (_depth > 0)
            Fail("the text ends within an element");
        return Token.Nothing;
    }

    private Token TakeText(int length)
    {
        _text = length < 0 ? _at.._xml.Length : _at..(_at + length);
        _at = _text.End.Value;
        _isCharacterData = false;
        return Token.Text;
    }

    private Token CharacterData()
    {
        var start = _at + "<![CDATA[".Length;
        if (!PassOver("<![CDATA[", "]]>"))
            return Token.Nothing;
        _text = start..(_at - "]]>".Length);
        _isCharacterData = true;
        return Token.Text;
    }

    private bool PassOver(string opening, string closing)
    {
        var length = _xml[(_at + opening.Length)..].IndexOf(closing);
        if (length < 0)
        {
            Fail($"'{opening}' is not closed");
            return false;
        }
        _at += opening.Length + length + closing.Length;
        return true;
    }

    private Token StartTag()
    {
        var start = _at + 1;
        var length = _xml[start..].IndexOfAny(EndOfName);
        if (length <= 0 || !IsNameStart(_xml[start]))
        {
            Fail("'<' does not begin a tag");
            return Token.Nothing;
        }
        if (_depth == MaxDepth)
        {
            Fail($"elements are nested deeper than {MaxDepth}");
            return Token.Nothing;
        }
        _open[_depth++] = start..(start + length);
        SetName(_xml.Slice(start, length));
        _at = start + length;
        return PassOverAttributes() ? Token.Start : Token.Nothing;
    }

    private bool PassOverAttributes()
    {
        while (true)
        {
            var length = _xml[_at..].IndexOfAny(PartsOfTag);
            if (length < 0)
                break;
            _at += length;
            switch (_xml[_at])
            {
                case '>':
                    _at++;
                    return true;
                case '/' when _at + 1 < _xml.Length && _xml[_at + 1] == '>':
                    _at += 2;
                    _isEmptyElement = true;
                    return true;
                case '"' or '\'':
                    var close = _xml[(_at + 1)..].IndexOf(_xml[_at]);
                    if (close < 0)
                    {
                        Fail("an attribute's value is not closed");
                        return false;
                    }
                    _at += close + 2;
                    continue;
                default:
                    Fail("a tag is malformed");
                    return false;
            }
        }
        Fail("a tag is not closed");
        return false;
    }

    private Token EndTag()
    {
        var start = _at + 2;
        var length = _xml[start..].IndexOf('>');
        if (length < 0 || _depth == 0 || !_xml.Slice(start, length).TrimEnd(" \t\r\n").SequenceEqual(_xml[_open[_depth - 1]]))
        {
            Fail("an end tag does not match");
            return Token.Nothing;
        }
        _depth--;
        _at = start + length + 1;
        return Token.End;
    }

    private void SetName(ReadOnlySpan<char> qualified)
    {
        var local = qualified[(qualified.IndexOf(':') + 1)..];
        // Only ASCII has a case that Finesse could vary; anything else is unknown anyway.
        if (local.Length > _name.Length || Ascii.ToLower(local, _name, out _nameLength) != OperationStatus.Done)
            _nameLength = 0;
    }

    private void AppendDecoded(StringBuilder text, ReadOnlySpan<char> piece)
    {
        while (!piece.IsEmpty)
        {
            var plain = _isCharacterData ? piece.IndexOf('\r') : piece.IndexOfAny('&', '\r');
            if (plain < 0)
            {
                text.Append(piece);
                return;
            }
            text.Append(piece[..plain]);
            piece = piece[plain..];
            if (piece[0] == '\r')
            {
                // Line ends are one line feed (XML 1.0, 2.11).
                text.Append('\n');
                piece = piece[(piece.StartsWith("\r\n") ? 2 : 1)..];
            }
            else if (XmlEntities.TryAppend(text, piece, out var length))
            {
                piece = piece[length..];
            }
            else
            {
                Fail("'&' does not begin a known entity");
                return;
            }
        }
    }

    private void Fail(string reason)
    {
        Failure ??= $"{reason} (at character {_at})";
        _at = _xml.Length;
        _depth = 0;
        _isEmptyElement = false;
    }

    private static bool IsNameStart(char c) => char.IsLetter(c) || c is '_' or ':' || char.IsSurrogate(c);
}
