using Connector.OpenWire;
using Connector.Sagas.Ownership;
using Connector.Service.Cluster.Witnesses;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service.Cluster;

/// <summary>What a broker's word of a queue's consumers tells of the connector that has the queue.</summary>
public sealed class ConsumerSightTests
{
    private static readonly BrokerAddress One = new("one", 61616, UseTls: false);
    private static readonly BrokerAddress Two = new("two", 61616, UseTls: false);

    [Fact]
    public void A_consumer_that_was_here_and_is_not_has_gone() =>
        After(new(One, 0, 0, 1), new(One, 1, 0, 1), new(One, 0, 0, 1)).ShouldBe([Witness.Unknown, Witness.There, Witness.Gone]);

    [Fact]
    public void One_behind_a_bridge_that_stands_has_gone() =>
        After(new(One, 0, 1, 1), new(One, 0, 0, 1)).ShouldBe([Witness.There, Witness.Gone]);

    [Fact]
    public void Of_one_behind_a_bridge_that_ended_nothing_is_known() =>
        After(new(One, 0, 1, 1), new(One, 0, 1, 0), new(One, 0, 0, 0)).ShouldBe([Witness.There, Witness.Unknown, Witness.Unknown]);

    [Fact]
    public void One_that_had_gone_may_have_come_back_behind_a_bridge_that_ended_since() =>
        After(new(One, 1, 0, 1), new(One, 0, 0, 1), new(One, 0, 0, 0)).ShouldBe([Witness.There, Witness.Gone, Witness.Unknown]);

    [Fact]
    public void One_that_was_never_there_has_not_gone() => After(new(One, 0, 0, 1), new(One, 0, 0, 2)).ShouldBe([Witness.Unknown, Witness.Unknown]);

    [Fact]
    public void Another_broker_begins_anew() =>
        After(new(One, 1, 0, 1), QueueConsumers.Unknown, new(Two, 0, 0, 1)).ShouldBe([Witness.There, Witness.Unknown, Witness.Unknown]);

    [Fact]
    public void One_that_comes_back_is_there() =>
        After(new(One, 1, 0, 1), new(One, 0, 0, 1), new(One, 0, 1, 1)).ShouldBe([Witness.There, Witness.Gone, Witness.There]);

    private static Witness[] After(params QueueConsumers[] words)
    {
        var sight = new ConsumerSight();
        return [.. words.Select(sight.Take)];
    }
}
