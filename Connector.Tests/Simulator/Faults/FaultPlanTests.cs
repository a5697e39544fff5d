using Connector.FinesseSimulator.Faults;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Faults;

/// <summary>What strikes what, without a socket or a clock.</summary>
public sealed class FaultPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void The_same_seed_strikes_the_same_and_another_seed_something_else()
    {
        var strikes = Enumerable.Range(0, 4).Select(_ => StruckOf(500, seed: 42)).ToList();
        strikes.ShouldAllBe(each => each.SequenceEqual(strikes[0]));
        StruckOf(500, seed: 43).ShouldNotBe(strikes[0]);
        strikes[0].Count(each => each).ShouldBeInRange(200, 300);
    }

    [Fact]
    public void A_probability_of_one_strikes_always_and_a_count_ends_it() => Prop.ForAll(
        Gen.Choose(1, 20).ToArbitrary(), Gen.Choose(0, 40).ToArbitrary(), Gen.Choose(-1000, 1000).ToArbitrary(),
        (count, seen, seed) =>
        {
            var plan = Plan(new SimulatedFault { Kind = FaultKind.DropNotifications, Count = count, Seed = seed });
            var struck = Run(plan, Enumerable.Repeat(Notification("A", "1001"), seen)).Struck;
            return struck.Count(each => each) == Math.Min(count, seen) && struck.Take(count).All(each => each);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_fault_ends_when_its_time_is_over()
    {
        var plan = Plan(new SimulatedFault { Kind = FaultKind.SlowRest, Duration = TimeSpan.FromSeconds(10) });
        var subject = new FaultSubject(FaultTarget.Rest, "A", "1001", "/finesse/api/User/1001", "PUT");
        plan.Decide(subject, Now + TimeSpan.FromSeconds(9.9)).Strikes.Length.ShouldBe(1);
        plan.Decide(subject, Now + TimeSpan.FromSeconds(10)).Strikes.ShouldBeEmpty();
        plan.Faults[0].IsLive(Now + TimeSpan.FromSeconds(10)).ShouldBeFalse();
        plan.Add(new SimulatedFault { Kind = FaultKind.SlowRest }, Now + TimeSpan.FromSeconds(10)).Plan.Faults.Length.ShouldBe(1);
    }

    [Theory]
    [InlineData(null, null, null, null, true)]
    [InlineData("a", null, null, null, true)]
    [InlineData("B", null, null, null, false)]
    [InlineData(null, "1001", null, null, true)]
    [InlineData(null, "1002", null, null, false)]
    [InlineData(null, null, "/Dialogs", null, true)]
    [InlineData(null, null, "/SystemInfo", null, false)]
    [InlineData(null, null, null, "post", true)]
    [InlineData(null, null, null, "GET", false)]
    public void A_scope_says_what_is_meant(string? side, string? agent, string? path, string? method, bool strikes)
    {
        var plan = Plan(new SimulatedFault { Kind = FaultKind.RefuseRest, Side = side, Agent = agent, Path = path, Method = method });
        plan.Decide(new FaultSubject(FaultTarget.Rest, "A", "1001", "/finesse/api/User/1001/Dialogs", "POST"), Now)
            .Strikes.IsEmpty.ShouldBe(!strikes);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("/Team/5001/Users", true)]
    public void The_news_of_a_team_is_struck_only_where_its_node_is_named(string? path, bool strikes)
    {
        var plan = Plan(new SimulatedFault { Kind = FaultKind.DropNotifications, Path = path });
        plan.Decide(new FaultSubject(FaultTarget.Notification, "A", Agent: "", "/finesse/api/Team/5001/Users"), Now)
            .Strikes.IsEmpty.ShouldBe(!strikes);
    }

    [Fact]
    public void A_fault_of_one_kind_does_not_strike_another() => Enum.GetValues<FaultKind>().ShouldAllBe(kind =>
        Enum.GetValues<FaultTarget>().All(target =>
            Plan(new SimulatedFault { Kind = kind }).Decide(new FaultSubject(target, "A", "1001"), Now).Strikes.IsEmpty
                == (target != FaultPlan.TargetOf(kind))));

    [Fact]
    public void What_is_not_in_scope_does_not_move_the_dice()
    {
        var fault = new SimulatedFault { Kind = FaultKind.DropNotifications, Agent = "1001", Probability = 0.5, Seed = 7 };
        var alone = Run(Plan(fault), Enumerable.Repeat(Notification("A", "1001"), 50)).Struck;
        var mixed = Run(Plan(fault), Enumerable.Range(0, 100).Select(each => Notification("A", each % 2 == 0 ? "1001" : "1002")));
        mixed.Struck.Where((_, index) => index % 2 == 0).ShouldBe(alone);
    }

    [Fact]
    public void Dice_are_even()
    {
        var draws = Enumerable.Range(0, 10_000).Select(index => Dice.Draw(1, index)).ToList();
        draws.ShouldAllBe(draw => draw >= 0 && draw < 1);
        draws.Average().ShouldBe(0.5, 0.02);
        draws.Distinct().Count().ShouldBe(10_000);
        Enumerable.Range(0, 1000).Select(stream => Dice.Fork(1, stream)).Distinct().Count().ShouldBe(1000);
    }

    [Theory]
    [InlineData("""{"kind":"dropNotifications"}""", null)]
    [InlineData("""{"kind":"delayNotifications","side":"B","agent":"1001","path":"/Dialogs","count":3,"forSeconds":2.5,"probability":0.5,"seed":-4,"delayMs":100,"jitterMs":50}""", null)]
    [InlineData("""{"kind":"refuseRest","status":401,"method":"PUT"}""", null)]
    [InlineData("""{"kind":"kickXmpp","condition":"system-shutdown"}""", null)]
    [InlineData("""{"kind":"freezeXmpp","forSeconds":5}""", null)]
    [InlineData("kick", "the body must be a JSON object such as")]
    [InlineData("[]", "the body must be a JSON object such as")]
    [InlineData("{}", "kind: missing; one of delayNotifications, dropNotifications, ")]
    [InlineData("""{"kind":"explode"}""", "kind: explode is not known; one of delayNotifications, ")]
    [InlineData("""{"kind":"dropNotifications","status":500}""", "status: not known here; kind, side, agent, ")]
    [InlineData("""{"kind":"dropNotifications","probability":1.1}""", "probability: must be a number from 0 to 1")]
    [InlineData("""{"kind":"dropNotifications","count":0}""", "count: must be a whole number from 1 to 2147483647")]
    [InlineData("""{"kind":"dropNotifications","agent":1001}""", "agent: must be a text")]
    [InlineData("""{"kind":"dropNotifications","side":"C"}""", "side: must be A or B")]
    [InlineData("""{"kind":"refuseRest","status":404}""", "status: must be 401, 500 or 503")]
    [InlineData("""{"kind":"malformNotifications"}""", "how: missing; one of brokenXml, ")]
    [InlineData("""{"kind":"freezeXmpp","probability":0.5}""", "probability: not known here; kind, side, agent, forSeconds are")]
    [InlineData("""{"kind":"kickXmpp","condition":"<x/>"}""", "condition: must be the name of a stream error")]
    public void A_fault_is_read_or_refused_with_a_sentence(string json, string? problem)
    {
        var (fault, refused) = FaultRequests.Read(json);
        (fault is null).ShouldBe(problem is not null);
        if (problem is not null) refused!.ShouldStartWith(problem);
        else refused.ShouldBeNull();
    }

    [Fact]
    public void Every_field_of_a_fault_is_read() => FaultRequests.Read(
        """{"kind":"delayNotifications","side":"B","agent":"1001","path":"/Dialogs","count":3,"forSeconds":2.5,"probability":0.5,"seed":-4,"delayMs":100,"jitterMs":50}""")
        .Fault.ShouldBe(new SimulatedFault
        {
            Kind = FaultKind.DelayNotifications,
            Side = "B",
            Agent = "1001",
            Path = "/Dialogs",
            Count = 3,
            Duration = TimeSpan.FromSeconds(2.5),
            Probability = 0.5,
            Seed = -4,
            Delay = TimeSpan.FromMilliseconds(100),
            Jitter = TimeSpan.FromMilliseconds(50),
        });

    private static FaultSubject Notification(string side, string agent) =>
        new(FaultTarget.Notification, side, agent, $"/finesse/api/User/{agent}");

    private static FaultPlan Plan(SimulatedFault fault) => FaultPlan.Empty.Add(fault, Now).Plan;

    private static bool[] StruckOf(int count, long seed) => Run(
        Plan(new SimulatedFault { Kind = FaultKind.DropNotifications, Probability = 0.5, Seed = seed }),
        Enumerable.Repeat(Notification("A", "1001"), count)).Struck;

    private static (FaultPlan Plan, bool[] Struck) Run(FaultPlan plan, IEnumerable<FaultSubject> subjects)
    {
        var struck = new List<bool>();
        foreach (var subject in subjects)
        {
            (plan, var strikes) = plan.Decide(subject, Now);
            struck.Add(!strikes.IsEmpty);
        }

        return (plan, [.. struck]);
    }
}
