using System.Text.Json;

namespace Connector.Service.Configuration;

/// <summary>Brings the sources together: settings file, environment, command line, the later winning. Pure.</summary>
internal static class ConfigurationSources
{
    private static readonly JsonDocumentOptions FileOptions = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Where the command line or the environment say the settings file is.</summary>
    /// <returns>A path, or null where neither says so.</returns>
    public static string? SettingsFile(IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> arguments)
    {
        var values = Gather(null, environment, arguments, []);
        return values.GetValueOrDefault(ConfigurationKeys.SettingsFile.Name) is { Length: > 0 } path ? path : null;
    }

    /// <summary>Gathers keys and values.</summary>
    /// <param name="settingsJson">The settings file's text: one flat JSON object, comments allowed; null where there is
    /// none.</param>
    /// <param name="environment">The environment. Of variables that are no keys only those that were surely meant to be are
    /// taken, for <see cref="ConnectorConfiguration.Parse"/> to refuse.</param>
    /// <param name="arguments">The command line: <c>--KEY value</c>, <c>--KEY=value</c> or <c>KEY=value</c>.</param>
    /// <param name="problems">Gets a sentence for each thing that is no key with a value.</param>
    /// <returns>Keys, known or not, with their values.</returns>
    public static Dictionary<string, string?> Gather(
        string? settingsJson,
        IReadOnlyDictionary<string, string> environment,
        IReadOnlyList<string> arguments,
        ICollection<string> problems)
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        if (settingsJson is not null)
            AddFile(values, settingsJson, problems);
        foreach (var (name, value) in environment)
        {
            if (ConfigurationKeys.IsKnown(name) || NearestKey.IsMeant(name))
                values[name] = value;
        }
        AddArguments(values, arguments, problems);
        return values;
    }

    private static void AddFile(Dictionary<string, string?> values, string json, ICollection<string> problems)
    {
        try
        {
            using var document = JsonDocument.Parse(json, FileOptions);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                problems.Add("The settings file is not one JSON object of keys and values.");
                return;
            }
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array && ConfigurationKeys.IsKnown(property.Name))
                    problems.Add($"{property.Name} in the settings file is an object or a list; allowed is one value.");
                else
                    values[property.Name] = property.Value.ToString();
            }
        }
        catch (JsonException exception)
        {
            problems.Add($"The settings file is not JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1} cannot be read.");
        }
        catch (InvalidOperationException)
        {
            // A name or text with half a surrogate pair, which JSON can write and no string can hold.
            problems.Add("The settings file holds a text that is not Unicode.");
        }
    }

    private static void AddArguments(Dictionary<string, string?> values, IReadOnlyList<string> arguments, ICollection<string> problems)
    {
        var rest = new Queue<string>(arguments);
        while (rest.TryDequeue(out var word))
        {
            var isOption = word.StartsWith("--", StringComparison.Ordinal);
            var argument = isOption ? word[2..] : word;
            var separator = argument.IndexOf('=');
            if (separator > 0)
                values[argument[..separator]] = argument[(separator + 1)..];
            else if (isOption && separator < 0 && argument.Length > 0 && rest.TryDequeue(out var value))
                values[argument] = value;
            else
                problems.Add(Misplaced(argument, isOption));
        }
    }

    private static string Misplaced(string argument, bool isOption) => isOption && ConfigurationKeys.IsKnown(argument)
        ? $"--{argument} on the command line has no value; write --{argument} value."
        // Not shown: it may be the value of a secret that a blank or a missing '--' has torn off its key.
        : "The command line holds something that is neither '--KEY value' nor 'KEY=value'.";
}
