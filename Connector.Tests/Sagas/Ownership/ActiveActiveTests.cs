using Connector.Sagas.Ownership;
using Shouldly;
using Xunit;

namespace Connector.Tests.Sagas.Ownership;

/// <summary>The rows AA-1 to AA-7, told to the core. Agent 1001's client is at site 1, agent 2001's at site 2.</summary>
public sealed class ActiveActiveTests
{
    private readonly Cluster _cluster = Cluster.Healthy(DeploymentMode.ActiveActive);

    public ActiveActiveTests()
    {
        _cluster.Ask("GC-1", "1001").ShouldBe("GC-1");
        _cluster.Ask("GC-2", "2001").ShouldBe("GC-2");
        _cluster.Pass(1);
        _cluster.Forget();
    }

    [Fact]
    public void AA_1_A_lost_broker_changes_no_owner_and_requests_find_theirs()
    {
        _cluster.BrokerDown("B1", home: "B2");
        _cluster.Pass(20);

        _cluster.Ask("GC-2", "1001").ShouldBe("GC-1", "both are at broker 2 now, and what reaches the other is passed on");
        _cluster.OwnerOf("1001").ShouldBe("GC-1");
        _cluster.OwnerOf("2001").ShouldBe("GC-2");
    }

    [Fact]
    public void AA_2_With_broker_and_connector_of_a_site_lost_the_other_takes_its_agents()
    {
        _cluster.Kill("GC-1");
        _cluster.BrokerDown("B1", home: "B2");
        _cluster.WitnessesSeeGone("GC-1", advisory: false);
        _cluster.Pass(3);

        _cluster.All<Decision.Acquire>("GC-2").ShouldHaveSingleItem().AgentId.ShouldBe("1001");
        _cluster.Ask("GC-2", "1001").ShouldBe("GC-2");
    }

    [Fact]
    public void AA_3_The_restored_connector_takes_nothing_back()
    {
        var memory = _cluster.Kill("GC-1");
        _cluster.WitnessesSeeGone("GC-1");

        _cluster.Start("GC-1", DeploymentMode.ActiveActive, 127, memory: memory);
        _cluster.Pass(30);

        _cluster.OwnerOf("1001").ShouldBe("GC-2");
        _cluster.All<Decision.Acquire>("GC-1").ShouldBeEmpty();
        _cluster.All<Decision.Quiesce>("GC-2").ShouldBeEmpty();
        _cluster.Ask("GC-1", "1001").ShouldBe("GC-2");
    }

    [Fact]
    public void AA_4_A_cut_line_leaves_each_with_its_own()
    {
        _cluster.CutSites();
        _cluster.Pass(60);

        _cluster.Ask("GC-1", "1001").ShouldBe("GC-1");
        _cluster.Ask("GC-2", "2001").ShouldBe("GC-2");
        _cluster.All<Decision.Acquire>("GC-1").Concat(_cluster.All<Decision.Acquire>("GC-2")).ShouldBeEmpty();
    }

    [Fact]
    public void AA_5_The_survivor_follows_to_whichever_broker_is_there()
    {
        _cluster.Kill("GC-1");
        _cluster.WitnessesSeeGone("GC-1");
        _cluster.BrokerDown("B2", home: "B1");
        _cluster.Pass(5);

        _cluster.Ask("GC-2", "1001").ShouldBe("GC-2");
        _cluster["GC-2"].Core.MayAct.ShouldBeTrue();
    }

    [Fact]
    public void AA_6_With_one_connector_lost_the_other_has_its_agents_at_once()
    {
        _cluster.Kill("GC-1");
        _cluster.WitnessesSeeGone("GC-1");

        _cluster.Ask("GC-2", "1001").ShouldBe("GC-2");
        _cluster.Ask("GC-2", "2001").ShouldBe("GC-2");
    }

    [Fact]
    public void AA_7_The_same_the_other_way_round()
    {
        _cluster.Kill("GC-2");
        _cluster.WitnessesSeeGone("GC-2");

        _cluster.Ask("GC-1", "2001").ShouldBe("GC-1");
        _cluster.Ask("GC-1", "1001").ShouldBe("GC-1");
    }
}
