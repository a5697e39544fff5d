using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;
using Shouldly;
using Xunit;

namespace Connector.Tests.Sagas.Ownership;

/// <summary>Configurations that contradict each other are said on both sides at first contact; nothing is served wrongly.</summary>
public sealed class MisconfigurationTests
{
    [Theory]
    [InlineData(DeploymentMode.ActiveActive, 100, "k", "DEPLOYMENT_MODE")]
    [InlineData(DeploymentMode.ActivePassive, 127, "k", "GRC_CONSUMER_PRIORITY")]
    [InlineData(DeploymentMode.ActivePassive, 100, "other", "SYNC_SHARED_KEY")]
    public void Two_that_contradict_each_other_both_say_so_and_neither_serves(DeploymentMode mode, int priority, string key, string named)
    {
        var cluster = new Cluster();
        cluster.Start("GC-1", DeploymentMode.ActivePassive, 127);
        cluster.Start("GC-2", mode, priority, key: key);
        cluster.Pass(20);

        foreach (var id in new[] { "GC-1", "GC-2" })
        {
            var sentence = cluster.All<Decision.Complain>(id).ShouldHaveSingleItem().Sentence.ShouldNotBeNull();
            sentence.ShouldContain(named);
            sentence.ShouldContain("GC-1");
            sentence.ShouldContain("GC-2");
            sentence.ShouldContain("restart");
            cluster[id].Core.MayAct.ShouldBeFalse();
        }
    }

    [Fact]
    public void Equal_priorities_are_right_in_active_active()
    {
        var cluster = new Cluster();
        cluster.Start("GC-1", DeploymentMode.ActiveActive, 127);
        cluster.Start("GC-2", DeploymentMode.ActiveActive, 127, "B2");
        cluster.Pass(6);

        cluster.All<Decision.Complain>("GC-1").ShouldBeEmpty();
        cluster["GC-2"].Core.MayAct.ShouldBeTrue();
    }

    [Fact]
    public void Whoever_is_in_service_stays_and_the_newcomer_stays_out_until_it_is_mended()
    {
        var cluster = Cluster.Healthy(DeploymentMode.ActivePassive);
        cluster.Ask("GC-1", "1001").ShouldBe("GC-1");
        cluster.Kill("GC-2");

        cluster.Start("GC-2", DeploymentMode.ActivePassive, 127);
        cluster.Pass(20);
        cluster["GC-1"].Core.MayAct.ShouldBeTrue();
        cluster["GC-2"].Core.MayAct.ShouldBeFalse();
        cluster.All<Decision.Complain>("GC-1").Last().Sentence.ShouldNotBeNull();

        cluster.Kill("GC-2");
        cluster.Start("GC-2", DeploymentMode.ActivePassive, 100);
        cluster.Pass(10);
        cluster["GC-2"].Core.MayAct.ShouldBeTrue();
        cluster.All<Decision.Complain>("GC-1").Last().Sentence.ShouldBeNull();
        cluster.OwnerOf("1001").ShouldBe("GC-1");
    }

    [Fact]
    public void Two_of_one_name_both_say_so_and_one_steps_back()
    {
        var cluster = new Cluster();
        cluster.Start("GC-1", DeploymentMode.ActivePassive, 127);
        var first = cluster["GC-1"];
        cluster.Pass(6);
        cluster.Start("GC-1", DeploymentMode.ActivePassive, 100);
        cluster.Pass(10);

        foreach (var node in new[] { first, cluster["GC-1"] })
            node.Decisions.OfType<Decision.Complain>().ShouldHaveSingleItem().Sentence.ShouldNotBeNull().ShouldContain("CONNECTOR_ID 'GC-1'");
        new[] { first, cluster["GC-1"] }.Count(node => node.Core.MayAct).ShouldBe(1);
        first.Core.MayAct.ShouldBeTrue("it was in service");
    }

    [Fact]
    public void A_second_of_the_same_id_never_acts_where_the_heartbeats_of_the_first_come_unevenly()
    {
        var before = Cluster.Healthy(DeploymentMode.ActivePassive);
        var beats = before.Sent<ConnectorHeartbeat>("GC-1").DistinctBy(beat => beat.Number)
            .Select(beat => beat with { Incarnation = "the first" }).ToArray();
        var cluster = new Cluster();
        cluster.Start("GC-1", DeploymentMode.ActivePassive, 127);
        cluster.Pass(0.75);

        // The fourth comes a quarter of a second before the lease is over, the next when the second has listened long enough to begin.
        foreach (var (beat, pause) in beats.Zip([1, 1, 0.75, 1, 1]))
        {
            cluster.Give("GC-1", new Fact.Heard(beat, "B1", Direct: true));
            cluster.Pass(pause);
            cluster["GC-1"].Core.MayAct.ShouldBeFalse();
        }

        cluster.All<Decision.EnterService>("GC-1").ShouldBeEmpty();
        cluster.All<Decision.Complain>("GC-1").ShouldHaveSingleItem().Sentence.ShouldNotBeNull().ShouldContain("CONNECTOR_ID 'GC-1'");
    }

    [Fact]
    public void Late_heartbeats_of_the_run_before_are_no_second_connector()
    {
        var cluster = Cluster.Healthy(DeploymentMode.ActivePassive);
        var late = cluster.Sent<ConnectorHeartbeat>("GC-1").ToArray();
        cluster.Kill("GC-1");
        cluster.Start("GC-1", DeploymentMode.ActivePassive, 127);

        foreach (var beat in late)
            cluster.Give("GC-1", new Fact.Heard(beat, "B1", Direct: true));
        cluster.Pass(10);

        cluster.All<Decision.Complain>("GC-1").ShouldBeEmpty();
        cluster["GC-1"].Core.MayAct.ShouldBeTrue();
    }
}
