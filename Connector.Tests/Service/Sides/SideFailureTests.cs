using Connector.Finesse.Sides;
using Connector.FinesseSimulator;
using Connector.FinesseSimulator.Sides;
using Connector.Lab.Processes;
using Connector.Sagas.Ports;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Sides;

/// <summary>Each failure of a side that Cisco documents, done to a real simulator: the agents are served on, and no client hears
/// what is not so.</summary>
public sealed class SideFailureTests
{
    private static readonly string[] Agents = ["1001", "1002", "1003", "1004"];

    [Theory]
    [InlineData(SideEvent.Kill)]
    [InlineData(SideEvent.StopWebApplication)]
    [InlineData(SideEvent.StopNotificationService)]
    [InlineData(SideEvent.BlockXmpp)]
    [InlineData(SideEvent.GoOutOfService)]
    [InlineData(SideEvent.LoseCti)]
    public async Task Agents_are_served_on_the_other_side(SideEvent failure)
    {
        await using var bench = await SidesBench.StartAsync();
        await Task.WhenAll(Agents.Select(agent => bench.HoldAsync(agent)));
        var call = await bench.Finesse.StartIncomingCallAsync("5551111", "2001");
        await Eventually.HoldsAsync("the call to ring", () => bench.StatesOf("1001")[^1] == "RESERVED");

        await bench.Finesse.A.HappenAsync(failure);
        // Asked while nobody knows yet; carried out where it can be.
        var asked = bench.AskAsync("1002", new ChangeAgentState("NOT_READY", null));

        await bench.IsServedAtAsync(SideId.B, Agents);
        (await asked).ShouldBeOfType<FinesseOutcome.Accepted>();
        await Eventually.HoldsAsync("the request's effect", () => bench.StatesOf("1002")[^1] == "NOT_READY");
        bench.StatesOf("1001").ShouldBe(["LOGOUT", "NOT_READY", "READY", "RESERVED"]);
        bench.StatesOf("1003").ShouldBe(["LOGOUT", "NOT_READY", "READY"]);
        var restored = bench.Of("1001").OfType<SubscriptionReport.Restored>().Last();
        restored.View.Dialogs.ShouldHaveSingleItem().DialogId.ShouldBe(call);
        bench.Watch.State.Serving.ShouldBe(failure is SideEvent.BlockXmpp ? SideId.A : SideId.B);
        // Events come over the new side.
        await bench.Finesse.HangUpAsync(call);
        await bench.HearsAsync("1001", "the end of the call", report => report is SubscriptionReport.Notified
        {
            Notification: AgentNotification.DialogsChanged { Change: Contracts.DialogChange.Removed },
        });
    }

    [Fact]
    public async Task Nobody_moves_back_when_the_lost_side_returns_and_flaps()
    {
        await using var bench = await SidesBench.StartAsync();
        await bench.HoldAsync("1001");
        await bench.Finesse.A.HappenAsync(SideEvent.GoOutOfService);
        await bench.IsServedAtAsync(SideId.B, "1001");
        var heard = bench.Of("1001").Count;

        for (var round = 0; round < 3; round++)
        {
            await bench.Finesse.A.HappenAsync(SideEvent.GoInService);
            await Eventually.HoldsAsync("A to be well", () => bench.Watch.State[SideId.A].Judgement == SideJudgement.InService);
            await bench.Finesse.A.HappenAsync(SideEvent.GoOutOfService);
            await Eventually.HoldsAsync("A to be out", () => bench.Watch.State[SideId.A].Judgement == SideJudgement.OutOfService);
        }

        bench.Watch.State.Agents["1001"].Side.ShouldBe(SideId.B);
        bench.Of("1001").Count.ShouldBe(heard, "nothing happened to the agent");
    }

    [Fact]
    public async Task CTI_lost_on_both_sides_is_waited_out_where_the_agents_are()
    {
        await using var bench = await SidesBench.StartAsync();
        await bench.HoldAsync("1001");
        var seen = new List<bool>();
        using var listening = bench.Watch.Listen(state =>
        {
            if (seen.Count == 0 || seen[^1] != state.AllOut)
                seen.Add(state.AllOut);
        });
        // The other side first: were the agent's own seen to be out while the other is still well, he would rightly be on his way there.
        await bench.Finesse.B.HappenAsync(SideEvent.LoseCti);
        await Eventually.HoldsAsync("B to be out", () => bench.Watch.State[SideId.B].Judgement == SideJudgement.OutOfService);
        await bench.Finesse.A.HappenAsync(SideEvent.LoseCti);
        await Eventually.HoldsAsync("both sides to be out", () => bench.Watch.State.AllOut);

        var refused = await bench.AskAsync("1001", new ChangeAgentState("NOT_READY", null));
        refused.ShouldBeOfType<FinesseOutcome.Unavailable>().Reason.ShouldContain("503");

        await bench.Finesse.A.HappenAsync(SideEvent.RestoreCti);
        await bench.Finesse.B.HappenAsync(SideEvent.RestoreCti);
        await Eventually.HoldsAsync("both sides to be well", () => bench.Watch.State.Sides.All(side => side.Judgement == SideJudgement.InService));
        (await bench.AskAsync("1001", new ChangeAgentState("NOT_READY", null))).ShouldBeOfType<FinesseOutcome.Accepted>();
        seen.ShouldBe([false, true, false]);
        bench.StatesOf("1001").Skip(1).ShouldNotContain("LOGOUT");
    }

    [Fact]
    public async Task On_a_UCCX_agents_follow_the_master_to_and_fro()
    {
        await using var bench = await SidesBench.StartAsync(options => options with { Deployment = SimulatedDeployment.Uccx });
        await Task.WhenAll(Agents.Select(agent => bench.HoldAsync(agent)));
        bench.Watch.State[SideId.B].Judgement.ShouldBe(SideJudgement.OutOfService);

        await bench.Finesse.A.HappenAsync(SideEvent.StopEngine);
        await bench.IsServedAtAsync(SideId.B, Agents);
        bench.Watch.State.Serving.ShouldBe(SideId.B);

        await bench.Finesse.A.HappenAsync(SideEvent.StartEngine);
        await bench.IsServedAtAsync(SideId.A, Agents);
        bench.Watch.State.Serving.ShouldBe(SideId.A);
        foreach (var agent in Agents)
            bench.StatesOf(agent).ShouldBe(["LOGOUT", "NOT_READY", "READY"]);
    }

    [Fact]
    public async Task Agent_who_comes_while_A_is_dying_is_opened_on_B()
    {
        await using var bench = await SidesBench.StartAsync();
        await bench.Finesse.A.HappenAsync(SideEvent.Kill);

        await bench.HoldAsync("1005", "NOT_READY");

        bench.Watch.State.Agents["1005"].Side.ShouldBe(SideId.B);
        bench.Of("1005").OfType<SubscriptionReport.Refused>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Agent_who_comes_while_A_has_no_XMPP_to_give_is_opened_on_B()
    {
        await using var bench = await SidesBench.StartAsync();
        await bench.Finesse.A.HappenAsync(SideEvent.BlockXmpp);

        await bench.HoldAsync("1005", "NOT_READY");

        bench.Watch.State.Agents["1005"].Side.ShouldBe(SideId.B);
    }

    [Fact]
    public async Task Both_sides_dead_are_said_to_be_and_agents_come_back_with_the_first()
    {
        await using var bench = await SidesBench.StartAsync(options => options with { PresenceGrace = null });
        await bench.HoldAsync("1001");
        await Task.WhenAll(bench.Finesse.A.HappenAsync(SideEvent.Kill), bench.Finesse.B.HappenAsync(SideEvent.Kill));
        await Eventually.HoldsAsync("both sides to be out", () => bench.Watch.State.AllOut);
        (await bench.AskAsync("1001", new ReadAgentState())).ShouldBeOfType<FinesseOutcome.Unavailable>();
        SideSupervision.VerdictOn(bench.Watch.State, "1001", TimeSpan.FromHours(1), bench.Watch.Options).ShouldBeOfType<AgentVerdict.Wait>();

        await bench.Finesse.B.HappenAsync(SideEvent.Start);

        await bench.IsServedAtAsync(SideId.B, "1001");
        bench.StatesOf("1001").ShouldBe(["LOGOUT", "NOT_READY", "READY"]);
    }
}
