using System.Buffers;
using System.Text;

namespace Connector.Finesse.Rest;

/// <summary>Writes the small XML bodies of requests. Names are the caller's constants; texts are escaped here.</summary>
internal sealed class RequestXml
{
    private readonly StringBuilder _xml = new(256);

    internal RequestXml(string root) => Open(root);

    internal void Open(string name) => _xml.Append('<').Append(name).Append('>');

    internal void Close(string name) => _xml.Append("</").Append(name).Append('>');

    internal void Element(string name, string text)
    {
        Open(name);
        Text(name, text);
        Close(name);
    }

    /// <summary>Leaves out what was not given: Finesse takes an empty element for an empty value.</summary>
    internal void Optional(string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            Element(name, text);
    }

    internal string End(string root)
    {
        Close(root);
        return _xml.ToString();
    }

    private void Text(string name, string text)
    {
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var used) != OperationStatus.Done || !IsXmlCharacter(rune))
            {
                throw new ArgumentException(
                    $"The text of <{name}> holds U+{(int)rest[0]:X4} at character {text.Length - rest.Length}, which XML cannot "
                        + "carry. Leave it out.",
                    nameof(text));
            }
            // A bare carriage return would reach Finesse as a line feed (XML 1.0, 2.11).
            _ = rune.Value switch
            {
                '<' => _xml.Append("&lt;"),
                '>' => _xml.Append("&gt;"),
                '&' => _xml.Append("&amp;"),
                '\r' => _xml.Append("&#13;"),
                _ => _xml.Append(rest[..used]),
            };
            rest = rest[used..];
        }
    }

    /// <summary>XML 1.0, production 2 (Char); a rune is never a surrogate.</summary>
    private static bool IsXmlCharacter(Rune rune) =>
        rune.Value is '\t' or '\n' or '\r' or (>= 0x20 and not 0xFFFE and not 0xFFFF);
}
