using Connector.Lab.Reports;

namespace Connector.Lab.Scenarios;

/// <summary>The failover scenarios as a program.</summary>
internal static class ScenariosCommand
{
    /// <summary>Runs what is asked for.</summary>
    /// <param name="arguments">The command line behind the word <c>scenarios</c>.</param>
    /// <param name="cancellationToken">Ends it; what was started is ended.</param>
    /// <returns>The exit code: 0 where everything passed, 1 where something did not, 2 where the command line is wrong.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (arguments is ["--help" or "-h"])
        {
            Console.WriteLine($"{ScenarioOptions.Usage}\n");
            foreach (var row in Catalogue.All)
                Console.WriteLine($"  {row.Id,-16} {row.Says}");
            return 0;
        }

        ScenarioOptions options;
        IReadOnlyList<Scenario> rows;
        try
        {
            options = ScenarioOptions.Parse(arguments);
            rows = Catalogue.Choose(options.Only, options.Mode);
        }
        catch (FormatException wrongUse)
        {
            await Console.Error.WriteLineAsync($"{wrongUse.Message}\n{ScenarioOptions.Usage}").ConfigureAwait(false);
            return 2;
        }

        if (options.ReportFrom is { } from)
        {
            var kept = ScenarioJson.Read(await File.ReadAllTextAsync(from, cancellationToken).ConfigureAwait(false));
            await File.WriteAllTextAsync(FailoverReport.File, FailoverReport.Write(kept), cancellationToken).ConfigureAwait(false);
            Console.WriteLine($"{FailoverReport.File} is written from {from}.");
            return 0;
        }

        var results = await RunAsync(rows, options, Console.WriteLine, cancellationToken).ConfigureAwait(false);
        if (options.JsonFile is { } file)
            await File.WriteAllTextAsync(file, ScenarioJson.Write(MachineFigures.Now(), arguments, results), cancellationToken).ConfigureAwait(false);
        var failed = results.Count(result => !result.Passed);
        Console.WriteLine(failed == 0 ? $"All {results.Count} passed." : $"{failed} of {results.Count} failed.");
        return failed == 0 ? 0 : 1;
    }

    /// <summary>Runs rows, those that can share a deployment on one.</summary>
    public static async Task<IReadOnlyList<RowResult>> RunAsync(
        IReadOnlyList<Scenario> rows, ScenarioOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        var results = new List<RowResult>();
        for (var round = 0; round < options.Repeat; round++)
        {
            var bench = new ScenarioBench(options with { Seed = options.Seed + round });
            await using (bench.ConfigureAwait(false))
            {
                foreach (var row in rows)
                {
                    var result = await bench.RunAsync(row, options.Verbose ? say : static _ => { }, cancellationToken).ConfigureAwait(false);
                    results.Add(result);
                    Tell(result, say);
                }
            }
        }

        return results;
    }

    private static void Tell(RowResult result, Action<string> say)
    {
        say(result.Line());
        if (result.Times is not null)
            say("     " + result.TimeLine());
        foreach (var check in result.Checks.Where(check => check.Fault is not null))
            say($"     not so: {check.Text}: {check.Fault}");
        if (result.Passed)
            return;
        foreach (var line in result.Course)
            say("     " + line);
    }
}
