using Connector.ActiveMqTransport.Sending;
using Connector.OpenWire;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport;

public sealed class ReplyDestinationsTests
{
    private readonly ReplyDestinations _destinations = new(capacity: 2);

    [Fact]
    public void The_last_queue_of_a_requester_counts()
    {
        _destinations.Learn("a", Queue("ID:1"));
        _destinations.Learn("a", Queue("ID:2"));

        _destinations.Find("a").ShouldBe(Queue("ID:2"));
        _destinations.Find("b").ShouldBeNull();
    }

    [Fact]
    public void The_memory_is_bounded_and_forgets_the_first_seen()
    {
        _destinations.Learn("a", Queue("ID:1"));
        _destinations.Learn("b", Queue("ID:2"));
        _destinations.Learn("a", Queue("ID:3"));
        _destinations.Learn("c", Queue("ID:4"));

        _destinations.Find("a").ShouldBeNull();
        _destinations.Find("b").ShouldBe(Queue("ID:2"));
        _destinations.Find("c").ShouldBe(Queue("ID:4"));
    }

    private static Destination Queue(string name) => Destination.TemporaryQueue(name);
}
