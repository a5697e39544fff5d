using System.Reflection;
using Connector.Sagas.Ownership;
using Connector.Tests.Sagas.Ownership.Simulation;
using Shouldly;
using Xunit;

namespace Connector.Tests.Sagas.Ownership;

/// <summary>
/// A core that goes without one of its rules is found out by a seed. Half of the rules are bugs that the simulation found: their seeds are
/// those of docs/ownership.md, "What the simulation found".
/// </summary>
[Trait("Category", "Simulation")]
public sealed class OwnershipRulesTests
{
    /// <summary>The rule, a seed that shows its absence, the number of connectors.</summary>
    public static TheoryData<string, int, int> Shown => new()
    {
        { nameof(OwnershipRules.OwnLinkFirst), 8, 2 },
        { nameof(OwnershipRules.HigherEpochWins), 4, 2 },
        { nameof(OwnershipRules.EpochGrows), 1, 2 },
        { nameof(OwnershipRules.SelfFence), 2, 2 },
        { nameof(OwnershipRules.ListenBeforeActing), 32, 2 },
        { nameof(OwnershipRules.PresenceIsAsked), 8, 2 },
        { nameof(OwnershipRules.SilenceMustBeProved), 8, 2 },
        { nameof(OwnershipRules.FollowTheClient), 144, 2 },
        { nameof(OwnershipRules.YieldTellsHowFar), 521, 2 },
        { nameof(OwnershipRules.WaitForReceipts), 44, 2 },
        { nameof(OwnershipRules.FailbackOnlyInActivePassive), 4, 2 },
        { nameof(OwnershipRules.AskForWhatWasMissed), 27, 2 },
        { nameof(OwnershipRules.FencedSessionsAreReleased), 53, 2 },
        { nameof(OwnershipRules.OutliveUnseenEpochs), 102, 2 },
        { nameof(OwnershipRules.NewRunMustBeAlive), 521, 2 },
        { nameof(OwnershipRules.MemoryWaitsForThoseThatKnow), 624, 2 },
        { nameof(OwnershipRules.AbsentMayHaveServed), 41627, 2 },
        { nameof(OwnershipRules.TheDeadMayReturn), 77412, 2 },
        { nameof(OwnershipRules.YieldForOthers), 1348, 2 },
    };

    [Theory]
    [MemberData(nameof(Shown))]
    public void A_core_without_one_of_its_rules_is_found_out(string rule, int seed, int connectors)
    {
        var without = OwnershipRules.All with { };
        typeof(OwnershipRules).GetProperty(rule, BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(without, value: false);

        SimulatedRun.Run((ulong)seed, without, connectors).Violation.ShouldNotBeNull();
        SimulatedRun.Run((ulong)seed, connectors: connectors).Violation.ShouldBeNull();
    }
}
