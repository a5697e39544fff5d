using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;
using Shouldly;
using Xunit;

namespace Connector.Tests.Sagas.Ownership;

/// <summary>The rows AP-1 to AP-8, told to the core.</summary>
public sealed class ActivePassiveTests
{
    private readonly Cluster _cluster = Cluster.Healthy(DeploymentMode.ActivePassive);

    public ActivePassiveTests()
    {
        _cluster.Ask("GC-1", "1001").ShouldBe("GC-1");
        _cluster.Ask("GC-1", "1002").ShouldBe("GC-1");
        _cluster.Pass(1);
        _cluster.Forget();
    }

    [Fact]
    public void AP_1_A_lost_broker_changes_no_owner()
    {
        _cluster.BrokerDown("B1", home: "B2");
        _cluster.Pass(20);

        _cluster.OwnerOf("1001").ShouldBe("GC-1");
        _cluster.Ask("GC-1", "1001").ShouldBe("GC-1");
        _cluster.All<Decision.Acquire>("GC-2").ShouldBeEmpty();
        _cluster.All<Decision.Release>("GC-1").ShouldBeEmpty();
    }

    [Fact]
    public void AP_2_With_the_other_broker_and_the_primary_lost_the_standby_serves_at_once()
    {
        _cluster.BrokerDown("B2", home: "B1");
        _cluster.Kill("GC-1");
        _cluster.WitnessesSeeGone("GC-1");

        _cluster.All<Decision.Acquire>("GC-2").Select(acquired => acquired.AgentId).ShouldBe(["1001", "1002"], ignoreOrder: true);
        _cluster.Ask("GC-2", "1001").ShouldBe("GC-2");
    }

    [Fact]
    public void One_that_is_down_stays_down_when_its_witnesses_lose_sight_of_it_until_it_is_heard_again()
    {
        _cluster.Kill("GC-1");
        _cluster.WitnessesSeeGone("GC-1");
        _cluster.All<Decision.Acquire>("GC-2").Count().ShouldBe(2);

        // Its agents are not its any more: nobody is left whose session would tell of it. It was heard a moment ago, before it ended.
        _cluster.Give("GC-2", new Fact.PeerPresence("GC-1", Witness.Unknown));
        _cluster.Give("GC-2", new Fact.PeerConsumers("GC-1", Witness.Unknown));
        _cluster.Pass(8);

        _cluster.All<Decision.Acquire>("GC-2").Count().ShouldBe(2);
        _cluster.All<Decision.AdoptQueue>("GC-2").Count().ShouldBe(1);
        _cluster.All<Decision.LeaveQueue>("GC-2").ShouldBeEmpty();
    }

    [Fact]
    public void AP_3_With_broker_and_primary_lost_one_witness_and_a_short_silence_suffice()
    {
        _cluster.Kill("GC-1");
        _cluster.BrokerDown("B1", home: "B2");
        // The broker that could tell of its consumers is dead.
        _cluster.WitnessesSeeGone("GC-1", advisory: false);
        _cluster.All<Decision.Acquire>("GC-2").ShouldBeEmpty();

        _cluster.Pass(3);

        _cluster.All<Decision.Acquire>("GC-2").Count().ShouldBe(2);
        _cluster.Ask("GC-2", "1002").ShouldBe("GC-2");
    }

    [Fact]
    public void AP_4_The_restored_primary_gets_each_agent_by_a_hand_over_at_an_agreed_number()
    {
        _cluster.Kill("GC-1");
        _cluster.WitnessesSeeGone("GC-1");
        _cluster.Publish("GC-2", "1001", sequence: 7, "READY");
        var epoch = _cluster["GC-2"].Core.ClaimOf("1001")!.Epoch;

        _cluster.Start("GC-1", DeploymentMode.ActivePassive, 127);
        _cluster.Pass(5);

        _cluster.OwnerOf("1001").ShouldBe("GC-1");
        _cluster.OwnerOf("1002").ShouldBe("GC-1");
        var taken = _cluster["GC-1"].Decisions.FindIndex(decision => decision is Decision.Acquire { AgentId: "1001" });
        var prepared = _cluster["GC-1"].Decisions.FindIndex(decision => decision is Decision.Prepare { AgentId: "1001" });
        prepared.ShouldBeInRange(0, taken, "it subscribes before the old owner stops");
        _cluster["GC-1"].Decisions[taken].ShouldBeOfType<Decision.Acquire>().Why.ShouldBe(AcquireReason.HandedOver);
        _cluster.All<Decision.Quiesce>("GC-2").Count().ShouldBe(2);
        var replica = _cluster["GC-1"].Core.ReplicaOf("1001")!;
        (replica.Sequence, replica.Published).ShouldBe((7, "READY"));
        _cluster["GC-1"].Core.ClaimOf("1001")!.Epoch.ShouldBeGreaterThan(epoch);
    }

    [Fact]
    public void AP_4_A_restored_primary_that_rehearses_gets_its_agents_when_it_has_done_so_and_takes_over_at_once_where_it_must()
    {
        _cluster.Kill("GC-1");
        _cluster.WitnessesSeeGone("GC-1");
        _cluster.Start("GC-1", DeploymentMode.ActivePassive, 127);
        _cluster.Give("GC-1", new Fact.Rehearsing(true));
        _cluster.Pass(10);
        _cluster.OwnerOf("1001").ShouldBe("GC-2");

        _cluster.Give("GC-1", new Fact.Rehearsing(false));
        _cluster.Pass(2);
        _cluster.OwnerOf("1001").ShouldBe("GC-1");

        _cluster.Give("GC-2", new Fact.Rehearsing(true));
        _cluster.Kill("GC-1");
        _cluster.WitnessesSeeGone("GC-1");
        _cluster.OwnerOf("1001").ShouldBe("GC-2");
    }

    [Fact]
    public void AP_5_A_cut_line_changes_no_owner_but_where_a_client_asks_and_heals_to_one_owner()
    {
        _cluster.CutSites();
        _cluster.Pass(60);
        _cluster.All<Decision.Acquire>("GC-2").ShouldBeEmpty();
        _cluster.OwnerOf("1001").ShouldBe("GC-1");

        _cluster.Ask("GC-2", "1002").ShouldBe("GC-2");
        _cluster.Ask("GC-1", "1001").ShouldBe("GC-1");
        _cluster.Ask("GC-1", "1002").ShouldBe("GC-1");

        _cluster.HealSites();
        _cluster.Pass(5);
        _cluster.OwnerOf("1001").ShouldBe("GC-1");
        _cluster.OwnerOf("1002").ShouldBe("GC-1", "one owner, and in active-passive the preferred one");
        _cluster.Ask("GC-2", "1002").ShouldBe("GC-1");
    }

    [Fact]
    public void After_a_cut_nobody_is_handed_over_as_long_as_claims_are_given_up()
    {
        _cluster.CutSites();
        _cluster.Pass(6);
        _cluster.Ask("GC-2", "1002").ShouldBe("GC-2");
        _cluster.Publish("GC-1", "1002", sequence: 12, "TALKING");
        _cluster.HealSites();
        for (var quarter = 0; quarter < 12 && _cluster.All<Decision.Acquire>("GC-2").All(acquired => acquired.Why != AcquireReason.Rejoined); quarter++)
            _cluster.Pass(0.25);
        var given = _cluster.Sent<AgentOwnershipChanged>("GC-1").Last(change => change.YieldedEpoch is not null);

        // Another is given up while the first would have been quiet for long enough.
        _cluster.Pass(1.5);
        _cluster.Give("GC-2", new Fact.Heard(given with { ChangeNumber = given.ChangeNumber + 1 }, "B1", Direct: true));
        _cluster.Pass(1.5);
        Offers().ShouldBeEmpty();
        _cluster.Pass(1);

        Offers().ShouldHaveSingleItem().AgentId.ShouldBe("1002");

        IEnumerable<HandoverOffer> Offers() => _cluster.Sent<HandoverOffer>("GC-2").DistinctBy(offer => offer.AgentId);
    }

    [Fact]
    public void AP_6_A_restored_broker_without_the_primary_changes_nothing()
    {
        _cluster.Kill("GC-1");
        _cluster.BrokerDown("B1", home: "B2");
        _cluster.WitnessesSeeGone("GC-1", advisory: false);
        _cluster.Pass(5);
        _cluster.Forget();

        _cluster.BrokerUp("B1");
        _cluster.Pass(10);

        _cluster.All<Decision.Acquire>("GC-2").ShouldBeEmpty();
        _cluster.Ask("GC-2", "1001").ShouldBe("GC-2");
    }

    [Fact]
    public void AP_7_With_the_primary_lost_the_standby_serves_and_empties_the_primarys_own_queue()
    {
        _cluster.Kill("GC-1");
        _cluster.WitnessesSeeGone("GC-1");

        _cluster.All<Decision.AdoptQueue>("GC-2").ShouldHaveSingleItem().PeerId.ShouldBe("GC-1");
        _cluster.Ask("GC-2", "1001").ShouldBe("GC-2");
    }

    [Fact]
    public void AP_8_A_lost_standby_changes_nothing()
    {
        _cluster.Kill("GC-2");
        _cluster.WitnessesSeeGone("GC-2");
        _cluster.Pass(20);

        _cluster["GC-1"].Decisions.ShouldAllBe(decision => decision is Decision.Send || decision is Decision.AdoptQueue);
        _cluster.Ask("GC-1", "1001").ShouldBe("GC-1");
    }
}
