using Connector.Sagas.Ownership;
using Shouldly;
using Xunit;

namespace Connector.Tests.Sagas.Ownership;

/// <summary>
/// When an owner knows of each request that somebody else may have begun for an agent, so that a request that came before and is not known was begun by nobody.
/// Said of each request that is served.
/// </summary>
public sealed class WhatWasBegunTests
{
    private readonly Cluster _cluster = Cluster.Healthy(DeploymentMode.ActivePassive);

    [Fact]
    public void Two_that_have_just_met_do_not_know_and_after_the_lifetime_of_a_request_they_do()
    {
        _cluster.Ask("GC-1", "1001");
        LastServed().IsMemoryComplete.ShouldBeFalse();

        // Nothing is asked meanwhile, and no event comes.
        _cluster.Pass(62);
        _cluster.Ask("GC-1", "1001");

        LastServed().IsMemoryComplete.ShouldBeTrue();
    }

    [Fact]
    public void Of_an_agent_who_comes_when_they_have_been_together_for_so_long_they_know_at_once()
    {
        _cluster.Pass(62);

        _cluster.Ask("GC-1", "1001");

        LastServed().IsMemoryComplete.ShouldBeTrue();
    }

    [Fact]
    public void Both_without_brokers_and_back_know_what_they_knew()
    {
        KnownAndWithoutBrokers();
        _cluster.HealSites();
        _cluster.Pass(5);

        _cluster.Ask("GC-1", "1001").ShouldBe("GC-1");
        LastServed().IsMemoryComplete.ShouldBeTrue();
    }

    [Fact]
    public void One_that_comes_back_and_hears_nobody_does_not()
    {
        KnownAndWithoutBrokers();
        _cluster["GC-1"].Connected.UnionWith(["B1"]);
        _cluster.Pass(20);

        _cluster.Ask("GC-1", "1001").ShouldBe("GC-1");
        LastServed().IsMemoryComplete.ShouldBeFalse();
    }

    [Fact]
    public void Nor_does_one_that_is_cut_off_from_the_other_as_long_as_it_is()
    {
        _cluster.Pass(62);
        _cluster.Ask("GC-1", "1001");
        _cluster.CutSites();
        _cluster.Pass(6);

        _cluster.Ask("GC-1", "1001").ShouldBe("GC-1");
        LastServed().IsMemoryComplete.ShouldBeFalse("the other may have followed the client");
        _cluster.HealSites();
        _cluster.Pass(6);
        _cluster.Ask("GC-1", "1001").ShouldBe("GC-1");
        LastServed().IsMemoryComplete.ShouldBeTrue("it has told that it did not");
    }

    private Decision.Serve LastServed() => _cluster.All<Decision.Serve>("GC-1").Last();

    private void KnownAndWithoutBrokers()
    {
        _cluster.Pass(62);
        _cluster.Ask("GC-1", "1001");
        _cluster["GC-1"].Connected.Clear();
        _cluster["GC-2"].Connected.Clear();
        _cluster.Pass(6);
        _cluster["GC-1"].Core.MayAct.ShouldBeFalse();
    }
}
