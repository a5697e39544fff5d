using Connector.Finesse.Sides;
using Connector.FinesseSimulator.Sides;
using Connector.Lab.Processes;
using Connector.Sagas.Ports;
using Connector.Tests.Simulator;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Sides;

/// <summary>Both sides are down for so long that Finesse signs the agents out, and they come back where they were: none of it is their
/// doing, and no client hears of it.</summary>
public sealed class SameSideReturnTests
{
    [Fact]
    public async Task Agent_whom_the_outage_signed_out_is_signed_in_again_on_the_same_side()
    {
        await using var bench = await StartAsync();
        await bench.HoldAsync("1001");
        await bench.HoldAsync("1003", "NOT_READY");
        await OutageAsync(bench, "1001", "1003");

        await bench.Finesse.A.HappenAsync(SideEvent.Start);

        await bench.IsServedAtAsync(SideId.A, "1001", "1003");
        bench.StatesOf("1001").ShouldBe(["LOGOUT", "NOT_READY", "READY"]);
        bench.StatesOf("1003").ShouldBe(["LOGOUT", "NOT_READY"]);
        StateOf(bench, "1001").ShouldBe("READY");
        StateOf(bench, "1003").ShouldBe("NOT_READY");
        // Where he was before any outage: his requests go there again.
        (await bench.AskAsync("1003", new ChangeAgentState("READY", null))).ShouldBeOfType<FinesseOutcome.Accepted>();
        await Eventually.HoldsAsync("the state READY", () => bench.StatesOf("1003")[^1] == "READY");
    }

    [Fact]
    public async Task Agent_who_signed_out_before_stays_so()
    {
        await using var bench = await StartAsync();
        await bench.HoldAsync("1001", "NOT_READY");
        (await bench.AskAsync("1001", new ChangeAgentState("LOGOUT", null))).ShouldBeOfType<FinesseOutcome.Accepted>();
        await Eventually.HoldsAsync("the sign-out", () => bench.StatesOf("1001")[^1] == "LOGOUT");
        await OutageAsync(bench, "1001");

        await bench.Finesse.A.HappenAsync(SideEvent.Start);

        await bench.IsServedAtAsync(SideId.A, "1001");
        StateOf(bench, "1001").ShouldBe("LOGOUT");
        SignIns(bench).ShouldBe(1);
    }

    [Fact]
    public async Task Agent_whom_a_supervisor_signed_out_meanwhile_stays_so()
    {
        await using var bench = await SidesBench.StartAsync();
        await bench.HoldAsync("1001", "NOT_READY");
        await Task.WhenAll(bench.Finesse.A.HappenAsync(SideEvent.BlockXmpp), bench.Finesse.B.HappenAsync(SideEvent.BlockXmpp));
        await Eventually.HoldsAsync("the move, which gets him nowhere yet", () => bench.Sides.RouteOf("1001") is { IsAway: true });
        using (var supervisor = new FinesseHttp(bench.Finesse.B.RestBase, "1010"))
            (await supervisor.PutUserAsync("1001", "<state>LOGOUT</state>")).Code.ShouldBe(202);
        await Eventually.HoldsAsync("the forced sign-out", () => StateOf(bench, "1001") == "LOGOUT");

        await Task.WhenAll(bench.Finesse.A.HappenAsync(SideEvent.UnblockXmpp), bench.Finesse.B.HappenAsync(SideEvent.UnblockXmpp));

        await bench.HearsAsync("1001", "the return", report => report is SubscriptionReport.Restored);
        StateOf(bench, "1001").ShouldBe("LOGOUT");
        bench.StatesOf("1001").ShouldBe(["LOGOUT", "NOT_READY", "LOGOUT"]);
        SignIns(bench).ShouldBe(1);
    }

    private static Task<SidesBench> StartAsync() => SidesBench.StartAsync(options => options with { PresenceGrace = TimeSpan.FromMilliseconds(300) });

    private static async Task OutageAsync(SidesBench bench, params string[] agents)
    {
        await Task.WhenAll(bench.Finesse.A.HappenAsync(SideEvent.Kill), bench.Finesse.B.HappenAsync(SideEvent.Kill));
        await Eventually.HoldsAsync("the forced sign-out", () => agents.All(agent => StateOf(bench, agent) == "LOGOUT"));
        await Eventually.HoldsAsync("both sides to be known as out", () => bench.Watch.State.AllOut);
    }

    private static string StateOf(SidesBench bench, string agentId) => bench.Finesse.Agents.Single(agent => agent.Id == agentId).State;

    private static int SignIns(SidesBench bench) => bench.Finesse.Sides.SelectMany(side => side.ReceivedRequests)
        .Count(request => request.Method == "PUT" && request.Body.Contains("LOGIN", StringComparison.Ordinal));
}
