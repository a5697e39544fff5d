using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;
using Shouldly;
using Xunit;

namespace Connector.Tests.Sagas.Ownership;

/// <summary>
/// What connectors ask each other for, and how often, where what they say is long under way: an answer is some hundred kilobytes, and asked for again while it
/// comes it makes the machine slower that is slow already.
/// </summary>
public sealed class WhatIsAskedTests
{
    private const int Agents = 200;

    [Fact]
    public void An_answer_that_comes_late_is_taken_and_not_asked_for_again_and_again()
    {
        var cluster = WithAgents(DeploymentMode.ActiveActive, "GC-1");
        cluster.CutSites();
        cluster.Pass(6);
        for (var sequence = 2; sequence <= 6; sequence++)
            Say(cluster, "GC-1", sequence);
        cluster.Forget();
        cluster.Latency = TimeSpan.FromSeconds(1.5);
        cluster.HealSites();
        for (var quarter = 0; quarter < 20; quarter++)
        {
            cluster.Publish("GC-1", "7", 7 + quarter, "TALKING");
            cluster.Pass(0.25);
        }

        cluster["GC-2"].Core.ReplicaOf("199")!.Sequence.ShouldBe(6, "the answer that came first was taken, though the question had been said again");
        cluster.Sent<SyncRequest>("GC-2").Count().ShouldBeLessThanOrEqualTo(3);
        cluster.Pass(4);
        cluster["GC-2"].Core.ReplicaOf("7")!.Sequence.ShouldBe(26);
        cluster.Sent<SyncRequest>("GC-2").ShouldAllBe(request => request.FromChange > 0);
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void Agents_that_are_on_their_way_to_another_are_not_missing_there(double latencySeconds)
    {
        var cluster = WithAgents(DeploymentMode.ActivePassive, "GC-1");
        var kept = cluster.Kill("GC-1");
        cluster.WitnessesSeeGone("GC-1");
        cluster.Pass(5);
        cluster.OwnerOf("7").ShouldBe("GC-2");
        cluster.Start("GC-1", DeploymentMode.ActivePassive, 127, memory: kept);
        cluster.Pass(1);
        cluster.Latency = TimeSpan.FromSeconds(latencySeconds);
        cluster.Pass(1);
        cluster.Forget();
        cluster.Pass(15);

        cluster.OwnerOf("7").ShouldBe("GC-1");
        cluster.Sent<HandoverOffer>("GC-2").Count().ShouldBeGreaterThanOrEqualTo(Agents);
        cluster.Sent<SyncRequest>("GC-2").ShouldBeEmpty();
        cluster.Sent<SyncRequest>("GC-1").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void After_a_cut_in_which_agents_went_over_nobody_asks_for_everything(double latencySeconds)
    {
        var cluster = WithAgents(DeploymentMode.ActivePassive, "GC-1");
        cluster.CutSites();
        cluster.Pass(6);
        for (var agent = 0; agent < Agents; agent += 2)
            _ = cluster.Ask("GC-2", $"{agent}");
        cluster.Publish("GC-1", "2", 2, "TALKING");
        cluster.Publish("GC-2", "4", 3, "TALKING");
        cluster.Forget();
        cluster.Latency = TimeSpan.FromSeconds(latencySeconds);
        cluster.HealSites();
        cluster.Pass(15);

        for (var agent = 0; agent < Agents; agent++)
            cluster.OwnerOf($"{agent}").ShouldBe("GC-1");
        cluster.Sent<SyncRequest>("GC-1").ShouldAllBe(request => request.FromChange > 0);
        cluster.Sent<SyncRequest>("GC-2").ShouldAllBe(request => request.FromChange > 0);
        cluster.Sent<SyncSnapshot>("GC-1").ShouldAllBe(part => part.Agents.Count == 0);
    }

    [Fact]
    public void A_peer_that_claims_something_else_with_nothing_under_way_is_asked_for_everything()
    {
        var cluster = WithAgents(DeploymentMode.ActiveActive, "GC-1");
        var beat = cluster.Sent<ConnectorHeartbeat>("GC-1").Last();
        cluster.Forget();

        cluster.Give("GC-2", new Fact.Heard(beat with { Number = beat.Number + 1, Digest = beat.Digest + 1 }, "B1", Direct: true));

        cluster.Sent<SyncRequest>("GC-2").Single().FromChange.ShouldBe(0);
    }

    private static Cluster WithAgents(DeploymentMode mode, string owner)
    {
        var cluster = Cluster.Healthy(mode);
        for (var agent = 0; agent < Agents; agent++)
            _ = cluster.Ask(owner, $"{agent}");
        Say(cluster, owner, sequence: 1);
        cluster.Pass(2);
        return cluster;
    }

    private static void Say(Cluster cluster, string owner, long sequence)
    {
        for (var agent = 0; agent < Agents; agent++)
            cluster.Publish(owner, $"{agent}", sequence, "READY");
    }
}
