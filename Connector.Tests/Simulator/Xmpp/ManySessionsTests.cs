using Connector.FinesseSimulator;
using Shouldly;
using Xunit;

namespace Connector.Tests.Simulator.Xmpp;

public sealed class ManySessionsTests
{
    private const int Agents = 200;

    [Fact]
    public async Task Two_hundred_agents_sign_in_at_once_and_each_hears_of_himself_only()
    {
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions { AgentCount = Agents }, default);
        await Task.WhenAll(finesse.Agents.Select(agent => WorkAsync(finesse, agent)));
        finesse.Agents.ShouldAllBe(agent => agent.State == "READY");
        finesse.Requests.Count.ShouldBe(2 * Agents);
    }

    private static async Task WorkAsync(SimulatedFinesse finesse, SimulatedAgent agent)
    {
        await using var xmpp = await RawXmppClient.SignInAsync(finesse.XmppPort, agent.Id, "gc");
        using var http = new FinesseHttp(finesse.RestBase, agent.Id);
        await http.SignInAsync(agent.Id, agent.DefaultExtension);
        (await xmpp.NextUpdateAsync()).Source.ShouldBe($"/finesse/api/User/{agent.Id}");
        await http.PutUserAsync(agent.Id, "<state>READY</state>");
        (await xmpp.NextGistsAsync(1)).ShouldBe(["user PUT READY"]);
        (await xmpp.DrainAsync()).ShouldBeEmpty();
    }
}
