using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;
using Shouldly;
using Xunit;

namespace Connector.Tests.Sagas.Ownership;

/// <summary>What the customer's table does not name: freezes, hosts that vanish, stops, restarts, Finesse away, requests in between.</summary>
public sealed class BeyondTheTableTests
{
    private static Cluster Serving(DeploymentMode mode = DeploymentMode.ActivePassive)
    {
        var cluster = Cluster.Healthy(mode);
        cluster.Ask("GC-1", "1001").ShouldBe("GC-1");
        cluster.Pass(1);
        cluster.Forget();
        return cluster;
    }

    [Fact]
    public void A_freeze_of_a_second_is_no_reason_for_anything()
    {
        var cluster = Serving();

        cluster.Freeze("GC-1");
        cluster.Pass(1.25);
        cluster.Thaw("GC-1");
        cluster.Pass(10);

        cluster.OwnerOf("1001").ShouldBe("GC-1");
        cluster.All<Decision.Acquire>("GC-2").ShouldBeEmpty();
        cluster.All<Decision.Fence>("GC-1").ShouldBeEmpty();
    }

    [Fact]
    public void A_frozen_connector_is_replaced_after_its_lease_and_fences_itself_before_it_acts_again()
    {
        var cluster = Serving();

        cluster.Freeze("GC-1");
        cluster.Pass(3);
        cluster.All<Decision.Acquire>("GC-2").ShouldBeEmpty("its lease is not over");
        cluster.Pass(2.25);
        cluster.All<Decision.Acquire>("GC-2").ShouldHaveSingleItem().Why.ShouldBe(AcquireReason.OwnerDown);

        cluster.Thaw("GC-1");
        cluster.Give("GC-1", new Fact.RequestArrived("1001", 99, Connects: true, Hops: 0));
        cluster["GC-1"].Decisions.ShouldNotContain(decision => decision is Decision.Serve);
        cluster["GC-1"].Decisions.First(decision => decision is not Decision.Send).ShouldBeOfType<Decision.Fence>();
        cluster.All<Decision.Release>("GC-1").ShouldHaveSingleItem().NewOwner.ShouldBe("GC-2");
    }

    [Fact]
    public void Without_any_broker_a_connector_stops_when_its_lease_is_over_and_learns_before_it_goes_on()
    {
        var cluster = Serving(DeploymentMode.ActiveActive);

        cluster.Give("GC-1", new Fact.BrokerLost("B1"));
        cluster.Give("GC-1", new Fact.BrokerLost("B2"));
        cluster["GC-1"].Connected.Clear();
        cluster["GC-1"].Core.MayActAt(cluster.Now + TimeSpan.FromSeconds(4)).ShouldBeFalse();
        cluster.Pass(4);
        cluster["GC-1"].Core.Phase.ShouldBe(ConnectorPhases.Fenced);
        cluster.Pass(4);
        cluster.All<Decision.Acquire>("GC-2").ShouldHaveSingleItem();

        cluster.HealSites();
        cluster.Pass(3);

        cluster.OwnerOf("1001").ShouldBe("GC-2");
        var released = cluster["GC-1"].Decisions.FindIndex(decision => decision is Decision.Release);
        released.ShouldBeInRange(0, cluster["GC-1"].Decisions.FindIndex(decision => decision is Decision.EnterService));
    }

    [Fact]
    public void A_clean_stop_hands_everything_over_before_it_is_complete()
    {
        var cluster = Serving(DeploymentMode.ActiveActive);

        cluster.Give("GC-1", new Fact.StopAsked());
        cluster.Pass(1);

        cluster["GC-2"].Core.ClaimOf("1001")!.Owner.ShouldBe("GC-2");
        cluster.All<Decision.Acquire>("GC-2").ShouldHaveSingleItem().Why.ShouldBe(AcquireReason.HandedOver);
        var decisions = cluster["GC-1"].Decisions;
        decisions.FindIndex(decision => decision is Decision.Release).ShouldBeInRange(0, decisions.FindIndex(decision => decision is Decision.StopComplete));
    }

    [Fact]
    public void A_stop_with_nobody_to_take_over_keeps_the_claims_for_the_restart()
    {
        var cluster = Serving();
        cluster.Kill("GC-2");
        cluster.WitnessesSeeGone("GC-2");

        cluster.Give("GC-1", new Fact.StopAsked());
        cluster.Pass(1);

        cluster.All<Decision.StopComplete>("GC-1").ShouldHaveSingleItem();
        cluster["GC-1"].Core.ClaimOf("1001")!.Owner.ShouldBe("GC-1");
    }

    [Fact]
    public void A_connector_without_Finesse_hands_its_agents_over_and_in_active_active_gets_none_back()
    {
        var cluster = Serving(DeploymentMode.ActiveActive);

        cluster.Give("GC-1", new Fact.FinesseLink(Up: false));
        cluster.Pass(4);
        cluster.OwnerOf("1001").ShouldBe("GC-2");

        cluster.Give("GC-1", new Fact.FinesseLink(Up: true));
        cluster.Pass(10);
        cluster.OwnerOf("1001").ShouldBe("GC-2");
    }

    [Fact]
    public void With_Finesse_lost_for_both_nobody_changes_owner()
    {
        var cluster = Serving();

        cluster.Give("GC-1", new Fact.FinesseLink(Up: false));
        cluster.Give("GC-2", new Fact.FinesseLink(Up: false));
        cluster.Pass(20);

        cluster.OwnerOf("1001").ShouldBe("GC-1");
    }

    [Fact]
    public void Both_restarted_at_once_take_up_what_each_remembers()
    {
        var cluster = Serving(DeploymentMode.ActiveActive);
        cluster.Ask("GC-2", "2001").ShouldBe("GC-2");
        var first = cluster.Kill("GC-1");
        var second = cluster.Kill("GC-2");

        cluster.Start("GC-1", DeploymentMode.ActiveActive, 127, memory: first);
        cluster.Start("GC-2", DeploymentMode.ActiveActive, 100, "B2", memory: second);
        cluster.Pass(5);

        cluster.OwnerOf("1001").ShouldBe("GC-1");
        cluster.OwnerOf("2001").ShouldBe("GC-2");
        cluster.All<Decision.Acquire>("GC-1").ShouldHaveSingleItem().Why.ShouldBe(AcquireReason.Restart);
    }

    [Fact]
    public void Simplex_takes_up_what_it_remembers_at_its_first_tick_and_tells_nobody()
    {
        var cluster = new Cluster();
        var claim = new AgentClaim { AgentId = "1001", Owner = "GC-1", Epoch = 5, Sequence = 9 };

        cluster.Start("GC-1", DeploymentMode.Simplex, 127, memory: [new RememberedAgent(claim, new AgentProgress { Sequence = 9 })]);
        cluster.Pass(0.25);

        cluster.All<Decision.Acquire>("GC-1").ShouldHaveSingleItem().Epoch.ShouldBeGreaterThan(5);
        cluster.All<Decision.Send>("GC-1").ShouldBeEmpty();
        cluster.Pass(60);
        cluster.Ask("GC-1", "1001").ShouldBe("GC-1");
    }

    [Fact]
    public void A_request_that_spills_to_the_standby_goes_to_the_owner_and_for_a_new_agent_to_the_primary()
    {
        var cluster = Serving();

        cluster.Ask("GC-2", "1001").ShouldBe("GC-1");
        cluster.Ask("GC-2", "1003").ShouldBe("GC-1");
        cluster.OwnerOf("1003").ShouldBe("GC-1");
    }

    [Fact]
    public void Requests_wait_in_order_while_it_is_not_settled_who_owns_and_are_bounded()
    {
        var cluster = Serving();
        cluster.Freeze("GC-1");
        cluster.Pass(3);

        for (var token = 1001; token <= 1101; token++)
            cluster.Give("GC-2", new Fact.RequestArrived("1001", token, Connects: true, Hops: 0));
        cluster.All<Decision.Serve>("GC-2").ShouldBeEmpty();
        cluster.All<Decision.Refuse>("GC-2").ShouldHaveSingleItem().Token.ShouldBe(1101);
        cluster.Pass(3);

        cluster.All<Decision.Serve>("GC-2").Select(served => served.Token).ShouldBe(Enumerable.Range(1001, 100).Select(token => (long)token));
    }

    [Fact]
    public void What_must_not_happen_twice_is_begun_when_the_peer_knows_or_is_out_of_contact()
    {
        var cluster = Serving();
        var epoch = cluster["GC-1"].Core.ClaimOf("1001")!.Epoch;
        var begun = new AgentProgress { Requests = [new RecordedRequest { RequestId = "m1" }] };

        cluster.Give("GC-1", new Fact.SessionProgressed("1001", epoch, begun, Receipt: 1));
        cluster.All<Decision.Known>("GC-1").ShouldHaveSingleItem().Receipt.ShouldBe(1);
        cluster["GC-2"].Core.ReplicaOf("1001")!.Find("m1").ShouldNotBeNull().Answer.ShouldBeNull();

        cluster.Freeze("GC-2");
        cluster.Give("GC-1", new Fact.SessionProgressed("1001", epoch, begun, Receipt: 2));
        cluster.All<Decision.Known>("GC-1").Count().ShouldBe(1, "a silent peer may have to know");
        cluster.Pass(6);
        cluster.All<Decision.Known>("GC-1").Count().ShouldBe(2);
    }

    [Fact]
    public void The_loser_of_two_claims_tells_how_far_it_got_and_the_winner_goes_on_above_both()
    {
        var cluster = Serving(DeploymentMode.ActiveActive);
        cluster.CutSites();
        cluster.Pass(6);
        cluster.Ask("GC-2", "1001").ShouldBe("GC-2");
        cluster.Publish("GC-1", "1001", sequence: 12, "TALKING");
        cluster.Publish("GC-2", "1001", sequence: 3, "READY");
        cluster.Forget();

        cluster.HealSites();
        cluster.Pass(3);

        cluster.OwnerOf("1001").ShouldBe("GC-2");
        cluster.All<Decision.Release>("GC-1").ShouldHaveSingleItem();
        var acquired = cluster.All<Decision.Acquire>("GC-2").ShouldHaveSingleItem();
        acquired.Why.ShouldBe(AcquireReason.Rejoined);
        acquired.Rival.ShouldNotBeNull("its clients are told what they do not know").Published.ShouldBe("TALKING");
        cluster["GC-2"].Core.ReplicaOf("1001")!.Sequence.ShouldBe(13, "a number above both is left out, which clients see");
        cluster["GC-1"].Core.ReplicaOf("1001")!.Sequence.ShouldBe(13);
    }

    [Fact]
    public void A_session_that_ended_is_nobodys_until_a_client_asks_again_in_a_higher_epoch()
    {
        var cluster = Serving();
        var epoch = cluster["GC-1"].Core.ClaimOf("1001")!.Epoch;

        cluster.Give("GC-1", new Fact.SessionEnded("1001", epoch));
        cluster.OwnerOf("1001").ShouldBeNull();
        cluster.Pass(5);
        cluster.OwnerOf("1001").ShouldBeNull();

        cluster.Ask("GC-1", "1001").ShouldBe("GC-1");
        cluster["GC-1"].Core.ClaimOf("1001")!.Epoch.ShouldBeGreaterThan(epoch);
    }
}
