using System.Globalization;

namespace Connector.Service.Configuration;

/// <summary>Takes values out of a configuration and notes a sentence for each that is wrong.</summary>
internal sealed class ValueReader(IReadOnlyDictionary<string, string?> values)
{
    private const int LongestShown = 120;
    private readonly List<string> _problems = [];

    /// <summary>What is wrong so far.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>A value without the blanks around it; an empty one counts as not given.</summary>
    public string? Text(ConfigurationKey key) =>
        values.TryGetValue(key.Name, out var value) && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    /// <summary>A secret, blanks and all.</summary>
    public Secret Secret(ConfigurationKey key) => new(values.GetValueOrDefault(key.Name) ?? "");

    /// <summary>Whether a value is there.</summary>
    public bool IsGiven(ConfigurationKey key) => Text(key) is not null;

    /// <summary>A whole number within bounds.</summary>
    public int? Number(ConfigurationKey key, int lowest, int highest)
    {
        if (Text(key) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= lowest && number <= highest)
        {
            return number;
        }
        Wrong(key);
        return null;
    }

    /// <summary>A time in milliseconds within bounds.</summary>
    public TimeSpan Milliseconds(ConfigurationKey key, int lowest, int highest, int otherwise) =>
        TimeSpan.FromMilliseconds(Number(key, lowest, highest) ?? otherwise);

    /// <summary><c>true</c> or <c>false</c>, in any case.</summary>
    public bool Flag(ConfigurationKey key, bool otherwise)
    {
        if (Text(key) is not { } text)
            return otherwise;
        if (bool.TryParse(text, out var flag))
            return flag;
        Wrong(key);
        return otherwise;
    }

    /// <summary>One of some words, in any case.</summary>
    public T Word<T>(ConfigurationKey key, T otherwise, params ReadOnlySpan<(string Word, T Meaning)> words)
    {
        if (Text(key) is not { } text)
            return otherwise;
        foreach (var (word, meaning) in words)
        {
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase))
                return meaning;
        }
        Wrong(key);
        return otherwise;
    }

    /// <summary>Notes that a key's value is not what is allowed.</summary>
    public void Wrong(ConfigurationKey key) =>
        Add(key.IsSecret
            ? $"{key.Name} has a value that is not allowed (it is a secret and not shown); allowed: {key.Allowed}."
            : $"{key.Name} is '{Shown(Text(key) ?? "")}'; allowed: {key.Allowed}.");

    /// <summary>Notes a sentence.</summary>
    public void Add(string problem) => _problems.Add(problem);

    /// <summary>A value as a message shows it: on one line, not endless, and without the user part of an address.</summary>
    public static string Shown(string value)
    {
        var at = value.LastIndexOf('@');
        var scheme = value.IndexOf("://", StringComparison.Ordinal);
        if (at > 0)
            value = (scheme >= 0 && scheme < at ? value[..(scheme + 3)] : "") + "***" + value[at..];
        var line = new string([.. value.Select(c => char.IsControl(c) ? ' ' : c)]);
        return line.Length <= LongestShown ? line : line[..LongestShown] + "...";
    }
}
