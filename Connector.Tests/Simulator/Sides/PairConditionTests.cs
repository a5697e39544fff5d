using Connector.FinesseSimulator.Sides;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Sides;

/// <summary>Who is in service when what has happened (facts 6.2 and 6.6), without a socket.</summary>
public sealed class PairConditionTests
{
    [Theory]
    [InlineData("", "in in")]
    [InlineData("A:Kill", "out? in")]
    [InlineData("A:GoOutOfService", "out in")]
    [InlineData("A:GoOutOfService A:GoInService", "in in")]
    [InlineData("A:LoseCti", "in in")]
    [InlineData("A:LoseCti A:NoticeCtiLoss", "out in")]
    [InlineData("A:LoseCti A:RestoreCti A:NoticeCtiLoss", "in in")]
    [InlineData("A:LoseCti B:LoseCti A:NoticeCtiLoss B:NoticeCtiLoss", "out out")]
    [InlineData("A:StopNotificationService", "out in")]
    [InlineData("A:StopNotificationService A:StartNotificationService", "in in")]
    [InlineData("A:BlockXmpp", "in in")]
    [InlineData("A:StopWebApplication", "in? in")]
    [InlineData("B:StopNotificationService B:GoOutOfService B:Kill B:Start", "in in")]
    public void Both_servers_of_UCCE_are_in_service_by_themselves(string happened, string expected) =>
        StatusAfter(happened, isUccx: false).ShouldBe(expected);

    [Theory]
    [InlineData("", "in out")]
    [InlineData("A:StopEngine", "out in")]
    [InlineData("A:StopEngine A:StartEngine", "in out")]
    [InlineData("A:Kill", "out? in")]
    [InlineData("A:Kill A:Start", "in out")]
    [InlineData("A:LoseCti A:NoticeCtiLoss", "out in")]
    [InlineData("A:LoseCti A:NoticeCtiLoss A:RestoreCti", "in out")]
    [InlineData("A:StopNotificationService", "out out")]
    [InlineData("B:StopEngine", "in out")]
    [InlineData("B:StopEngine B:StartEngine", "in out")]
    [InlineData("A:BreakLink", "in in")]
    [InlineData("A:BreakLink B:StopEngine", "in out")]
    [InlineData("A:BreakLink A:HealLink", "in out")]
    [InlineData("A:StopEngine A:BreakLink A:StartEngine", "in in")]
    [InlineData("A:StopEngine B:StopEngine", "out out")]
    [InlineData("A:StopEngine B:StopEngine B:StartEngine", "out in")]
    public void Only_the_master_of_UCCX_is_in_service(string happened, string expected) =>
        StatusAfter(happened, isUccx: true).ShouldBe(expected);

    [Fact]
    public void Whatever_happens_a_linked_UCCX_never_has_two_servers_in_service() => Check(isUccx: true, pair =>
        !pair.IsLinked || !(pair.IsInService(0) && pair.IsInService(1)));

    [Fact]
    public void Whatever_happens_starting_both_machines_repairs_everything()
    {
        Check(isUccx: false, pair => Started(pair).IsInService(0) && Started(pair).IsInService(1));
        Check(isUccx: true, pair => Started(pair.After(SideEvent.HealLink, 0)) is var started && started.IsInService(0)
            && !started.IsInService(1));
    }

    [Fact]
    public void What_only_UCCX_has_is_refused_on_UCCE()
    {
        var pair = PairCondition.Start(2, isUccx: false);
        Enum.GetValues<SideEvent>().Where(each => pair.Problem(each) is not null).ShouldBe(
            [SideEvent.StopEngine, SideEvent.StartEngine, SideEvent.BreakLink, SideEvent.HealLink], ignoreOrder: true);
        PairCondition.Start(1, isUccx: true).Problem(SideEvent.BreakLink)!.ShouldContain("only one node");
    }

    private static PairCondition Started(PairCondition pair) => pair.After(SideEvent.Start, 1).After(SideEvent.Start, 0);

    private static void Check(bool isUccx, Func<PairCondition, bool> holds)
    {
        var happening = Gen.Elements(Enum.GetValues<SideEvent>()).SelectMany(
            each => Gen.Choose(0, 1).Select(side => (each, side)));
        Prop.ForAll(happening.ListOf().ToArbitrary(), happened => holds(happened.Aggregate(
            PairCondition.Start(2, isUccx), (pair, next) => pair.After(next.each, next.side)))).QuickCheckThrowOnFailure();
    }

    private static string StatusAfter(string happened, bool isUccx)
    {
        var pair = PairCondition.Start(2, isUccx);
        foreach (var each in happened.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            pair = pair.After(Enum.Parse<SideEvent>(each[2..]), each[0] - 'A');
        return $"{Status(0)} {Status(1)}";

        string Status(int side) => (pair.IsInService(side), pair.Sides[side].ServesRest) switch
        {
            (true, true) => "in",
            (false, true) => "out",
            (true, false) => "in?",
            (false, false) => "out?",
        };
    }
}
