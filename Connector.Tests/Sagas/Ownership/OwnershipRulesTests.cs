using System.Reflection;
using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;
using Connector.Tests.Sagas.Ownership.Simulation;
using Shouldly;
using Xunit;

namespace Connector.Tests.Sagas.Ownership;

/// <summary>
/// A core that goes without one of its rules is found out: by a seed, by faults that come again and again, or by a scenario. The second half of
/// the rules are bugs that the simulation found; docs/ownership.md, "What the simulation found", names the same seeds.
/// </summary>
[Trait("Category", "Simulation")]
public sealed class OwnershipRulesTests
{
    private static readonly OwnershipOptions Options = new()
    {
        ConnectorId = "GC-1",
        Incarnation = "GC-1/1",
        Mode = DeploymentMode.ActivePassive,
        Priority = 127,
        Brokers = ["B1", "B2"],
        EpochFloor = 100,
    };

    private static readonly Dictionary<string, Func<OwnershipRules, string?>> Shown = new()
    {
        [nameof(OwnershipRules.OwnLinkFirst)] = Seed(8),
        [nameof(OwnershipRules.HigherEpochWins)] = ALateClaim,
        [nameof(OwnershipRules.EpochGrows)] = Seed(1),
        [nameof(OwnershipRules.SelfFence)] = Seed(2),
        [nameof(OwnershipRules.ListenBeforeActing)] = AStartWithNobodyHeardYet,
        [nameof(OwnershipRules.PresenceIsAsked)] = Seed(8),
        [nameof(OwnershipRules.SilenceMustBeProved)] = Seed(8),
        [nameof(OwnershipRules.FollowTheClient)] = Seed(144),
        [nameof(OwnershipRules.YieldTellsHowFar)] = Seed(521),
        [nameof(OwnershipRules.WaitForReceipts)] = Seed(88),
        [nameof(OwnershipRules.FailbackOnlyInActivePassive)] = Seed(4),
        [nameof(OwnershipRules.AskForWhatWasMissed)] = Seed(27),
        [nameof(OwnershipRules.FencedSessionsAreReleased)] = Seed(53),
        [nameof(OwnershipRules.EpochsAreUnlike)] = TwoThatTakeAnAgentAtOneMoment,
        [nameof(OwnershipRules.OutliveUnseenEpochs)] = Seed(102),
        [nameof(OwnershipRules.NewRunMustBeAlive)] = rules => SimulatedRun.RunWith(
            4, Fault.Again(FaultKind.Kill, every: 900, lasts: 100, noticed: true, lossy: true), rules).Violation,
        [nameof(OwnershipRules.LeaseIsAskedAtEachAct)] = AnActBetweenTwoFacts,
        [nameof(OwnershipRules.MemoryWaitsForThoseThatKnow)] = Seed(1736),
        [nameof(OwnershipRules.AbsentMayHaveServed)] = Seed(11936),
        [nameof(OwnershipRules.TheDeadMayReturn)] = Seed(8805),
        [nameof(OwnershipRules.ReceiptsComeAfterClaims)] = AReceiptFromOneThatTookOver,
        [nameof(OwnershipRules.ForgottenIsNotUndone)] = Seed(81134),
        [nameof(OwnershipRules.ProofOfLifeIsNew)] = LateWordsOfARunThatKnewThisOne,
        [nameof(OwnershipRules.YieldForOthers)] = Seed(2822),
        [nameof(OwnershipRules.BareClaimsAreAskedAbout)] = AClaimWithoutItsSession,
        [nameof(OwnershipRules.LateCopiesWait)] = ACopyThatComesBeforeTheClaim,
        [nameof(OwnershipRules.LastWordsAreNoLife)] = Seed(47376),
    };

    /// <summary>Every rule that there is.</summary>
    public static TheoryData<string> Rules => new(typeof(OwnershipRules).GetProperties(BindingFlags.Instance | BindingFlags.NonPublic)
        .Where(rule => rule.PropertyType == typeof(bool)).Select(rule => rule.Name));

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_core_without_one_of_its_rules_is_found_out(string rule)
    {
        var without = OwnershipRules.All with { };
        typeof(OwnershipRules).GetProperty(rule, BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(without, value: false);

        Shown[rule](without).ShouldNotBeNull();
        Shown[rule](OwnershipRules.All).ShouldBeNull();
    }

    private static Func<OwnershipRules, string?> Seed(ulong seed) => rules => SimulatedRun.Run(seed, rules).Violation;

    private static string? ALateClaim(OwnershipRules rules)
    {
        var core = InService(rules);
        core.Handle(TimeSpan.FromSeconds(10), new Fact.RequestArrived("1001", 1, Connects: true, Hops: 0));
        core.Handle(TimeSpan.FromSeconds(10), Beat("GC-2/1", 1));
        core.Handle(TimeSpan.FromSeconds(10), Change("GC-2", new AgentClaim { AgentId = "1001", Owner = "GC-2", Epoch = 1 }));
        return core.ClaimOf("1001")!.Owner == "GC-1" ? null : "a claim of an earlier epoch wins";
    }

    private static string? AStartWithNobodyHeardYet(OwnershipRules rules)
    {
        var core = new OwnershipCore(Options, [], rules);
        for (var quarter = 0; quarter < 8; quarter++)
            Echo(core, TimeSpan.FromSeconds(quarter / 4.0), Fact.Tick.Instance);
        return core.MayAct ? "acts before a peer that is there could have been heard" : null;
    }

    /// <summary>GC-2 confirms what GC-1 is about to begin; by its heartbeat it has said something before that GC-1 does not know.</summary>
    private static string? AReceiptFromOneThatTookOver(OwnershipRules rules)
    {
        var core = InService(rules);
        var now = TimeSpan.FromSeconds(10);
        core.Handle(now, Beat("GC-2/1", 1));
        core.Handle(now, new Fact.RequestArrived("1001", 1, Connects: true, Hops: 0));
        var begun = new AgentProgress { Requests = [new RecordedRequest { RequestId = "m1" }] };
        core.Handle(now, new Fact.SessionProgressed("1001", core.ClaimOf("1001")!.Epoch, begun, Receipt: 1)).OfType<Decision.Known>().ShouldBeEmpty();

        var confirms = new PeerHeard { ConnectorId = "GC-1", Incarnation = "GC-1/1", ChangeNumber = 2 };
        var beat = (ConnectorHeartbeat)Beat("GC-2/1", 2, confirms).Message;
        var early = core.Handle(now, new Fact.Heard(beat with { ChangeNumber = 1 }, "B1", Direct: true)).OfType<Decision.Known>().Any();
        var change = Change("GC-2", new AgentClaim { AgentId = "2001", Owner = "GC-2", Epoch = 1 });
        core.Handle(now, change).OfType<Decision.Known>().Any().ShouldBe(!early, "now it knows");
        return early ? "begins what another may have begun as owner" : null;
    }

    private static string? TwoThatTakeAnAgentAtOneMoment(OwnershipRules rules)
    {
        var epochs = new[] { "GC-1", "GC-2" }.Select(id =>
        {
            var core = new OwnershipCore(Options with { ConnectorId = id, Mode = DeploymentMode.Simplex }, [], rules);
            core.Handle(TimeSpan.Zero, Fact.Tick.Instance);
            core.Handle(TimeSpan.Zero, new Fact.RequestArrived("1001", 1, Connects: true, Hops: 0));
            return core.ClaimOf("1001")!.Epoch;
        });
        return epochs.Distinct().Count() == 2 ? null : "two owners in one epoch";
    }

    private static string? AnActBetweenTwoFacts(OwnershipRules rules)
    {
        var core = InService(rules);
        return core.MayActAt(TimeSpan.FromSeconds(20)) ? "acts after its lease" : null;
    }

    /// <summary>GC-2 died and started again while GC-1 started. GC-1 heard the second run first; then words of the first come, which had heard GC-1.</summary>
    private static string? LateWordsOfARunThatKnewThisOne(OwnershipRules rules)
    {
        var core = InService(rules);
        var late = new PeerHeard { ConnectorId = "GC-1", Incarnation = "GC-1/1", Heartbeat = 2 };
        core.Handle(TimeSpan.FromSeconds(10), Beat("GC-2/2", 1));
        core.Handle(TimeSpan.FromSeconds(10.1), Beat("GC-2/1", 7, late));
        for (var quarter = 1; quarter < 40; quarter++)
        {
            var now = TimeSpan.FromSeconds(10.1 + (quarter / 4.0));
            Echo(core, now, Fact.Tick.Instance);
            if (quarter % 4 == 0)
                Echo(core, now, Beat("GC-2/2", 1 + (quarter / 4)));
            if (core.Peers.Single().Value != PeerContact.InContact)
                return "a connector that is heard is out of contact";
        }

        return null;
    }

    /// <summary>A third connector takes an agent of GC-2's, and counts on it that GC-1 knows the session as far as it does.</summary>
    private static string? AClaimWithoutItsSession(OwnershipRules rules)
    {
        var core = InService(rules);
        var now = TimeSpan.FromSeconds(10);
        var first = ((ConnectorHeartbeat)Beat("GC-3/1", 1).Message) with { ConnectorId = "GC-3" };
        core.Handle(now, new Fact.Heard(first, "B1", Direct: true));
        var claim = new AgentClaim { AgentId = "1001", Owner = "GC-3", Epoch = 9, Sequence = 40 };
        core.Handle(now, Change("GC-3", claim));

        var next = ((ConnectorHeartbeat)Beat("GC-3/1", 2).Message) with { ConnectorId = "GC-3", ChangeNumber = 1, Agents = 1, Digest = Claims.Hash("1001", 9) };
        var decisions = core.Handle(now + TimeSpan.FromSeconds(1), new Fact.Heard(next, "B1", Direct: true));
        return decisions.OfType<Decision.Send>().Any(sent => sent.Message is SyncRequest { FromChange: 0 }) ? null : "does not ask for what it does not know";
    }

    /// <summary>GC-2 was out of contact, followed the client, and served the request that a broker held back; the link is whole, and it comes to GC-1, too.</summary>
    private static string? ACopyThatComesBeforeTheClaim(OwnershipRules rules)
    {
        var core = InService(rules);
        core.Handle(TimeSpan.FromSeconds(10), Beat("GC-2/1", 1));
        core.Handle(TimeSpan.FromSeconds(10), new Fact.RequestArrived("1001", 1, Connects: true, Hops: 0));
        core.Handle(TimeSpan.FromSeconds(10), new Fact.BrokerLost("B2"));
        for (var quarter = 41; quarter < 80; quarter++)
            Echo(core, TimeSpan.FromSeconds(quarter / 4.0), Fact.Tick.Instance, "B1");
        core.Peers.Single().Value.ShouldBe(PeerContact.OutOfContact);

        var now = TimeSpan.FromSeconds(20);
        var decisions = core.Handle(now, new Fact.RequestArrived("1001", 2, Connects: true, Hops: 0) { IsLate = true }).ToList();
        var better = new AgentClaim { AgentId = "1001", Owner = "GC-2", Epoch = core.ClaimOf("1001")!.Epoch + 1000 };
        var beat = (ConnectorHeartbeat)Beat("GC-2/1", 12).Message;
        decisions.AddRange(core.Handle(now, new Fact.Heard(beat with { ChangeNumber = 1 }, "B1", Direct: true)));
        decisions.AddRange(core.Handle(now, Change("GC-2", better)));
        if (decisions.OfType<Decision.Serve>().Any())
            return "serves what another may have served";
        decisions.OfType<Decision.Forward>().ShouldHaveSingleItem().To.ShouldBe("GC-2");
        return null;
    }

    private static OwnershipCore InService(OwnershipRules rules)
    {
        var core = new OwnershipCore(Options, [], rules);
        for (var quarter = 0; quarter < 40; quarter++)
            Echo(core, TimeSpan.FromSeconds(quarter / 4.0), Fact.Tick.Instance);
        core.MayAct.ShouldBeTrue();
        return core;
    }

    private static void Echo(OwnershipCore core, TimeSpan now, Fact fact, string? only = null)
    {
        foreach (var beat in core.Handle(now, fact).OfType<Decision.Send>().Select(sent => sent.Message).OfType<ConnectorHeartbeat>())
        {
            foreach (var broker in Options.Brokers.Where(broker => only is null || broker == only))
                core.Handle(now, new Fact.Heard(beat, broker, Direct: true));
        }
    }

    private static Fact.Heard Change(string id, AgentClaim claim) => new(
        new AgentOwnershipChanged { ConnectorId = id, Incarnation = id + "/1", ChangeNumber = 1, Claim = claim }, "B1", Direct: true);

    private static Fact.Heard Beat(string incarnation, long number, params PeerHeard[] heard) => new(
        new ConnectorHeartbeat
        {
            ConnectorId = "GC-2",
            Incarnation = incarnation,
            Number = number,
            Mode = "active-passive",
            Priority = 100,
            Phase = ConnectorPhases.InService,
            Heard = heard,
        },
        "B1",
        Direct: true);
}
