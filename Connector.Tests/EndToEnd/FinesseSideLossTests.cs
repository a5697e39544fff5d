using System.Diagnostics;
using Connector.Contracts;
using Connector.Lab.Processes;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

/// <summary>A side of Finesse dies under agents with calls up, seen by a client app over a real broker.</summary>
public sealed class FinesseSideLossTests(ITestOutputHelper output)
{
    private const int FirstAgent = 1001;

    [Theory]
    [InlineData(500, 100)]
    public async Task Agents_and_calls_are_carried_over_and_nothing_false_or_repeated_is_told(int agents, int calls)
    {
        await using var system = await TwoSidedSystem.StartAsync(agents);
        var client = system.Client;
        var ids = Enumerable.Range(FirstAgent, agents).Select(id => id.ToString()).ToArray();
        var talking = ids[..calls];
        var watch = Stopwatch.StartNew();
        await EachAsync(ids, client.SignInAsync);
        var dialogs = await BusyAsync(system, talking);
        await EachAsync(ids[calls..(agents / 2)], async agent =>
        {
            await client.AcceptedAsync(new MakeReady { AgentId = agent });
            return await client.Events.WaitForStateAsync(agent, AgentStates.Ready);
        });
        var before = ids.ToDictionary(agent => agent, agent => (client.Events.LastSequence(agent), State: LastState(client, agent)), StringComparer.Ordinal);
        output.WriteLine($"{agents} agents signed in, {calls} calls up after {watch.Elapsed.TotalSeconds:0.0} s");

        watch.Restart();
        await system.Simulator.HappenAsync("A", "kill");
        var first = await client.AcceptedAsync(new HoldCall { AgentId = talking[0], DialogId = dialogs[talking[0]] });
        var answeredAt = TimeProvider.System.GetUtcNow();

        var (judgement, since, _) = await system.SideAsync(0);
        judgement.ShouldBe("OutOfService");
        output.WriteLine($"detected and answered on B {watch.Elapsed.TotalSeconds:0.00} s after the kill, {(answeredAt - since).TotalSeconds:0.00} s after the detection");
        (answeredAt - since).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        await Eventually.HoldsAsync("all agents to be on B", async () => (await system.SideAsync(1)).Agents == agents);
        await EachAsync(ids, async agent => await client.Events.WaitForSessionAsync(
            agent, SessionState.Connected, before[agent].Item1, TimeSpan.FromSeconds(60)));
        foreach (var (who, some) in new[] { ("with calls", talking), ("without", ids[calls..]) })
        {
            var took = some.Select(agent => (client.Events.Of(agent).OfType<AgentSessionChanged>().Last().Timestamp - since).TotalSeconds).Order().ToArray();
            output.WriteLine($"agents {who} back {took[0]:0.00} s to {took[^1]:0.00} s after the detection, half of them after {took[took.Length / 2]:0.00} s");
        }
        output.WriteLine($"all restored {watch.Elapsed.TotalSeconds:0.0} s after the kill");

        var held = await client.Events.WaitForAsync<DialogChanged>(
            talking[0], "held", changed => changed.Dialog.Participants.Any(party => party.State == ParticipantStates.Held), before[talking[0]].Item1);
        held.RequestId.ShouldBe(first.Answer.RequestId);
        await EachAsync(ids, async agent =>
        {
            var (_, report) = await client.AskAsync<GetAgentState, AgentStateReport>(new GetAgentState { AgentId = agent });
            report.State.State.ShouldBe(agent == talking[0] ? AgentStates.Hold : before[agent].State, $"agent {agent}");
            var events = await ToldOnceAsync(client, agent);
            if (agent != talking[0])
            {
                events.Where(received => received.Sequence > before[agent].Item1)
                    .Select(received => ((received as AgentSessionChanged)?.SessionState).ToString())
                    .ShouldBe(["Interrupted", "Connected"], $"agent {agent}: nothing else happened to him");
            }
            return true;
        });

        // Calls go on over B: the caller hangs up, and the agent hears of it.
        await EachAsync(talking[1..], async agent =>
        {
            await system.Simulator.ControlAsync(HttpMethod.Delete, $"sim/calls/{dialogs[agent]}");
            return await client.Events.WaitForAsync<DialogChanged>(
                agent, "removed", changed => changed.Change == DialogChange.Removed && changed.Dialog.DialogId == dialogs[agent], before[agent].Item1);
        });
        await EachAsync(ids, agent => ToldOnceAsync(client, agent));
        output.WriteLine($"done after {watch.Elapsed.TotalSeconds:0.0} s");
    }

    // The first two events are the session's beginning and the state before the sign-in.
    private static async Task<IReadOnlyList<AgentEvent>> ToldOnceAsync(ClientApp client, string agent)
    {
        var events = await client.Events.WithoutGapAsync(agent);
        events.Select(received => received.Sequence).ShouldBe(Enumerable.Range(1, events.Count).Select(number => (long)number), $"agent {agent}: each number once");
        events.Select(received => received.EventId).Distinct().Count().ShouldBe(events.Count, $"agent {agent}: no event twice");
        events.OfType<AgentStateChanged>().ShouldNotContain(changed => changed.State == AgentStates.Logout && changed.Sequence > 2, $"agent {agent}");
        events.OfType<AgentSessionChanged>().ShouldNotContain(changed => changed.SessionState == SessionState.SignedOut, $"agent {agent}");
        return events;
    }

    private static async Task<IReadOnlyDictionary<string, string>> BusyAsync(TwoSidedSystem system, string[] talking)
    {
        var dialogs = await EachAsync(talking, async agent =>
        {
            var dialogId = await system.Simulator.CallInAsync($"555{agent}", ClientSteps.ExtensionOf(agent));
            await system.Client.AcceptedAsync(new AnswerCall { AgentId = agent, DialogId = dialogId });
            await system.Client.Events.WaitForStateAsync(agent, AgentStates.Talking);
            return (agent, dialogId);
        });
        return dialogs.ToDictionary(pair => pair.agent, pair => pair.dialogId, StringComparer.Ordinal);
    }

    private static string LastState(ClientApp client, string agent) => client.Events.Of(agent).OfType<AgentStateChanged>().Last().State;

    private static async Task<T[]> EachAsync<T>(string[] agents, Func<string, Task<T>> act)
    {
        using var gate = new SemaphoreSlim(50);
        return await Task.WhenAll(agents.Select(async agent =>
        {
            await gate.WaitAsync();
            try
            {
                return await act(agent);
            }
            finally
            {
                gate.Release();
            }
        }));
    }
}
