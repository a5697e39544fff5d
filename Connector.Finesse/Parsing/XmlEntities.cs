using System.Globalization;
using System.Text;

namespace Connector.Finesse.Parsing;

/// <summary>The five predefined entities and character references (XML 1.0, 4.1 and 4.6). No other can exist without a DTD.</summary>
internal static class XmlEntities
{
    // "&#x10FFFF;" with leading zeros to spare.
    private const int MaxLength = 16;

    /// <summary>Resolves the reference at the start of a text.</summary>
    /// <param name="target">Where the character goes.</param>
    /// <param name="source">Begins with the ampersand.</param>
    /// <param name="length">How long the reference is.</param>
    /// <returns>Whether it is one.</returns>
    internal static bool TryAppend(StringBuilder target, ReadOnlySpan<char> source, out int length)
    {
        var end = source[..Math.Min(source.Length, MaxLength)].IndexOf(';');
        length = end + 1;
        if (end < 2)
            return false;
        var name = source[1..end];
        return name[0] == '#' ? TryAppendCharacter(target, name[1..]) : TryAppendNamed(target, name);
    }

    private static bool TryAppendNamed(StringBuilder target, ReadOnlySpan<char> name)
    {
        var character = name switch
        {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            _ => '\0',
        };
        if (character == '\0')
            return false;
        target.Append(character);
        return true;
    }

    private static bool TryAppendCharacter(StringBuilder target, ReadOnlySpan<char> number)
    {
        var isHex = number.StartsWith("x");
        var isNumber = isHex
            ? int.TryParse(number[1..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            : int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out code);
        if (!isNumber || code == 0 || !Rune.TryCreate(code, out var rune))
            return false;
        Span<char> units = stackalloc char[2];
        target.Append(units[..rune.EncodeToUtf16(units)]);
        return true;
    }
}
