using Connector.Finesse.Sides;
using Connector.FinesseSimulator.Sides;
using Connector.Lab.Processes;
using Connector.Sagas.Ports;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Sides;

/// <summary>The side that an agent has left signs him out when it misses his session: nobody asked for it, and no client hears of it.</summary>
public sealed class LateLogoutTests
{
    [Fact]
    public async Task Agent_is_signed_in_again_with_the_state_he_had()
    {
        await using var bench = await StartAsync();
        await bench.HoldAsync("1001");
        await bench.HoldAsync("1002", "NOT_READY");
        await bench.Finesse.A.HappenAsync(SideEvent.GoOutOfService);
        await bench.IsServedAtAsync(SideId.B, "1001", "1002");

        // The late sign-out and the return.
        await RestoredAsync(bench, "1001", 2);
        await RestoredAsync(bench, "1002", 2);

        bench.StatesOf("1001").ShouldBe(["LOGOUT", "NOT_READY", "READY"]);
        bench.StatesOf("1002").ShouldBe(["LOGOUT", "NOT_READY"]);
        bench.Finesse.Agents.Single(agent => agent.Id == "1001").State.ShouldBe("READY");
        bench.Finesse.Agents.Single(agent => agent.Id == "1002").State.ShouldBe("NOT_READY");
        // Once for the move, once for the sign-out.
        SignInsAtB(bench, "1001").ShouldBe(2);
    }

    [Fact]
    public async Task Sign_out_that_the_agent_asks_for_after_a_move_is_one()
    {
        await using var bench = await SidesBench.StartAsync();
        await bench.HoldAsync("1001", "NOT_READY");
        await bench.Finesse.A.HappenAsync(SideEvent.GoOutOfService);
        await bench.IsServedAtAsync(SideId.B, "1001");

        (await bench.AskAsync("1001", new ChangeAgentState("LOGOUT", null))).ShouldBeOfType<FinesseOutcome.Accepted>();

        await Eventually.HoldsAsync("the sign-out to be told", () => bench.StatesOf("1001")[^1] == "LOGOUT");
        SignInsAtB(bench, "1001").ShouldBe(1);
    }

    [Fact]
    public async Task Agent_whom_the_failover_signed_out_on_the_way_is_signed_in_before_anybody_hears()
    {
        // The whole centre forgets him while both sides are away: the grace is over before B is back.
        await using var bench = await SidesBench.StartAsync(options => options with { PresenceGrace = TimeSpan.FromMilliseconds(300) });
        await bench.HoldAsync("1001");
        await Task.WhenAll(bench.Finesse.A.HappenAsync(SideEvent.Kill), bench.Finesse.B.HappenAsync(SideEvent.Kill));
        await Eventually.HoldsAsync("the forced sign-out", () => bench.Finesse.Agents.Single(agent => agent.Id == "1001").State == "LOGOUT");

        await bench.Finesse.B.HappenAsync(SideEvent.Start);

        await bench.IsServedAtAsync(SideId.B, "1001");
        bench.StatesOf("1001").ShouldBe(["LOGOUT", "NOT_READY", "READY"]);
        bench.Finesse.Agents.Single(agent => agent.Id == "1001").State.ShouldBe("READY");
    }

    private static Task<SidesBench> StartAsync() => SidesBench.StartAsync(options => options with
    {
        ForcedLogoutPerSide = true,
        // Longer than a move takes, on a busy machine as well: late is what comes after it.
        PresenceGrace = TimeSpan.FromSeconds(5),
    });

    private static Task RestoredAsync(SidesBench bench, string agentId, int times) => Eventually.HoldsAsync(
        $"{times} returns of agent {agentId}", () => bench.Of(agentId).OfType<SubscriptionReport.Restored>().Count() == times);

    private static int SignInsAtB(SidesBench bench, string agentId) => bench.Finesse.B.ReceivedRequests.Count(request =>
        request.Method == "PUT" && request.Path.EndsWith($"User/{agentId}", StringComparison.Ordinal)
        && request.Body?.Contains("LOGIN", StringComparison.Ordinal) == true);
}
