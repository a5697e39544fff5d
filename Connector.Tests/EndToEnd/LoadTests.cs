using System.Diagnostics;
using Connector.Contracts;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

[Collection(SharedSystemCollection.Name)]
public sealed class LoadTests(SharedSystem shared, ITestOutputHelper output) : LiveTest(shared, output)
{
    private static readonly string[] Agents = [.. Enumerable.Range(1301, 200).Select(id => id.ToString())];

    [Fact]
    public async Task Two_hundred_agents_sign_in_together_and_none_is_refused_or_misses_an_event()
    {
        var since = Stopwatch.StartNew();
        var answers = await Task.WhenAll(Agents.Select(agent => Client.AcceptedAsync(ClientSteps.SignInRequest(agent))));
        var states = await Task.WhenAll(Agents.Select(
            agent => Client.Events.WaitForStateAsync(agent, AgentStates.NotReady, limit: TimeSpan.FromSeconds(30))));
        var elapsed = since.Elapsed;

        elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        foreach (var (agent, answer, state) in Agents.Zip(answers, states))
        {
            state.RequestId.ShouldBe(answer.Answer.RequestId);
            var events = await Client.Events.WithoutGapAsync(agent);
            MainFlow.ShouldBeWellFormed(events, agent);
            events.Select(received => received.GetType()).ShouldBe([typeof(AgentSessionChanged), typeof(AgentStateChanged)]);
        }

        await Task.WhenAll(Agents.Select(SignOutAsync));
    }

    private async Task SignOutAsync(string agent)
    {
        await Client.AcceptedAsync(new SignOut { AgentId = agent });
        await Client.Events.WaitForSessionAsync(agent, SessionState.SignedOut, limit: TimeSpan.FromSeconds(30));
        MainFlow.ShouldBeWellFormed(await Client.Events.WithoutGapAsync(agent), agent);
    }
}
