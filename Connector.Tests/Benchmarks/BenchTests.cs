using System.Text.Json;
using Connector.Benchmarks;
using Connector.Lab.Processes;
using Connector.Tests.Architecture;
using Shouldly;
using Xunit;

namespace Connector.Tests.Benchmarks;

/// <summary>
/// The benchmark in small: that it runs against a real broker, that its table is whole, and what a message may allocate. Ratios are for
/// <c>./build.sh bench</c> on a machine that does nothing else.
/// </summary>
public sealed class BenchTests
{
    private const int MeasuredRounds = 5;

    // A few seconds' work; a crowded machine must not fail it.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task It_measures_every_row_and_no_message_allocates_more_than_1_KiB()
    {
        var json = Path.Combine(Path.GetTempPath(), $"bench-{Guid.NewGuid():N}.json");
        try
        {
            await using var bench = ChildProcess.Start(
                "the benchmark", DotnetHost.Path, [Program(), "--scale", "0.1", "--warm-up", "1", "--rounds", $"{MeasuredRounds}", "--json", json]);
            var code = await bench.WaitForExitAsync(Limit);

            code.ShouldBeOneOf([0, 1], $"0: all bounds met; 1: not so, which a small run may say. It wrote:\n{bench.TailOfOutput()}");
            using var report = JsonDocument.Parse(await File.ReadAllTextAsync(json));
            var rows = report.RootElement.GetProperty("rows").EnumerateArray().ToDictionary(row => row.GetProperty("key").GetString()!);
            rows.Keys.ShouldBe(Rows.All.Select(row => row.Key), ignoreOrder: true);
            foreach (var row in Rows.All)
                ShouldBeWhole(row, rows[row.Key], bench.Output);
            foreach (var stored in (string[])["store-passing", "store-persistent"])
            {
                // Memory for frames in flight is made once and used again: of the first rounds, one may still pay for it, not all; and on a busy machine each send waits.
                LeastOf(rows[stored], "sendAllocated").ShouldBeInRange(1, 1024, $"bytes for a message sent, {stored}");
                LeastOf(rows[stored], "receiveAllocated").ShouldBeInRange(1, 1024, $"bytes for a message received, {stored}");
            }
        }
        finally
        {
            File.Delete(json);
        }
    }

    [Fact]
    public void A_bound_is_judged_by_the_ratio_of_medians()
    {
        var atLeast = new Promise(ClientKind.OpenWire, Figure.Rate, IsAtLeast: true, Bound: 1);
        var atMost = new Promise(ClientKind.OpenWire, Figure.WayP50, IsAtLeast: false, Bound: 20, IsRatio: false);
        var measured = new Dictionary<ClientKind, IReadOnlyList<Measurement>>
        {
            [ClientKind.Java] = Rounds(100, 300, 200),
            [ClientKind.OpenWire] = Rounds(198, 9999, 1),
        };

        var ratio = Verdict.On(atLeast, measured);
        ratio.Value.ShouldBe(0.99, 1e-9);
        ratio.IsMet.ShouldBeFalse();
        var absolute = Verdict.On(atMost, measured);
        absolute.Value.ShouldBe(198);
        absolute.IsMet.ShouldBeFalse();
        new Promise(ClientKind.OpenWire, Figure.Rate, IsAtLeast: true, Bound: 0.99 - 1e-9).IsMetBy(ratio.Value).ShouldBeTrue();
    }

    [Theory]
    [InlineData("--rows=passing", 2)]
    [InlineData("--rows=persistent-1,request", 3)]
    public void Rows_are_chosen_by_the_beginning_of_their_key(string argument, int count) =>
        BenchOptions.Parse([argument]).Rows.Count.ShouldBe(count);

    [Theory]
    [InlineData("--rows=nothing", "There is no row 'nothing'.")]
    [InlineData("--rounds=0", "--rounds takes a whole number of at least 1")]
    [InlineData("--scale=-1", "--scale takes a number above 0")]
    [InlineData("--json", "--json needs a value.")]
    [InlineData("--fast=1", "There is no option --fast.")]
    public void A_wrong_command_line_is_refused_in_words(string argument, string words) =>
        Should.Throw<FormatException>(() => BenchOptions.Parse([argument])).Message.ShouldStartWith(words);

    private static Measurement[] Rounds(params double[] values) =>
        [.. values.Select(value => new Measurement { Rate = value, Way = new Percentiles(TimeSpan.FromMilliseconds(value), default) })];

    private static void ShouldBeWhole(Row row, JsonElement written, string output)
    {
        var verdicts = written.GetProperty("verdicts").EnumerateArray().ToList();
        verdicts.Count.ShouldBe(row.Promises.Length, row.Key);
        foreach (var verdict in verdicts)
        {
            verdict.GetProperty("value").GetDouble().ShouldBeGreaterThan(0, row.Key);
            verdict.GetProperty("ours").GetDouble().ShouldBeGreaterThan(0, row.Key);
        }

        foreach (var client in written.GetProperty("measured").EnumerateObject())
            client.Value.GetArrayLength().ShouldBe(MeasuredRounds, $"{row.Key}, {client.Name}");
        output.Split('\n').Count(line => line.StartsWith("| " + row.Title, StringComparison.Ordinal) && line.Contains("met", StringComparison.OrdinalIgnoreCase))
            .ShouldBe(row.Promises.Length, $"lines of '{row.Title}' in the table of ratios:\n{output}");
    }

    private static double LeastOf(JsonElement row, string figure) =>
        row.GetProperty("measured").GetProperty(nameof(ClientKind.OpenWire)).EnumerateArray().Min(round => round.GetProperty(figure).GetDouble());

    // Its own folder: it brings packages that the tests' folder has in other versions.
    private static string Program()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!;
        return Path.Combine(
            Repository.Root, "Connector.Benchmarks", "bin", configuration.Name, Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)),
            "Connector.Benchmarks.dll");
    }
}
