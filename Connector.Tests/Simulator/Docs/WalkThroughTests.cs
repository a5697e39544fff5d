using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Connector.Lab.Processes;
using Connector.Lab.Simulators;
using Connector.Tests.Architecture;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Docs;

/// <summary>docs/simulator.md is right: its walk is walked, and its table has every setting.</summary>
public sealed partial class WalkThroughTests
{
    private const string Document = "docs/simulator.md";
    private const string Between = "----- next block -----";

    [Fact]
    public async Task Every_command_of_the_walk_through_answers_as_it_says()
    {
        var blocks = Blocks();
        blocks.Count.ShouldBeGreaterThan(6);
        await using var simulator = await SimulatorProcess.StartAsync(two: true, settings: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SIM_AUTH_MODE"] = "Hybrid",
            ["SIM_SSO_AGENTS"] = "1003",
        });
        var script = new StringBuilder("set -eu\n");
        foreach (var (commands, _) in blocks) script.Append(commands).Append("\necho '").Append(Between).Append("'\n");
        var ports = new Dictionary<int, int>
        {
            [8081] = simulator.ControlPort,
            [8082] = simulator.RestPort,
            [8083] = simulator.SideB!.RestPort,
        };
        var text = LocalPort().Replace(script.ToString(), match =>
            "127.0.0.1:" + ports[int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture)].ToString(CultureInfo.InvariantCulture));
        await using var bash = ChildProcess.Start("the walk", "bash", ["-c", text], new Dictionary<string, string?>(StringComparer.Ordinal));
        var exitCode = await bash.WaitForExitAsync(TimeSpan.FromMinutes(2));
        exitCode.ShouldBe(0, bash.Output);

        var answers = bash.Output.Split(Between);
        answers.Length.ShouldBe(blocks.Count + 1, bash.Output);
        foreach (var ((commands, expected), answer) in blocks.Zip(answers))
            Regex.IsMatch(answer.Trim(), Pattern(expected), RegexOptions.Singleline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5))
                .ShouldBeTrue($"{commands}\n--- was to say\n{expected}\n--- said\n{answer.Trim()}");
    }

    [Fact]
    public void Every_setting_of_the_program_is_in_the_table()
    {
        var text = Repository.Read(Document);
        foreach (var setting in Connector.FinesseSimulator.ProgramSettings.Known) text.ShouldContain($"`{setting}`");
    }

    // A block of commands, and what stands in the block behind it.
    private static List<(string Commands, string Expected)> Blocks()
    {
        var text = Repository.Read(Document).ReplaceLineEndings("\n");
        var walk = text[text.IndexOf("## A walk through", StringComparison.Ordinal)..text.IndexOf("## The control API", StringComparison.Ordinal)];
        var fences = Fence().Matches(walk).Select(match => (Kind: match.Groups["kind"].Value, Body: match.Groups["body"].Value)).ToList();
        (fences.Count % 2).ShouldBe(0, "every block of commands is followed by one with their answer");
        return
        [
            .. fences.Chunk(2).Select(pair =>
            {
                (pair[0].Kind, pair[1].Kind is "sh").ShouldBe(("sh", false), pair[0].Body);
                return (pair[0].Body, pair[1].Body.Trim());
            }),
        ];
    }

    private static string Pattern(string expected) =>
        "^" + string.Join(".*", expected.Split("...").Select(Regex.Escape)) + "$";

    [GeneratedRegex("^```(?<kind>[a-z]+)\n(?<body>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"127\.0\.0\.1:(?<port>\d+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LocalPort();
}
