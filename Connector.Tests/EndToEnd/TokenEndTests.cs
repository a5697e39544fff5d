using System.Text.Json;
using Connector.Contracts;
using Connector.Lab.Processes;
using Connector.Lab.Simulators;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;

namespace Connector.Tests.EndToEnd;

/// <summary>A Finesse where everybody signs in with a token: one whose notification service ends sessions with their tokens (UCCX), and
/// one whose side dies (UCCE).</summary>
public sealed class TokenEndTests
{
    [Fact]
    public async Task A_live_session_that_ends_with_its_token_fails_unless_a_fresh_one_was_brought()
    {
        const string lazy = "1001", diligent = "1002";
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SIM_AUTH_MODE"] = "Sso",
            ["SIM_TOKEN_ENDS_XMPP"] = "true",
            ["SIM_DEPLOYMENT"] = "Uccx",
        };
        await using var live = await LiveSystem.StartAsync(agents: 4, settings);
        var (client, simulator) = (live.Client, live.Simulator);
        await simulator.ControlAsync(HttpMethod.Post, "sim/recording");
        var lazyFrom = await client.SignInWithTokenAsync(lazy, await simulator.TokenAsync(lazy));
        var diligentFrom = await client.SignInWithTokenAsync(diligent, await simulator.TokenAsync(diligent));
        var firstToken = (await TokensAsync(simulator, diligent)).Single();
        await client.ConnectAsync(diligent, await simulator.TokenAsync(diligent));

        await simulator.EndTokensAsync(lazy);
        await simulator.ControlAsync(HttpMethod.Delete, $"sim/tokens/{firstToken}");

        var failed = await client.Events.WaitForSessionAsync(lazy, SessionState.Failed, lazyFrom);
        failed.Reason.ShouldNotBeNull();
        failed.Reason.ShouldContain("send ConnectAgent with a fresh AccessToken");
        await client.Events.WaitForSessionAsync(diligent, SessionState.Connected, diligentFrom);
        client.SessionsOf(diligent).ShouldBe([SessionState.Connected, SessionState.Interrupted, SessionState.Connected]);
        client.SessionsOf(lazy).ShouldBe([SessionState.Connected, SessionState.Failed]);
        await client.AcceptedAsync(new MakeReady { AgentId = diligent });
        await client.Events.WaitForStateAsync(diligent, AgentStates.Ready, diligentFrom);
        (await simulator.UnauthorizedAsync(lazy)).ShouldBe(0);
        await simulator.ControlAsync(HttpMethod.Delete, "sim/recording");
        (await SaslAttemptsAsync(simulator)).ShouldBe(3, "one of the lazy agent, two of the diligent: no token was tried twice");

        await client.ConnectAsync(lazy, await simulator.TokenAsync(lazy));
        await client.AcceptedAsync(new MakeReady { AgentId = lazy });
        await client.Events.WaitForStateAsync(lazy, AgentStates.Ready, lazyFrom);
    }

    [Fact]
    public async Task Whoever_has_a_good_token_goes_to_the_other_side_and_the_others_are_told_to_bring_one()
    {
        const string late = "1001", renewed = "1002", first = "1003";
        await using var system = await TwoSidedSystem.StartAsync(agents: 4, ("SIM_AUTH_MODE", "Sso"));
        var (client, simulator) = (system.Client, system.Simulator);
        var last = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var agent in new[] { late, renewed, first })
        {
            last[agent] = await client.SignInWithTokenAsync(agent, await simulator.TokenAsync(agent));
            await client.AcceptedAsync(new MakeReady { AgentId = agent });
            last[agent] = (await client.Events.WaitForStateAsync(agent, AgentStates.Ready, last[agent])).Sequence;
        }

        await simulator.EndTokensAsync(late);
        await simulator.EndTokensAsync(renewed);
        await client.ConnectAsync(renewed, await simulator.TokenAsync(renewed));
        await simulator.HappenAsync("A", "kill");

        foreach (var agent in new[] { renewed, first })
        {
            await client.Events.WaitForSessionAsync(agent, SessionState.Connected, last[agent], TimeSpan.FromSeconds(60));
            client.SessionsOf(agent).ShouldBe([SessionState.Connected, SessionState.Interrupted, SessionState.Connected], agent);
            await client.AcceptedAsync(new MakeNotReady { AgentId = agent });
            await client.Events.WaitForStateAsync(agent, AgentStates.NotReady, last[agent]);
        }

        var failed = await client.Events.WaitForSessionAsync(late, SessionState.Failed, last[late], TimeSpan.FromSeconds(60));
        failed.Reason.ShouldNotBeNull();
        failed.Reason.ShouldContain("send ConnectAgent with a fresh AccessToken");
        var connected = await client.ConnectAsync(late, await simulator.TokenAsync(late));
        connected.State.State.ShouldBe(AgentStates.Ready);
        await Eventually.HoldsAsync("all agents to be on B", async () => (await system.SideAsync(1)).Agents == 3);
    }

    private static async Task<string[]> TokensAsync(SimulatorProcess simulator, string agentId)
    {
        using var json = JsonDocument.Parse(await simulator.ControlAsync(HttpMethod.Get, "sim/tokens"));
        return
        [
            .. json.RootElement.EnumerateArray().Where(token => token.GetProperty("agent").GetString() == agentId)
                .Select(token => token.GetProperty("id").GetString()!),
        ];
    }

    private static async Task<int> SaslAttemptsAsync(SimulatorProcess simulator) =>
        (await simulator.ControlAsync(HttpMethod.Get, "sim/recording")).Split('\n')
            .Count(line => line.Contains("xmppIn", StringComparison.Ordinal) && line.Contains("<auth ", StringComparison.Ordinal));
}
