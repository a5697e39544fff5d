using System.Globalization;
using System.Text;
using Connector.Sagas.Ownership;

namespace Connector.Tests.Sagas.Ownership.Simulation;

/// <summary>One run's outcome.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Setup">What it was made of.</param>
/// <param name="Faults">What went wrong in it.</param>
/// <param name="Violation">The violated invariant; null: none.</param>
/// <param name="World">The world at its end.</param>
internal sealed record Outcome(ulong Seed, Setup Setup, IReadOnlyList<Fault> Faults, string? Violation, World World);

/// <summary>Runs seeds. The same seed is the same run, step by step.</summary>
internal static class SimulatedRun
{
    private const long Mended = 82_000;
    private const long Calm = Mended + 24_000;
    private const long End = Calm + 14_000;

    /// <summary>Runs a seed's cluster with other faults than its own.</summary>
    internal static Outcome RunWith(ulong seed, IReadOnlyList<Fault> faults, OwnershipRules rules, int connectors = 2) =>
        Run(seed, NewSetup(new Chance(seed * 0x2545F4914F6CDD1D), connectors), faults, rules, tracing: false);

    /// <summary>Runs a seed.</summary>
    internal static Outcome Run(ulong seed, OwnershipRules? rules = null, int connectors = 2, bool tracing = false)
    {
        var chance = new Chance(seed * 0x2545F4914F6CDD1D);
        var setup = NewSetup(chance, connectors);
        return Run(seed, setup, Fault.Script(chance, setup), rules ?? OwnershipRules.All, tracing);
    }

    /// <summary>Runs a seed with other faults than its own.</summary>
    internal static Outcome Run(ulong seed, Setup setup, IReadOnlyList<Fault> faults, OwnershipRules rules, bool tracing)
    {
        var world = new World(setup, seed, rules, tracing);
        foreach (var fault in faults)
            fault.Enter(world);
        foreach (var agent in Enumerable.Range(0, setup.Agents))
            world.After(5000, () => Busy(world, agent));
        try
        {
            world.Run(Mended);
            Fault.MendAll(world);
            world.Run(Mended + Checker.HealLimit);
            world.Checker.Healed();
            world.Run(Calm);
            foreach (var client in world.Clients)
                client.Quiet = true;
            world.Run(End);
            world.Checker.Finished();
            return new Outcome(seed, setup, faults, null, world);
        }
        catch (ViolationException violation)
        {
            world.Note($"VIOLATION {violation.Message}");
            return new Outcome(seed, setup, faults, violation.Message, world);
        }
    }

    /// <summary>Leaves out faults while the run still fails.</summary>
    internal static Outcome Shrink(Outcome failed, OwnershipRules rules)
    {
        var faults = failed.Faults.ToList();
        for (var i = faults.Count - 1; i >= 0; i--)
        {
            var fewer = faults.Where((_, index) => index != i).ToList();
            if (Run(failed.Seed, failed.Setup, fewer, rules, tracing: false).Violation is not null)
                faults = fewer;
        }

        return Run(failed.Seed, failed.Setup, faults, rules, tracing: true);
    }

    /// <summary>A failed run for a reader: its seed, what went wrong, the last steps.</summary>
    internal static string Describe(Outcome failed, OwnershipRules rules, int connectors, int lines = 60)
    {
        var small = Shrink(failed, rules);
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Seed {failed.Seed}: {failed.Violation}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{failed.Setup}");
        text.AppendLine(CultureInfo.InvariantCulture, $"With as few faults as fail: {small.Violation}");
        foreach (var fault in small.Faults)
            text.AppendLine(CultureInfo.InvariantCulture, $"  {fault}");
        foreach (var line in small.World.LastSteps.TakeLast(lines))
            text.AppendLine(line);
        text.AppendLine(CultureInfo.InvariantCulture, $"Replay: ./build.sh simulate --seed {failed.Seed} --connectors {connectors}");
        return text.ToString();
    }

    private static Setup NewSetup(Chance chance, int connectors) => new(
        chance.OneOf<DeploymentMode>(DeploymentMode.ActivePassive, DeploymentMode.ActiveActive),
        connectors,
        WitnessLinks: chance.PerMille(800),
        ListsAlike: chance.PerMille(500),
        Agents: chance.Between(2, 5));

    private static void Busy(World world, int agent)
    {
        world.Finesse.Change(agent);
        if (world.Now < Calm)
            world.After(world.Chance.Between(200, 2500), () => Busy(world, agent));
    }
}
