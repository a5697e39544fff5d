using Connector.Contracts;
using Connector.Service.Requests;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Cluster;

/// <summary>Two connectors as an operator starts them: real processes, a real pair of brokers, a Finesse.</summary>
public sealed class TwoConnectorsTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    [Fact]
    public async Task They_see_each_other_and_an_agents_requests_go_to_the_one_that_owns_the_agent()
    {
        await using var first = cluster.Start("GC-1", 127);
        await using var second = cluster.Start("GC-2", 100);
        await first.WaitUntilReadyAsync();
        await second.WaitUntilReadyAsync();
        var seen = await first.StatusAsync("sees GC-2", status => status.ContactOf("GC-2") == "InContact");
        await second.StatusAsync("sees GC-1", status => status.ContactOf("GC-1") == "InContact");
        (seen.GetProperty("role").GetString(), seen.GetProperty("peerState").GetString(), seen.GetProperty("deploymentMode").GetString())
            .ShouldBe(("Primary", "Alive", "active-passive"));

        await using var client = await ClusterFixture.ClientAsync(cluster.Pair.First, "cluster-client");
        var (_, signedIn) = await client.AcceptedAsync(new SignIn { AgentId = "1001", Extension = "2001", Password = "pw1001" });
        signedIn.ConnectorId.ShouldBe("GC-1");

        // To the queue of the one that does not own the agent: it passes the request on, and the answer comes under the same id.
        var (id, state) = await client.AskAtAsync<GetAgentState, AgentStateReport>(RequestAddresses.Of("GC-2"), new GetAgentState { AgentId = "1001" });
        state.AgentId.ShouldBe("1001");
        state.RequestId.ShouldBe(id.ToString("D"));
        state.ConnectorId.ShouldBe("GC-1");

        (await first.StopAsync()).ShouldBeTrue();
        await second.StatusAsync("knows that GC-1 has stopped", status => status.ContactOf("GC-1") == "Down");
    }
}
