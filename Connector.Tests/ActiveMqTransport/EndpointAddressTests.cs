using Connector.ActiveMqTransport.Addressing;
using MassTransit;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport;

public sealed class EndpointAddressTests
{
    private static readonly Uri Host = new("activemq://broker-a:61700/");

    [Theory]
    [InlineData("activemq://other/connector", "connector", "Queue", true, false)]
    [InlineData("activemq://other:1234/vhost/connector", "connector", "Queue", true, false)]
    [InlineData("amqp://other/connector", "connector", "Queue", true, false)]
    [InlineData("queue:connector", "connector", "Queue", true, false)]
    [InlineData("topic:VirtualTopic.A.B", "VirtualTopic.A.B", "Topic", true, false)]
    [InlineData("activemq://h/VirtualTopic.A.B?type=topic", "VirtualTopic.A.B", "Topic", true, false)]
    [InlineData("activemq://h/VirtualTopic.A--B::C--?type=topic", "VirtualTopic.A--B::C--", "Topic", true, false)]
    [InlineData("activemq://h/pc_app_bus_x?temporary=true", "pc_app_bus_x", "Queue", false, true)]
    [InlineData("activemq://h/x?durable=false", "x", "Queue", false, false)]
    [InlineData("activemq://h/x?autodelete=true&unknown=1", "x", "Queue", true, true)]
    public void An_address_names_by_its_last_segment_and_its_query(
        string text, string name, string kind, bool durable, bool autoDelete)
    {
        var address = EndpointAddress.Parse(new Uri(text));

        address.Name.ShouldBe(name);
        address.Kind.ToString().ShouldBe(kind);
        address.Durable.ShouldBe(durable);
        address.AutoDelete.ShouldBe(autoDelete);
    }

    [Theory]
    [InlineData("activemq://h/connector", "activemq://broker-a:61700/connector")]
    [InlineData("activemq://h/VirtualTopic.A--B::C--?type=topic", "activemq://broker-a:61700/VirtualTopic.A--B::C--?type=topic")]
    [InlineData("activemq://h/b?temporary=true", "activemq://broker-a:61700/b?temporary=true")]
    [InlineData("activemq://h/b?temporary=true&type=topic", "activemq://broker-a:61700/b?temporary=true&type=topic")]
    public void An_address_is_written_under_the_host_of_this_bus(string given, string expected) =>
        EndpointAddress.Parse(new Uri(given)).ToUri(Host).ToString().ShouldBe(expected);

    [Fact]
    public void The_usual_port_is_left_out_of_addresses() =>
        new EndpointAddress("q").ToUri(HostAddress.Create("broker", 61616)).ToString().ShouldBe("activemq://broker/q");

    [Theory]
    [InlineData("rabbitmq://h/q", "rabbitmq")]
    [InlineData("activemq://h/", "empty")]
    [InlineData("queue:with%20blank", "' '")]
    public void An_address_that_cannot_be_sent_to_is_refused_with_the_reason(string text, string reason) =>
        Should.Throw<ActiveMqTransportException>(() => EndpointAddress.Parse(new Uri(text))).Message.ShouldContain(reason);

    [Fact]
    public void An_endpoint_name_with_a_dot_cannot_consume_topics()
    {
        EntityName.VirtualTopicConsumerFault("my.service").ShouldNotBeNull().ShouldContain("my.service");
        EntityName.VirtualTopicConsumerFault("my-service").ShouldBeNull();
    }
}
