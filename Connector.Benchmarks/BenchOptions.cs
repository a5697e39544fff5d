using System.Globalization;

namespace Connector.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    /// <summary>How the program is used.</summary>
    public const string Usage = """
        Connector.Benchmarks: our clients beside the Java client, on one real broker, in one run.
          --rows KEY,KEY      only these rows (a key's beginning is enough); without it, all
          --rounds N          measured rounds of each row; each client once a round; 5
          --warm-up N         rounds before them that do not count; 3
          --scale X           so many times the messages of each run; 1 by default
          --connections N     over how many connections the 8 producers of Connector.OpenWire send; 8
          --prefetch N        MassTransit's prefetch; 200, since the default of 16 leaves it waiting for the broker
          --json FILE         writes every measurement and verdict there, too
          --micro             the codec's micro benchmarks (BenchmarkDotNet) instead; what follows goes to BenchmarkDotNet
        Exit code: 0 every bound is met, 1 one is not, 2 wrong use or a failure.
        """;

    public IReadOnlyList<Row> Rows { get; init; } = Benchmarks.Rows.All;

    public int Rounds { get; init; } = 5;

    public int WarmUp { get; init; } = 3;

    public double Scale { get; init; } = 1;

    public int Connections { get; init; } = 8;

    public int Prefetch { get; init; } = 200;

    public string? JsonFile { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">Something is wrong with it; the message says what.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchOptions();
        var left = new Queue<string>(arguments);
        while (left.TryDequeue(out var argument))
        {
            // build.sh's form is --name=value as well as --name value.
            var parts = argument.Split('=', 2);
            var name = parts[0];
            var value = parts is [_, var given] || left.TryDequeue(out given) ? given : throw new FormatException($"{name} needs a value.");
            options = name switch
            {
                "--rows" => options with { Rows = Select(value) },
                "--rounds" => options with { Rounds = Number(name, value, least: 1) },
                "--warm-up" => options with { WarmUp = Number(name, value, least: 0) },
                "--scale" => options with { Scale = Factor(name, value) },
                "--connections" => options with { Connections = Number(name, value, least: 1) },
                "--prefetch" => options with { Prefetch = Number(name, value, least: 1) },
                "--json" => options with { JsonFile = value },
                _ => throw new FormatException($"There is no option {name}."),
            };
        }

        return options;
    }

    private static List<Row> Select(string keys)
    {
        var wanted = keys.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (wanted.FirstOrDefault(start => !Benchmarks.Rows.All.Any(row => Matches(row, start))) is { } key)
            throw new FormatException($"There is no row '{key}'. The rows: {string.Join(", ", Benchmarks.Rows.All.Select(row => row.Key))}.");
        return [.. Benchmarks.Rows.All.Where(row => wanted.Any(start => Matches(row, start)))];
    }

    private static bool Matches(Row row, string key) => row.Key.StartsWith(key, StringComparison.OrdinalIgnoreCase);

    private static int Number(string name, string value, int least) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw new FormatException($"{name} takes a whole number of at least {least}, not '{value}'.");

    private static double Factor(string name, string value) =>
        double.TryParse(value, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 1000
            ? number
            : throw new FormatException($"{name} takes a number above 0, 1000 at the most, not '{value}'.");
}
