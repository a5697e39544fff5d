using System.Globalization;

namespace Connector.Lab.Terminal;

/// <summary>One thing that was said to the laboratory. Reading it is pure; whether a name exists shows when it is done.</summary>
/// <param name="Text">As it was said.</param>
/// <param name="Verb">What to do.</param>
/// <param name="Names">With what: no name, one or two.</param>
/// <param name="Amount">How much, in the verb's unit: seconds for spans; 0 where there is none, and below 0 for <c>wait healthy</c>.</param>
internal sealed record LabStatement(string Text, LabVerb Verb, IReadOnlyList<string> Names, double Amount)
{
    /// <summary>The name of all links between the two sites.</summary>
    public const string Site = "site";

    private const string Healthy = "healthy";
    private const double Forever = 86_400;

    /// <summary>Reads statements; lines and semicolons part them, <c>#</c> begins a remark.</summary>
    /// <param name="text">What was said.</param>
    /// <returns>The statements, or a sentence that says what is wrong with the first that is.</returns>
    public static (IReadOnlyList<LabStatement> Statements, string? Problem) ReadAll(string text)
    {
        var statements = new List<LabStatement>();
        foreach (var line in text.Split('\n').Select(static line => line.Split('#')[0]).SelectMany(static line => line.Split(';')))
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var (statement, problem) = Read(line);
            if (statement is null)
                return ([], problem);
            statements.Add(statement);
        }

        return (statements, null);
    }

    /// <summary>Reads one statement.</summary>
    /// <param name="text">What was said.</param>
    /// <returns>The statement, or a sentence that says what is wrong.</returns>
    public static (LabStatement? Statement, string? Problem) Read(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return (null, "Nothing was said.");
        var verb = LabVerb.All.FirstOrDefault(verb => string.Equals(verb.Name, words[0], StringComparison.OrdinalIgnoreCase));
        if (verb is null)
            return (null, $"There is no command '{words[0]}'. The commands are {string.Join(", ", LabVerb.All.Select(static each => each.Name))}.");

        var names = words[1..];
        var amount = 0.0;
        if (verb.Amount != LabAmount.None)
        {
            if (names.Length == 0 || ReadAmount(verb.Amount, names[^1]) is not { } read)
                return (null, Misused(verb, $"needs {Unit(verb.Amount)} at its end"));
            (amount, names) = (read, names[..^1]);
        }

        var fits = names.Length switch
        {
            0 => verb.Targets is LabTargets.None || verb.Targets.HasFlag(LabTargets.All),
            1 => verb.Targets is not LabTargets.None,
            2 => verb.Targets.HasFlag(LabTargets.Links),
            _ => false,
        };
        return fits ? (new LabStatement(text.Trim(), verb, names, amount), null) : (null, Misused(verb, $"cannot be said of {Named(names)}"));
    }

    private static double? ReadAmount(LabAmount kind, string word) => kind switch
    {
        LabAmount.Milliseconds => Number(word, 600_000),
        LabAmount.Bytes => Number(word, 1e9),
        LabAmount.Percent => Number(word, 100),
        LabAmount.Wait => string.Equals(word, Healthy, StringComparison.OrdinalIgnoreCase) ? -1 : Number(word, Forever),
        _ => Span(word),
    };

    private static double? Number(string word, double most) =>
        double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= most ? number : null;

    private static double? Span(string word)
    {
        if (word == "0")
            return 0;
        if (word.Length < 3 || word[0] is not ('+' or '-'))
            return null;
        var unit = word[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        return unit != 0 && Number(word[1..^1], Forever) is { } number ? number * unit * (word[0] == '-' ? -1 : 1) : null;
    }

    private static string Unit(LabAmount kind) => kind switch
    {
        LabAmount.Milliseconds => "a number of milliseconds, 600000 at the most,",
        LabAmount.Bytes => "a number of bytes a second",
        LabAmount.Percent => "a number from 0 to 100",
        LabAmount.Wait => "a number of seconds, or 'healthy',",
        _ => "a span such as +1h, -90m, +30s or 0",
    };

    private static string Misused(LabVerb verb, string why) => $"'{verb.Name}' {why}. It is said so: {verb.Usage}.";

    private static string Named(string[] names) => names.Length == 0 ? "nothing" : $"'{string.Join(' ', names)}'";
}
