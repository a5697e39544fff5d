using Connector.OpenWire;
using Connector.OpenWire.Wire;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire;

public sealed class ValueTests
{
    [Theory]
    [InlineData("tcp://broker:61616", "broker", 61616, false)]
    [InlineData("ssl://broker:61617", "broker", 61617, true)]
    [InlineData("nio://10.0.0.1:1", "10.0.0.1", 1, false)]
    [InlineData(" broker:5 ", "broker", 5, false)]
    [InlineData("broker", "broker", 61616, false)]
    [InlineData("ssl://broker", "broker", 61617, true)]
    [InlineData("tcp://[::1]:7", "::1", 7, false)]
    [InlineData("TCP://broker:5/", "broker", 5, false)]
    public void Addresses_are_read(string text, string host, int port, bool useTls)
    {
        BrokerAddress.Parse(text).ShouldBe(new BrokerAddress(host, port, useTls));
        BrokerAddress.Parse(BrokerAddress.Parse(text).ToString()).ShouldBe(BrokerAddress.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://broker:1")]
    [InlineData("tcp://broker:0")]
    [InlineData("tcp://broker:65536")]
    [InlineData("tcp://broker:x")]
    [InlineData("tcp://:1")]
    [InlineData("tcp://[::1:7")]
    [InlineData("tcp://broker:1?wireFormat.maxInactivityDuration=0")]
    [InlineData("failover:(tcp://a:1,tcp://b:1)")]
    public void Wrong_addresses_are_refused(string text)
    {
        BrokerAddress.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => BrokerAddress.Parse(text)).Message.ShouldContain("tcp://host:port");
    }

    [Theory]
    [InlineData("queue://a.b", DestinationKind.Queue, "a.b")]
    [InlineData("topic://>", DestinationKind.Topic, ">")]
    [InlineData("temp-queue://ID:x:1", DestinationKind.TemporaryQueue, "ID:x:1")]
    [InlineData("temp-topic://ID:x:2", DestinationKind.TemporaryTopic, "ID:x:2")]
    public void Destinations_are_read_as_they_are_printed(string text, DestinationKind kind, string name)
    {
        var destination = Destination.Parse(text);
        destination.Kind.ShouldBe(kind);
        destination.Name.ShouldBe(name);
        destination.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" a")]
    [InlineData("a ")]
    [InlineData("a?consumer.priority=1")]
    [InlineData("a\nb")]
    public void Unusable_names_are_refused(string name)
    {
        Should.Throw<ArgumentException>(() => Destination.Queue(name));
        Destination.TryParse("queue://" + name, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_virtual_topic_has_a_queue_for_each_group()
    {
        Destination.VirtualTopic("Orders.Placed").ShouldBe(Destination.Topic("VirtualTopic.Orders.Placed"));
        Destination.VirtualTopicConsumer("billing", "Orders.Placed").ShouldBe(Destination.Queue("Consumer.billing.VirtualTopic.Orders.Placed"));
        Should.Throw<ArgumentException>(() => Destination.VirtualTopicConsumer("billing.eu", "Orders.Placed")).Message.ShouldContain("without dots");
    }

    [Fact]
    public void Options_do_not_show_the_password() =>
        new OpenWireOptions { Broker = BrokerAddress.Parse("b:1"), User = "alice", Password = "s3cret" }.ToString().ShouldNotContain("s3cret");

    [Fact]
    public void The_last_unsettled_delivery_is_known_and_settled_ones_are_forgotten()
    {
        var window = new AckWindow();
        window.LastUnsettled.ShouldBe(RemoveInfo.NothingDelivered);
        for (var sequence = 1L; sequence <= 10_000; sequence++)
        {
            window.Deliver(sequence, 1000 + sequence);
            window.LastUnsettled.ShouldBe(1000 + sequence);
            // The third is never acknowledged.
            if (sequence != 3)
                window.Settle(sequence);
            window.LastUnsettled.ShouldBe(sequence < 3 ? RemoveInfo.NothingDelivered : 1003);
        }

        window.SettleUpTo(10_000);
        window.LastUnsettled.ShouldBe(RemoveInfo.NothingDelivered);
    }

    [Fact]
    public void The_window_counts_what_is_unacknowledged()
    {
        var window = new AckWindow();
        window.CountUpTo(5).ShouldBe(5);
        window.Settle(2);
        window.Settle(4);
        window.CountUpTo(5).ShouldBe(3);
        window.Settle(1);
        window.CountUpTo(5).ShouldBe(2);
        window.SettleUpTo(3).ShouldBe(1);
        window.CountUpTo(4).ShouldBe(0);
        window.SettleUpTo(3).ShouldBe(0);
        window.SettleUpTo(6).ShouldBe(2);
        window.CountUpTo(7).ShouldBe(1);
    }
}
