using System.Globalization;
using System.Text;
using Connector.Lab.Scenarios;

namespace Connector.Lab.Reports;

/// <summary>The report that an operator reads: generated, never written by hand. Pure.</summary>
internal static class FailoverReport
{
    /// <summary>Where it stands, from the repository's root.</summary>
    public const string File = "docs/failover-report.md";

    /// <summary>Writes the report of a run.</summary>
    public static string Write(ScenarioRunRecord run)
    {
        var text = new StringBuilder();
        var (machine, rows) = (run.Machine, run.Results.GroupBy(result => (result.Id, result.Agents, result.Mode)).ToList());
        var passed = run.Results.Count(result => result.Passed);
        text.AppendLine("# Failover report").AppendLine()
            .AppendLine("Generated from one run; nothing here is written by hand. What each row does and claims, and how it is judged, is in [scenarios.md](scenarios.md).").AppendLine()
            .AppendLine("```sh")
            .AppendLine($"./build.sh scenarios {run.Arguments} --json artifacts/scenarios.json".Replace("  ", " ", StringComparison.Ordinal))
            .AppendLine("./build.sh scenarios --report artifacts/scenarios.json")
            .AppendLine("```").AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"{machine.Date}, version {machine.Version}, {machine.Runtime}, {machine.Processors} processors, {machine.MemoryGiB} GiB, load {machine.Load} at the end. {passed} of {run.Results.Count} runs passed.").AppendLine()
            .AppendLine("Times in seconds from the fault, the worst of all runs of the row. *Takeover*: the last agent's new subscription was live, as Finesse saw it. *Flows*: the first request")
            .AppendLine("sent after the fault was answered. *Silence*: the longest time in which no request at all was answered. Lost, twice, repeated and reordered are sums over all runs.").AppendLine()
            .AppendLine("| row | agents | passed | takeover | flows | silence | requests | lost | twice | events | lost | repeated | reordered |")
            .AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var row in rows)
            text.AppendLine(Line(row.Key.Id, row.Key.Agents, [.. row]));
        text.AppendLine().AppendLine("## The rows").AppendLine();
        foreach (var row in rows)
        {
            var last = row.Last();
            text.AppendLine(CultureInfo.InvariantCulture, $"### {last.Id} ({last.Mode})").AppendLine().AppendLine(last.Says + ".").AppendLine();
            foreach (var claim in last.Checks.Select(check => check.Text))
            {
                var faults = row.SelectMany(result => result.Checks).Where(check => check.Text == claim && check.Fault is not null).ToList();
                text.AppendLine(CultureInfo.InvariantCulture, $"* {(faults.Count == 0 ? "holds" : $"**fails in {faults.Count}**")}: {claim}{(faults.Count == 0 ? "" : $" ({faults[0].Fault})")}");
            }

            text.AppendLine().AppendLine("```text");
            foreach (var moment in last.Course)
                text.AppendLine(moment);
            text.AppendLine("```").AppendLine();
        }

        return text.ToString().TrimEnd() + "\n";
    }

    private static string Line(string id, int agents, IReadOnlyList<RowResult> runs) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {id} | {agents} | {runs.Count(run => run.Passed)} of {runs.Count} | {Worst(runs, times => times.LastSubscribed)} | {Worst(runs, times => times.FlowsAgain)} | {Worst(runs, times => times.LongestSilence)} | {runs.Sum(run => run.Requests)} | {runs.Sum(run => run.RequestsLost)} | {runs.Sum(run => run.RequestsTwice)} | {runs.Sum(run => run.Events)} | {runs.Sum(run => run.EventsLost)} | {runs.Sum(run => run.EventsRepeated)} | {runs.Sum(run => run.EventsReordered)} |");

    private static string Worst(IEnumerable<RowResult> runs, Func<Timing, double?> time) =>
        runs.Select(run => run.Times is null ? null : time(run.Times)).Max() is { } worst
            ? worst.ToString("0.00", CultureInfo.InvariantCulture)
            : "";
}
