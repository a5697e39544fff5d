using Connector.Sagas.Ownership;
using Connector.Service.Cluster.Witnesses;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Cluster;

/// <summary>What the ends of the connectors' links at the brokers tell of them.</summary>
public sealed class LinkSightsTests
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(600);

    private readonly LinkSights _sights = new(Settle);

    [Fact]
    public void One_whose_last_link_ended_has_gone_when_it_could_be_back()
    {
        SeenAt("one", "c1");
        _sights.Left("one", "c1", At(1000));

        Say(1599).ShouldBe(Witness.Unknown);
        Say(1600).ShouldBe(Witness.Gone);
    }

    [Fact]
    public void One_that_ended_with_the_broker_where_it_served_has_gone_by_the_word_of_the_other()
    {
        SeenAt("one", "c1");
        SeenAt("two", "c2");
        _sights.QueueTold("GC-1", Witness.There);
        Say(10).ShouldBe(Witness.There);

        _sights.Lost("one");
        _sights.QueueTold("GC-1", Witness.Unknown);
        _sights.Left("two", "c2", At(1000));

        Say(1600).ShouldBe(Witness.Gone);
    }

    [Fact]
    public void One_that_is_linked_to_another_broker_is_there()
    {
        SeenAt("one", "c1");
        SeenAt("two", "c2");
        _sights.Left("one", "c1", At(1000));

        Say(5000).ShouldBe(Witness.There);
    }

    [Fact]
    public void Of_one_that_may_be_whoever_came_since_nothing_is_known_until_it_is_heard()
    {
        SeenAt("one", "c1");
        _sights.Left("one", "c1", At(1000));
        _sights.Came("one", "c2", At(1500));
        Say(5000).ShouldBe(Witness.Unknown);

        _sights.Heard("one", "GC-1", "c2");
        Say(5001).ShouldBe(Witness.There);
    }

    [Fact]
    public void A_word_that_was_under_way_when_the_link_ended_does_not_bring_it_back()
    {
        SeenAt("one", "c1");
        _sights.Left("one", "c1", At(1000));
        _sights.Heard("one", "GC-1", "c1");

        Say(1600).ShouldBe(Witness.Gone);
    }

    [Fact]
    public void Of_one_that_is_heard_by_a_link_that_was_never_seen_nothing_is_known()
    {
        SeenAt("one", "c1");
        _sights.Heard("two", "GC-1", "never seen");
        _sights.Left("one", "c1", At(1000));

        Say(5000).ShouldBe(Witness.Unknown);
    }

    [Fact]
    public void A_broker_that_is_lost_tells_nothing()
    {
        SeenAt("one", "c1");
        _sights.Left("one", "c1", At(1000));
        Say(1600).ShouldBe(Witness.Gone);

        _sights.Lost("one");
        Say(1700).ShouldBe(Witness.Unknown);
    }

    [Fact]
    public void Its_queue_may_tell_sooner_and_a_consumer_of_it_tells_that_it_is_there()
    {
        SeenAt("one", "c1");
        _sights.Left("one", "c1", At(1000));
        _sights.QueueTold("GC-1", Witness.Gone);
        Say(1001).ShouldBe(Witness.Gone);

        _sights.QueueTold("GC-1", Witness.There);
        Say(5000).ShouldBe(Witness.There);
    }

    private static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private void SeenAt(string broker, string connection)
    {
        _sights.Came(broker, connection, At(0));
        _sights.Heard(broker, "GC-1", connection);
    }

    // What holds after everything that was to be said anew.
    private Witness Say(int milliseconds)
    {
        foreach (var (peerId, witness) in _sights.Changes(At(milliseconds)))
            _said[peerId] = witness;
        return _said.GetValueOrDefault("GC-1");
    }

    private readonly Dictionary<string, Witness> _said = [];
}
