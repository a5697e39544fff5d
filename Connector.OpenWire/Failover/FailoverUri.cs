using System.Globalization;

namespace Connector.OpenWire.Failover;

/// <summary>
/// A composite address of the Java and NMS clients: <c>failover:(tcp://a:61616,ssl://b:61617)?randomize=false&amp;priorityBackup=true</c>, with
/// options of the fail-over transport behind the list (bare, or with the prefix <c>transport.</c>), and options of each broker's transport behind its
/// address or, with the prefix <c>nested.</c>, behind the list.
/// </summary>
/// <param name="Options">What the address says.</param>
/// <param name="WithoutEffect">The options that are known and have no use here, by the names given.</param>
/// <param name="AsyncSend">The value of <c>nms.AsyncSend</c> or <c>connection.AsyncSend</c>, which is for layers above; null where not given.</param>
public sealed record FailoverUri(FailoverOptions Options, IReadOnlyList<string> WithoutEffect, bool? AsyncSend)
{
    private const string Scheme = "failover:";

    /// <summary>Whether a text is such an address, by its scheme.</summary>
    /// <param name="text">The text.</param>
    /// <returns>True for <c>failover:...</c>, in any case.</returns>
    public static bool IsFailover(string? text) => text?.TrimStart().StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Reads an address.</summary>
    /// <param name="text"><c>failover:(address,...)?name=value&amp;...</c>; the parentheses may be left out where no options follow.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="FormatException">The address is malformed, a value is wrong, or nobody knows an option; the message says what is allowed.</exception>
    public static FailoverUri Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!IsFailover(text))
            throw new FormatException($"'{text}' is not a fail-over address. Expected failover:(tcp://host:port,tcp://host:port)?name=value, for example failover:(tcp://broker1:61616,tcp://broker2:61616)?randomize=false.");

        var rest = text.Trim()[Scheme.Length..];
        if (rest.StartsWith("//", StringComparison.Ordinal))
            rest = rest[2..];
        var (list, query) = Split(rest, text);
        var settings = new FailoverUriSettings();
        foreach (var address in list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            settings.AddBroker(address);
        foreach (var (name, value) in Pairs(query))
            settings.Apply(name, value);
        return settings.ToUri(text);
    }

    /// <summary>The options of a query as pairs, unescaped.</summary>
    internal static IEnumerable<(string Name, string Value)> Pairs(string query) =>
        query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair =>
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            return equals < 0
                ? throw new FormatException($"The option '{pair}' has no value. Expected name=value.")
                : (Uri.UnescapeDataString(pair[..equals]), Uri.UnescapeDataString(pair[(equals + 1)..]));
        });

    private static (string List, string Query) Split(string rest, string whole)
    {
        if (!rest.StartsWith('('))
            return rest.Contains('?', StringComparison.Ordinal) && rest.Contains(',', StringComparison.Ordinal)
                ? throw new FormatException($"'{whole}' has options, but its brokers stand in no parentheses, so whose options they are is not clear. Expected failover:(address,address)?name=value.")
                : (rest, "");
        var close = rest.LastIndexOf(')');
        if (close < 0)
            throw new FormatException($"'{whole}' has an opening parenthesis without a closing one.");
        var tail = rest[(close + 1)..];
        return tail.Length == 0 ? (rest[1..close], "")
            : tail[0] == '?' ? (rest[1..close], tail[1..])
            : throw new FormatException($"'{whole}' has '{tail}' behind its brokers. Expected ?name=value.");
    }

    /// <summary>A time in milliseconds.</summary>
    internal static TimeSpan Milliseconds(string name, string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= int.MaxValue
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new FormatException($"The option {name} is '{value}'; a number of milliseconds from 0 to {int.MaxValue} is allowed.");

    /// <summary>A whole number, not less than -1.</summary>
    internal static int Count(string name, string value) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) && count >= -1
            ? count
            : throw new FormatException($"The option {name} is '{value}'; -1 (without end), 0 or a larger whole number is allowed.");

    /// <summary>True or false.</summary>
    internal static bool Flag(string name, string value) =>
        bool.TryParse(value, out var flag) ? flag : throw new FormatException($"The option {name} is '{value}'; true or false is allowed.");

    /// <summary>A factor.</summary>
    internal static double Factor(string name, string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var factor) && factor >= 1
            ? factor
            : throw new FormatException($"The option {name} is '{value}'; a number from 1 on is allowed.");
}
