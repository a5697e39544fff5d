using Connector.FinesseSimulator.Core;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Core;

/// <summary>Whatever happens in whatever order: the books of agents, calls and extensions agree.</summary>
public sealed class CentrePropertyTests
{
    private static readonly string[] Actions =
    [
        "in 2001", "in 2002", "in 2003", "in 2001 OTHER_IN", "call 1001 2002", "call 1002 5559876", "call 1003 2001", "call 1001 5550486",
        "outside answers", "outside hangs up",
        .. from agent in new[] { "1001", "1002", "1003" }
           from action in new[] { "ANSWER", "HOLD", "RETRIEVE", "DROP", "READY", "NOT_READY", "WORK", "LOGOUT", "LOST", "SIGNIN" }
           select $"{agent} {action}",
    ];

    [Fact]
    public void Any_sequence_of_events_leaves_the_books_in_agreement()
    {
        var scripts = Gen.Elements(Actions).ListOf(60).ToArbitrary();
        Prop.ForAll(scripts, script => Runs(script)).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    private static void Runs(IList<string> script)
    {
        var centre = new CentreHarness(rules => rules with { WrapUp = FinesseSimulator.WrapUpMode.Optional });
        centre.With(("1001", AgentState.Ready), ("1002", AgentState.NotReady), ("1003", AgentState.Ready));
        foreach (var action in script)
        {
            if (action.Split(' ') is [var agentId, "SIGNIN"])
                centre.Do(new SignIn(agentId, centre.State.Agents[agentId].Profile.Extension, Mobile: null));
            else centre.Do(action);
            Agree(centre.State);
        }
    }

    private static void Agree(CentreState state)
    {
        foreach (var agent in state.Agents.Values)
        {
            agent.IsSignedIn.ShouldBe(agent.Extension.Length > 0);
            agent.CallIds.All(state.Calls.ContainsKey).ShouldBeTrue();
            var live = state.CallsOf(agent).Any(
                call => call.LegOf(agent.Id)!.State is not (LegState.Alerting or LegState.WrapUp));
            (agent.State is AgentState.Talking or AgentState.Hold).ShouldBe(live);
            if (!agent.IsSignedIn) agent.CallIds.ShouldBeEmpty();
        }

        foreach (var (extension, agentId) in state.AgentByExtension) state.Agents[agentId].Extension.ShouldBe(extension);
        state.AgentByExtension.Count.ShouldBe(state.Agents.Values.Count(agent => agent.IsSignedIn));
        foreach (var call in state.Calls.Values)
            call.Legs.Any(leg => leg.AgentId is not null && state.Agents[leg.AgentId].CallIds.Contains(call.Id)).ShouldBeTrue();
    }
}
