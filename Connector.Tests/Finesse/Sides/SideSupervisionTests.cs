using Connector.Finesse.Model;
using Connector.Finesse.Sides;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Sides;

/// <summary>Failure, what is seen of it, what is decided: Cisco's table of failure scenarios and the differences of UCCX.</summary>
public sealed class SideSupervisionTests
{
    private const string Moved = "A out, B well, serves B; 1 on B, 2 on B, 3 on B";
    private const string Stayed = "A well, B well, serves A; 1 on A, 2 on A, 3 on A";
    private const string InDoubt = "A suspect, B well, serves A; 1 on A, 2 on A, 3 on A";

    [Theory]
    [InlineData("killed: XMPP lost, twice no answer", "x A? B+ 1s A? B+", Moved)]
    [InlineData("killed: not moved on the first missed answer", "x A? B+", InDoubt)]
    [InlineData("short loss: XMPP lost and back", "x A+ B+ 1s l A+", Stayed)]
    [InlineData("one agent's XMPP lost, the side serves", "x1 A+ B+ 2s l1 A+", Stayed)]
    [InlineData("notification service down: REST well, no XMPP for long", "x A+ B+ 9s A+ B+ 1s", "A well, B well, serves A; 1 on B, 2 on B, 3 on B")]
    [InlineData("notification service down for a moment", "x A+ B+ 8s A+ B+ l 5s", Stayed)]
    [InlineData("Tomcat down: finesse gone, no answer", "Ag A? B+ 1s A? B+", Moved)]
    [InlineData("Tomcat restarted: finesse gone and back", "Ag A? B+ 1s Af A+ B+", Stayed)]
    [InlineData("finesse gone, but SystemInfo in service", "Ag A+ B+ 5s A+ B+ 5s A+ B+", InDoubt)]
    [InlineData("REST unreachable, XMPP well, finesse there: presence holds", "Af A? B+ 1s A? B+ 1s A? B+", InDoubt)]
    [InlineData("REST unreachable for long", "Af A? B+ 5s A? B+ 5s A? B+", Moved)]
    [InlineData("CTI lost: notified, and the answer agrees", "A! A- B+", Moved)]
    [InlineData("CTI lost: not moved by the notification alone", "A!", InDoubt)]
    [InlineData("CTI lost: answered twice without a notification", "A- B+ 1s A- B+", Moved)]
    [InlineData("CTI lost: answered once only", "A- B+", InDoubt)]
    [InlineData("CTI lost for both: same peripheral gateway", "A! B! A- B-", "A out, B out, serves A; 1 on A waits, 2 on A waits, 3 on A waits")]
    [InlineData("CTI heartbeat failed", "A~ B+", InDoubt)]
    [InlineData("not moved to a side whose heartbeat failed", "B~ A! A-", "A out, B suspect, serves A; 1 on A waits, 2 on A waits, 3 on A waits")]
    [InlineData("not moved on an old answer", "6s A! A-", "A out, B well, serves B; 1 on A waits, 2 on A waits, 3 on A waits")]
    [InlineData("moved when the other side answers", "6s A! A- B+", Moved)]
    [InlineData("both dead, then B back", "x A? B? 1s A? B? 9s A? B+ 1s A? B+", Moved)]
    [InlineData("both dead, B back once only", "x A? B? 1s A? B? 9s A? B+", "A out, B out, serves A; 1 on A waits, 2 on A waits, 3 on A waits")]
    [InlineData("no way back on a UCCE", "A! A- B+ l 30s A+ B+ 1s A+ B+ 60s A+ B+", "A well, B well, serves B; 1 on B, 2 on B, 3 on B")]
    [InlineData("a request met 503, the side answers well", "Ar A+", Stayed)]
    [InlineData("a request met 503: doubt alone", "Ar", InDoubt)]
    public void On_a_UCCE(string failure, string signs, string outcome) =>
        new SupervisionScript().Well().Run(signs).Outcome().ShouldBe(outcome, failure);

    [Theory]
    [InlineData("master switch: the notification is enough", "A! B+", Moved)]
    [InlineData("master switch: the answer is enough", "A- B+", Moved)]
    [InlineData("master switch: the other is not in service yet", "A- B-", "A out, B out, serves A; 1 on A waits, 2 on A waits, 3 on A waits")]
    [InlineData("the primary is master again", "A- B+ l 30s B! A+ B- 1s A+ B- 1s", "A well, B out, serves A; 1 on A, 2 on A, 3 on A")]
    [InlineData("island: both in service", "A+ B+ 5s A+ B+", Stayed)]
    [InlineData("island healed: A is not the master", "A+ B+ 5s A- B+", Moved)]
    [InlineData("notification service stopped: no failover is triggered", "x A- B- 20s A- B-", "A out, B out, serves A; 1 on A waits, 2 on A waits, 3 on A waits")]
    public void On_a_UCCX(string failure, string signs, string outcome)
    {
        var script = new SupervisionScript(DeploymentFlavour.Uccx);
        script.Run("A+ B-");
        script.Well().Run(signs).Outcome().ShouldBe(outcome, failure);
    }

    [Theory]
    [InlineData("dead", "x A? 1s A?", "A out, serves A; 1 on A waits, 2 on A waits, 3 on A waits")]
    [InlineData("dead and back", "x A? 1s A? 9s A+ 1s A+ l A+", "A well, serves A; 1 on A, 2 on A, 3 on A")]
    public void With_one_side_only(string failure, string signs, string outcome) =>
        new SupervisionScript(sides: 1).Well().Run(signs).Outcome().ShouldBe(outcome, failure);

    [Fact]
    public void Agents_who_come_new_go_to_B_where_A_is_dead_from_the_start() =>
        new SupervisionScript().Run("A? B+ 1s A? B+").State.Serving.ShouldBe(SideId.B);

    [Fact]
    public void Agents_who_come_new_go_to_A_where_B_answers_first() =>
        new SupervisionScript().Run("B+ 1s B+").State.Serving.ShouldBe(SideId.A);

    [Fact]
    public void Flapping_sides_pass_an_agent_to_and_fro_ever_more_slowly()
    {
        var script = new SupervisionScript(DeploymentFlavour.Uccx).Well();
        for (var round = 0; round < 200; round++)
            script.Run(round % 2 == 0 ? "A- B+ 1s A- B+ l 1s" : "A+ B- 1s A+ B- l 1s");

        var moves = script.Decisions.Where(entry => entry.Decision is SideDecision.Move { AgentId: "1" }).Select(entry => entry.At.TotalSeconds).ToList();
        var stays = moves.Zip(moves.Skip(1), (one, next) => next - one).ToList();
        stays[0].ShouldBeGreaterThanOrEqualTo(20);
        stays[1].ShouldBeGreaterThanOrEqualTo(40);
        stays[2].ShouldBeGreaterThanOrEqualTo(80);
        stays.Count.ShouldBeLessThan(7, "400 s of flapping every 2 s");
    }

    [Fact]
    public void What_was_seen_of_finesse_is_forgotten_with_the_last_agent_who_could_see()
    {
        var script = new SupervisionScript().Well().Run("Ag A? B+ 1s A? B+ l");
        script.Outcome().ShouldBe(Moved);

        script.Run("30s A+ B+ 1s A+ B+").Outcome().ShouldBe("A well, B well, serves B; 1 on B, 2 on B, 3 on B");
    }

    [Fact]
    public void Late_news_of_the_side_left_behind_concerns_nobody()
    {
        var script = new SupervisionScript().Well().Run("A! A- B+ l B+");

        script.Take(new SideFact.Lost("1", SideId.A));

        script.State.Agents["1"].IsLive.ShouldBeTrue();
        script.State[SideId.B].LiveAgents.ShouldBe(3);
    }

    [Theory]
    [InlineData("", 20, 20)]
    [InlineData("x1", 1, 1)]
    [InlineData("A~", 1, 1)]
    [InlineData("x A? B? 1s A? B?", 1, 1)]
    [InlineData("A! A- B+ l B+", 2, 20)]
    public void Sides_are_asked_seldom_when_well_and_often_when_there_is_something_to_decide(string signs, int a, int b)
    {
        var script = new SupervisionScript().Well().Run(signs);

        SideSupervision.PollAfter(script.State, SideId.A, script.Options).TotalSeconds.ShouldBe(a);
        SideSupervision.PollAfter(script.State, SideId.B, script.Options).TotalSeconds.ShouldBe(b);
    }

    [Fact]
    public void That_both_sides_are_gone_and_that_one_is_back_can_be_seen()
    {
        var script = new SupervisionScript().Well().Run("x A? B? 1s A? B?");
        script.State.AllOut.ShouldBeTrue();

        script.Run("B+ 1s B+").State.AllOut.ShouldBeFalse();
    }
}
