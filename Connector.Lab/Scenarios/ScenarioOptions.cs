using System.Globalization;
using Connector.Lab.Deployment;

namespace Connector.Lab.Scenarios;

/// <summary>What <c>./build.sh scenarios</c> was asked for.</summary>
internal sealed record ScenarioOptions
{
    /// <summary>How it is called.</summary>
    public const string Usage =
        "scenarios [--only AP-3[,AP-4]] [--agents N (500)] [--mode active-passive|active-active] [--repeat N (1)] [--rate REQUESTS/S]\n" +
        "          [--seed N (1)] [--lead SECONDS] [--settle SECONDS (6)] [--soak MINUTES (2)] [--slack FACTOR (1)] [--json FILE] [--keep FOLDER]\n" +
        "          [--report FILE] [--verbose]\n" +
        "Runs the failover scenarios on real brokers, connectors and client apps, and judges them by what the client apps saw. Exit code 1\n" +
        "where one fails. --mode: only rows of that mode, and the rows of both modes in it. --lead: how long agents work before the fault. --slack: by how much the promised times may be\n" +
        "exceeded, for a machine that does other things as well. --keep: the evidence of rows that fail goes there. --report FROM.json: writes docs/failover-report.md from a --json file.";

    /// <summary>The rows; all where empty.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>How many agents are signed in.</summary>
    public int Agents { get; init; } = 500;

    /// <summary>The mode; null: each row's own.</summary>
    public DuplexMode? Mode { get; init; }

    /// <summary>How often each row.</summary>
    public int Repeat { get; init; } = 1;

    /// <summary>Requests per second of all apps; null: by the number of agents.</summary>
    public double? Rate { get; init; }

    /// <summary>Decides random moments.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How long agents work before a row's fault; null: 2 s, and 20 ms more for each.</summary>
    public TimeSpan? Lead { get; init; }

    /// <summary>How long goes on after a row's last act.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>How long rows go on that do the same again and again.</summary>
    public TimeSpan Soak { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>By how much promised times may be exceeded.</summary>
    public double Slack { get; init; } = 1;

    /// <summary>Where the results go.</summary>
    public string? JsonFile { get; init; }

    /// <summary>Where the evidence of rows that fail goes; null: nowhere.</summary>
    public string? KeepIn { get; init; }

    /// <summary>The results from which the report is written; nothing is run then.</summary>
    public string? ReportFrom { get; init; }

    /// <summary>Whether each row's course is printed as it goes.</summary>
    public bool Verbose { get; init; }

    /// <summary>Requests per second of all apps.</summary>
    public double RequestsPerSecond => Rate ?? Math.Clamp(Agents / 5.0, 10, 40);

    /// <summary>Reads a command line behind the word <c>scenarios</c>.</summary>
    /// <exception cref="FormatException">It is wrong; the message says how.</exception>
    public static ScenarioOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new ScenarioOptions();
        var left = new Queue<string>(arguments);
        while (left.TryDequeue(out var argument))
        {
            // --option value and --option=value.
            var parts = argument.Split('=', 2);
            var option = parts[0];
            options = option switch
            {
                "--verbose" => options with { Verbose = true },
                "--only" => options with { Only = Value().Split(',') },
                "--agents" => options with { Agents = (int)Number(1, 7999) },
                "--mode" => options with { Mode = ModeOf(Value()) },
                "--repeat" => options with { Repeat = (int)Number(1, 10_000) },
                "--rate" => options with { Rate = Number(1, 2000) },
                "--seed" => options with { Seed = (int)Number(0, int.MaxValue) },
                "--lead" => options with { Lead = TimeSpan.FromSeconds(Number(1, 3600)) },
                "--settle" => options with { Settle = TimeSpan.FromSeconds(Number(1, 3600)) },
                "--soak" => options with { Soak = TimeSpan.FromMinutes(Number(0.1, 1440)) },
                "--slack" => options with { Slack = Number(0.1, 100) },
                "--json" => options with { JsonFile = Value() },
                "--keep" => options with { KeepIn = Value() },
                "--report" => options with { ReportFrom = Value() },
                _ => throw new FormatException($"{option} is not known."),
            };

            string Value() => parts.Length == 2 ? parts[1]
                : left.TryDequeue(out var value) ? value
                : throw new FormatException($"{option} needs a value.");

            double Number(double least, double most)
            {
                var text = Value();
                return double.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                    ? number
                    : throw new FormatException($"{option}: {text} is no number from {least} to {most}.");
            }
        }

        return options;
    }

    private static DuplexMode ModeOf(string text) => text switch
    {
        "active-passive" => DuplexMode.ActivePassive,
        "active-active" => DuplexMode.ActiveActive,
        _ => throw new FormatException($"--mode: {text} is neither active-passive nor active-active."),
    };
}
