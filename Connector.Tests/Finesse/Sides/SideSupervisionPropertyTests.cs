using Connector.Finesse.Model;
using Connector.Finesse.Sides;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Connector.Tests.Finesse.Sides;

/// <summary>What holds whatever is seen, in whatever order.</summary>
public sealed class SideSupervisionPropertyTests
{
    private const int Runs = 3000;
    private const string Everybody = "A out, B well, serves B; 1 on B, 2 on B, 3 on B";

    // Signs of SupervisionScript; answers and time are most of what happens.
    private static readonly Gen<string> Sign = Gen.Frequency(
        (6, Gen.Elements("A+", "B+", "A?", "B?")),
        (4, Gen.Elements("A-", "B-", "A~", "B~")),
        (3, Gen.Elements("A!", "B!", "A^", "B^", "Af", "Ag", "Bf", "Bg", "Ar", "Br")),
        (4, Gen.Elements("x1", "x2", "x3", "x", "l1", "l2", "l3", "l")),
        (4, Gen.Elements("1s", "2s", "5s", "30s")));

    private static readonly Gen<string[]> Course = Gen.Choose(1, 60).SelectMany(length => Gen.ArrayOf(Sign, length));

    private static readonly Gen<DeploymentFlavour> Flavour = Gen.Elements(DeploymentFlavour.Ucce, DeploymentFlavour.Uccx, DeploymentFlavour.Unknown);

    [Fact]
    public void Nobody_moves_to_a_side_that_is_not_known_to_serve_nor_away_from_one_that_does() => ForAll((flavour, course) =>
    {
        var script = new SupervisionScript(flavour).Well();
        foreach (var sign in course.SelectMany(FactByFact))
        {
            var before = script.State;
            var seen = script.Decisions.Count;
            script.Run(sign);
            foreach (var (at, decision) in script.Decisions.Skip(seen))
            {
                if (decision is not SideDecision.Move move)
                    continue;
                var to = script.State[move.To];
                to.Judgement.ShouldBe(SideJudgement.InService, sign);
                (at - to.FitAt!.Value).ShouldBeLessThanOrEqualTo(script.Options.FreshFor);
                to.ToldOut.ShouldBeFalse();
                var isServed = script.State[move.From].Judgement != SideJudgement.OutOfService
                    && (before.Agents[move.AgentId].IsLive && !sign.StartsWith('x'));
                isServed.ShouldBeFalse($"{move} though his side serves him");
            }
        }
    });

    [Fact]
    public void Nobody_moves_again_sooner_than_the_damping_allows() => ForAll((flavour, course) =>
    {
        var script = new SupervisionScript(flavour).Well();
        script.Run(string.Join(' ', course));

        foreach (var moves in script.Decisions.Where(entry => entry.Decision is SideDecision.Move)
            .GroupBy(entry => ((SideDecision.Move)entry.Decision).AgentId, entry => entry.At))
        {
            foreach (var (one, next) in moves.Zip(moves.Skip(1)))
                (next - one).ShouldBeGreaterThanOrEqualTo(script.Options.MinStay);
        }
    });

    [Fact]
    public void Everybody_is_on_the_other_side_in_the_end_when_his_own_dies_and_the_other_serves() => ForAll((flavour, course) =>
    {
        var script = new SupervisionScript(flavour).Well();
        script.Run(string.Join(' ', course));
        // From here on A is dead, its sessions end, and B serves with all its sessions.
        foreach (var (agent, place) in script.State.Agents)
            script.Take(place.Side == SideId.A ? new SideFact.Lost(agent, SideId.A) : new SideFact.Live(agent, SideId.B));
        script.Run("B^ Bf");
        for (var second = 0; second <= script.Options.MaxStay.TotalSeconds + 20; second++)
        {
            script.Run("A? B+ 1s");
            foreach (var (agent, place) in script.State.Agents.Where(agent => agent.Value.Side == SideId.B && !agent.Value.IsLive))
                script.Take(new SideFact.Live(agent, place.Side));
        }

        script.Outcome().ShouldBe(Everybody);
    });

    [Fact]
    public void Same_facts_same_decisions() => ForAll((flavour, course) =>
    {
        var one = new SupervisionScript(flavour).Well().Run(string.Join(' ', course));
        var other = new SupervisionScript(flavour).Well().Run(string.Join(' ', course));

        one.Decisions.ShouldBe(other.Decisions);
        one.Outcome().ShouldBe(other.Outcome());
    });

    [Fact]
    public void The_sides_counts_are_those_of_their_agents() => ForAll((flavour, course) =>
    {
        var script = new SupervisionScript(flavour).Well().Run(string.Join(' ', course));

        foreach (var side in script.State.Sides)
        {
            side.Agents.ShouldBe(script.State.Agents.Values.Count(place => place.Side == side.Id));
            side.LiveAgents.ShouldBe(script.State.Agents.Values.Count(place => place.Side == side.Id && place.IsLive));
        }
    });

    // So that the state seen behind a decision is the one that it was made by.
    private static IEnumerable<string> FactByFact(string sign) => sign switch
    {
        "x" or "l" => [sign + "1", sign + "2", sign + "3"],
        _ when sign.EndsWith('s') => Enumerable.Repeat("1s", int.Parse(sign[..^1])),
        _ => [sign],
    };

    private static void ForAll(Action<DeploymentFlavour, string[]> holds)
    {
        var cases = from flavour in Flavour from course in Course select (flavour, course);
        Prop.ForAll(cases.ToArbitrary(), one => holds(one.flavour, one.course))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Runs));
    }
}
