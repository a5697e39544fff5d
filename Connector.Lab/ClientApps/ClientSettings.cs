using System.Globalization;

namespace Connector.Lab.ClientApps;

/// <summary>How a client app of the laboratory is started; the same text on both sides of the process's border.</summary>
internal sealed record ClientSettings
{
    /// <summary>The environment variable with the broker's password: a command line is read by everybody.</summary>
    public const string PasswordVariable = "LAB_BROKER_PASSWORD";

    /// <summary>How it is called.</summary>
    public const string Usage =
        "client --name NAME --brokers HOST:PORT[,HOST:PORT] --agents 1001-1040[,1045] --log FILE\n" +
        "       [--user USER] [--pairs-from 1041] [--rate REQUESTS/S (10)] [--seed N (1)] [--returns true|false (true)] [--anew true|false (false)]\n" +
        "Signs agents in, asks for them at a steady rate, follows their events, and writes what it saw to FILE. SIGTERM ends it in order.\n" +
        "The broker's password is the environment variable " + PasswordVariable + ".";

    /// <summary>The app's name, and that of its queue.</summary>
    public required string Name { get; init; }

    /// <summary>The brokers, the preferred one first.</summary>
    public required IReadOnlyList<string> Brokers { get; init; }

    /// <summary>The agents' numbers.</summary>
    public required IReadOnlyList<int> Agents { get; init; }

    /// <summary>Where the log goes.</summary>
    public required string LogFile { get; init; }

    /// <summary>The broker's user; empty for none.</summary>
    public string User { get; init; } = "";

    /// <summary>From this number on, each second agent calls the one after him.</summary>
    public int PairsFrom { get; init; } = int.MaxValue;

    /// <summary>Requests per second in all, besides the answers to ringing phones.</summary>
    public double Rate { get; init; } = 10;

    /// <summary>Decides who asks for what, but for what depends on the moment.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether it returns to the broker that it prefers.</summary>
    public bool Returns { get; init; } = true;

    /// <summary>Whether it lets go of the agents first, so that they come to the connector that it reaches.</summary>
    public bool Anew { get; init; }

    /// <summary>How often an agent has his turn.</summary>
    public TimeSpan Turn => TimeSpan.FromSeconds(Agents.Count / Rate);

    /// <summary>The extension that an agent calls; null: none.</summary>
    public string? CalleeOf(int agent) =>
        agent >= PairsFrom && (agent - PairsFrom) % 2 == 0 && Agents.Contains(agent + 1) ? ExtensionOf(agent + 1) : null;

    /// <summary>The extension of an agent, as the simulator has it.</summary>
    public static string ExtensionOf(int agent) => (agent + 1000).ToString(CultureInfo.InvariantCulture);

    /// <summary>The command line.</summary>
    public IReadOnlyList<string> ToArguments() =>
    [
        "client", "--name", Name, "--brokers", string.Join(',', Brokers), "--agents", Ranges(Agents), "--log", LogFile, "--user", User,
        "--pairs-from", PairsFrom.ToString(CultureInfo.InvariantCulture), "--rate", Rate.ToString(CultureInfo.InvariantCulture),
        "--seed", Seed.ToString(CultureInfo.InvariantCulture), "--returns", Returns ? "true" : "false", "--anew", Anew ? "true" : "false",
    ];

    /// <summary>Reads a command line behind the word <c>client</c>.</summary>
    /// <exception cref="FormatException">It is wrong; the message says how.</exception>
    public static ClientSettings Parse(IReadOnlyList<string> arguments)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Count; i += 2)
        {
            if (i + 1 == arguments.Count || !given.TryAdd(arguments[i], arguments[i + 1]))
                throw new FormatException($"{arguments[i]} needs one value, once.");
        }

        var settings = new ClientSettings
        {
            Name = Take("--name"),
            Brokers = Take("--brokers").Split(','),
            Agents = Numbers(Take("--agents")),
            LogFile = Take("--log"),
            User = Take("--user", ""),
            PairsFrom = Number("--pairs-from", Take("--pairs-from", $"{int.MaxValue}")),
            Rate = double.TryParse(Take("--rate", "10"), CultureInfo.InvariantCulture, out var rate) && rate is > 0 and <= 2000
                ? rate
                : throw new FormatException("--rate must be above 0, and 2000 at the most."),
            Seed = Number("--seed", Take("--seed", "1")),
            Returns = Choice("--returns", "true"),
            Anew = Choice("--anew", "false"),
        };
        return given.Count == 0 ? settings : throw new FormatException($"{given.Keys.First()} is not known.");

        bool Choice(string option, string otherwise) => bool.TryParse(Take(option, otherwise), out var choice)
            ? choice
            : throw new FormatException($"{option} must be true or false.");

        string Take(string option, string? otherwise = null) =>
            given.Remove(option, out var value) ? value : otherwise ?? throw new FormatException($"{option} is missing.");
    }

    private static List<int> Numbers(string ranges)
    {
        var numbers = new List<int>();
        foreach (var range in ranges.Split(','))
        {
            var ends = range.Split('-');
            var (first, last) = (Number("--agents", ends[0]), Number("--agents", ends[^1]));
            if (ends.Length > 2 || last < first || last - first >= 10_000)
                throw new FormatException($"--agents: {range} is no range of at most 10,000 agents.");
            numbers.AddRange(Enumerable.Range(first, last - first + 1));
        }

        return numbers;
    }

    private static string Ranges(IReadOnlyList<int> numbers)
    {
        var ranges = new List<string>();
        for (var i = 0; i < numbers.Count;)
        {
            var first = i;
            while (++i < numbers.Count && numbers[i] == numbers[i - 1] + 1)
            {
                // One more of the same range.
            }

            ranges.Add(string.Create(CultureInfo.InvariantCulture, $"{numbers[first]}-{numbers[i - 1]}"));
        }

        return string.Join(',', ranges);
    }

    private static int Number(string option, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"{option}: {text} is no number.");
}
