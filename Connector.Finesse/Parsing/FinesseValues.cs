using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using Connector.Finesse.Model;

namespace Connector.Finesse.Parsing;

/// <summary>Reads the values that Finesse's elements hold.</summary>
internal static class FinesseValues
{
    /// <summary>Words that come over and over, so that each exists once and a notification allocates only what is its own.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> KnownWords = AllKnownWords();

    /// <summary>A word or name: without white space around it; null where empty.</summary>
    internal static string? ReadWord(ref this XmlCursor xml)
    {
        var text = xml.ReadText().Trim();
        if (text.IsEmpty)
            return null;
        return KnownWords.TryGetValue(text, out var known) ? known : text.ToString();
    }

    /// <summary>A text as it is; null where empty.</summary>
    internal static string? ReadOptionalText(ref this XmlCursor xml)
    {
        var text = xml.ReadText();
        return text.IsEmpty ? null : text.ToString();
    }

    /// <summary>A whole number; null where empty or not one.</summary>
    internal static int? ReadNumber(ref this XmlCursor xml) =>
        int.TryParse(xml.ReadText(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary><c>true</c> or <c>false</c>; null where neither.</summary>
    internal static bool? ReadFlag(ref this XmlCursor xml) => bool.TryParse(xml.ReadText(), out var flag) ? flag : null;

    /// <summary>A time (<c>YYYY-MM-DDThh:mm:ss.SSSZ</c>), in UTC; null where empty or not one.</summary>
    internal static DateTimeOffset? ReadTime(ref this XmlCursor xml) =>
        DateTimeOffset.TryParse(
            xml.ReadText(),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces,
            out var time)
            ? time
            : null;

    /// <summary>The words of the current element's children of a name, for instance each <c>action</c> of <c>actions</c>.</summary>
    /// <param name="xml">Where the element was just entered.</param>
    /// <param name="entry">Their name, in lower case; others are passed over.</param>
    internal static ValueList<string> ReadWords(ref this XmlCursor xml, ReadOnlySpan<char> entry)
    {
        List<string>? words = null;
        while (xml.NextChild())
        {
            if (!xml.Name.SequenceEqual(entry))
                xml.Skip();
            else if (xml.ReadWord() is { } word)
                (words ??= new(8)).Add(word);
        }
        return words is null ? [] : words.ToValueList();
    }

    /// <summary>The id at the end of a server-relative address: <c>/finesse/api/Dialog/12</c> and the same with a slash behind.</summary>
    internal static string? IdOf(string? uri)
    {
        if (uri is null)
            return null;
        var trimmed = uri.AsSpan().TrimEnd('/');
        var id = trimmed[(trimmed.LastIndexOf('/') + 1)..];
        return id.IsEmpty ? null : id.ToString();
    }

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> AllKnownWords()
    {
        Type[] vocabularies = [typeof(AgentStates), typeof(DialogStates), typeof(ParticipantStates), typeof(DialogActions)];
        return vocabularies
            .SelectMany(v => v.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(f => (string)f.GetRawConstantValue()!)
            .Concat(Enumerable.Range(1, 10).Select(n => $"callVariable{n}"))
            .Concat(["Voice", "AGENT_DEVICE", "Agent", "Supervisor", "OPTIONAL", "NOT_ALLOWED", "REQUIRED", "1", "-1"])
            .Concat(["ACD_IN", "PREROUTE_ACD_IN", "OTHER_IN", "OUT", "AGENT_INSIDE", "CONSULT", "CONFERENCE"])
            .Concat(["PUT", "POST", "DELETE", "IN_SERVICE", "OUT_OF_SERVICE", "UCCE", "UCCX", "success", "failure"])
            .ToFrozenSet(StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }
}
