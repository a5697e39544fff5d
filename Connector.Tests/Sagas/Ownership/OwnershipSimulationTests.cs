using System.Diagnostics;
using System.Globalization;
using Connector.Sagas.Ownership;
using Connector.Tests.Sagas.Ownership.Simulation;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.Sagas.Ownership;

/// <summary>
/// The ownership core in a simulated cluster: some seeds in every run, as many as asked for by <c>./build.sh simulate</c>
/// (SIMULATION_SEEDS, SIMULATION_FIRST_SEED, SIMULATION_CONNECTORS, SIMULATION_REPORT).
/// </summary>
public sealed class OwnershipSimulationTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("Category", "Simulation")]
    public void No_seed_violates_an_invariant()
    {
        var first = (ulong)Asked("FIRST_SEED", 1);
        var seeds = Asked("SEEDS", 300);
        var connectors = Asked("CONNECTORS", 2);
        var clock = Stopwatch.StartNew();
        long steps = 0, events = 0, answers = 0, unknown = 0, takeovers = 0, handovers = 0, followed = 0, dual = 0;
        for (var seed = first; seed < first + (ulong)seeds; seed++)
        {
            var outcome = SimulatedRun.Run(seed, connectors: connectors);
            if (outcome.Violation is not null)
                Assert.Fail(SimulatedRun.Describe(outcome, OwnershipRules.All, connectors, Asked("LINES", 60)));
            var world = outcome.World;
            steps += world.Steps;
            events += world.Checker.Events;
            takeovers += world.Checker.Takeovers;
            handovers += world.Checker.Handovers;
            followed += world.Checker.Followed;
            dual = Math.Max(dual, world.Checker.LongestDual);
            answers += world.Clients.Sum(client => client.Answers);
            unknown += world.Clients.Sum(client => client.Unknown);
        }

        // Nothing is shown by a world in which nothing happens.
        (takeovers + handovers + followed).ShouldBeGreaterThan(seeds / 2);
        Report($"{seeds} seeds from {first}, {connectors} connectors: 0 violations; {steps / seeds} steps a seed, "
            + $"{seeds / clock.Elapsed.TotalSeconds:0} seeds/s; {answers} answers (outcome unknown: {unknown}), {events} events, {takeovers} takeovers, "
            + $"{handovers} hand-overs, {followed} agents followed their client; longest time with two owners in contact: {dual} ms");
    }

    private static int Asked(string name, int otherwise) =>
        Environment.GetEnvironmentVariable("SIMULATION_" + name) is { Length: > 0 } asked
            ? int.Parse(asked, NumberStyles.None, CultureInfo.InvariantCulture)
            : otherwise;

    private void Report(string line)
    {
        output.WriteLine(line);
        if (Environment.GetEnvironmentVariable("SIMULATION_REPORT") is { Length: > 0 } file)
            File.AppendAllText(file, line + Environment.NewLine);
    }
}
