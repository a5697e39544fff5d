using System.Buffers;
using System.Text;

namespace Connector.Service.Requests;

/// <summary>What single fields must look like. Each gives a sentence that names the field, or null. Pure.</summary>
internal static class FieldRules
{
    public const int LongestId = 64;
    public const int LongestText = 256;

    // What a JID's local part cannot hold (RFC 7622 section 3.3.1), and what would change a REST address.
    private const string ForbiddenInAgentId = "\"&'/:<>@\\%?#";

    /// <summary>An agent's login id.</summary>
    public static string? AgentId(string field, string? value) =>
        Required(field, value, LongestId)
        ?? (value!.Any(c => char.IsWhiteSpace(c) || ForbiddenInAgentId.Contains(c, StringComparison.Ordinal))
            ? $"{field} holds a blank or one of {ForbiddenInAgentId}; send the agent's Finesse login id."
            : null);

    /// <summary>An id that becomes part of a REST address, or an extension.</summary>
    public static string? Id(string field, string? value) =>
        Required(field, value, LongestId)
        ?? (value!.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '+' or '.'))
            ? $"{field} holds a character other than letters, digits, '_', '-', '+' and '.'."
            : value is "." or ".." ? $"{field} is '{value}', which is no id." : null);

    /// <summary>A text that must be there.</summary>
    public static string? Required(string field, string? value, int longest) =>
        string.IsNullOrWhiteSpace(value) ? $"{field} is missing." : Optional(field, value, longest);

    /// <summary>A text that may be left out.</summary>
    public static string? Optional(string field, string? value, int longest) => value switch
    {
        null => null,
        _ when value.Length > longest => $"{field} is longer than {longest} characters.",
        _ when !IsXmlText(value) => $"{field} holds a control character.",
        _ => null,
    };

    /// <summary>What Finesse's XML can carry (XML 1.0, production 2), less line breaks and tabs.</summary>
    public static bool IsXmlText(string value)
    {
        var rest = value.AsSpan();
        while (!rest.IsEmpty)
        {
            // Half a surrogate pair is no rune, and no XML.
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != OperationStatus.Done
                || Rune.IsControl(rune) || rune.Value is 0xFFFE or 0xFFFF)
            {
                return false;
            }
            rest = rest[length..];
        }
        return true;
    }
}
