using MassTransit;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport;

public sealed class BusConfigurationTests
{
    [Theory]
    [InlineData("my.service", "dot")]
    [InlineData("my service", "' '")]
    public void An_endpoint_name_that_cannot_work_stops_the_creation(string name, string reason) =>
        Creating(cfg => cfg.ReceiveEndpoint(name, e => e.Bind<Subject>())).ShouldContain(reason);

    [Fact]
    public void An_endpoint_name_that_cannot_work_with_its_consumers_stops_the_creation() =>
        Creating(cfg => cfg.ReceiveEndpoint("my.service", e => e.Handler<Subject>(_ => Task.CompletedTask))).ShouldContain("dot");

    [Fact]
    public void A_consumer_priority_out_of_range_stops_the_creation() =>
        Creating(cfg => cfg.ReceiveEndpoint("x", e => e.ConsumerPriority = 128)).ShouldContain("-128 to 127");

    [Fact]
    public void A_prefetch_of_zero_stops_the_creation() =>
        Creating(cfg => cfg.ReceiveEndpoint("x", e => e.PrefetchCount = 0)).ShouldContain("1 to 32767");

    [Fact]
    public void A_wrong_failover_host_stops_the_creation() =>
        Creating(cfg => cfg.Host("localhost", h => h.FailoverHosts(["http://x"]))).ShouldContain("http://x");

    [Fact]
    public void An_address_of_another_transport_is_refused() =>
        Should.Throw<ActiveMqTransportConfigurationException>(
            () => ActiveMqBusFactory.Create(cfg => cfg.Host(new Uri("rabbitmq://localhost"))));

    [Fact]
    public void Publish_goes_to_the_virtual_topic_of_the_type()
    {
        var bus = ActiveMqBusFactory.Create(cfg => cfg.Host("broker", 61700));

        PublishAddress<Subject>(bus).ShouldBe(
            "activemq://broker:61700/VirtualTopic.Connector.Tests.ActiveMqTransport.BusConfigurationTests-Subject?type=topic");
        PublishAddress<Wrapper<Subject>>(bus).ShouldBe(
            "activemq://broker:61700/VirtualTopic.Connector.Tests.ActiveMqTransport.BusConfigurationTests-Wrapper--BusConfigurationTests-Subject--?type=topic");
        PublishAddress<Pair<Subject, Uri>>(bus).ShouldBe(
            "activemq://broker:61700/VirtualTopic.Connector.Tests.ActiveMqTransport.BusConfigurationTests-Pair--BusConfigurationTests-Subject::System.Uri--?type=topic");
        PublishAddress<Fault<Subject>>(bus).ShouldBe(
            "activemq://broker:61700/VirtualTopic.MassTransit.Fault--Connector.Tests.ActiveMqTransport.BusConfigurationTests-Subject--?type=topic");
    }

    [Fact]
    public void The_virtual_topic_prefix_can_be_changed()
    {
        var bus = ActiveMqBusFactory.Create(cfg => cfg.PublishTopology.VirtualTopicPrefix = "VT.");

        PublishAddress<Subject>(bus).ShouldStartWith("activemq://localhost/VT.Connector.");
    }

    [Fact]
    public void The_bus_endpoint_is_a_temporary_one_with_a_name_that_can_be_prefixed()
    {
        var bus = ActiveMqBusFactory.Create(cfg => cfg.SetTemporaryQueueNamePrefix("gc-"));

        bus.Address.Query.ShouldBe("?temporary=true");
        bus.Address.AbsolutePath.ShouldStartWith("/gc-");
        bus.Address.AbsolutePath.ShouldContain("_bus_");
        bus.Address.AbsolutePath.ShouldNotContain(".");
    }

    private static string PublishAddress<T>(IBus bus)
        where T : class
    {
        bus.Topology.TryGetPublishAddress<T>(out var address).ShouldBeTrue();
        return address.ToString();
    }

    private static string Creating(Action<IActiveMqBusFactoryConfigurator> configure) =>
        Should.Throw<Exception>(() => ActiveMqBusFactory.Create(configure)).ToString();

    public sealed record Subject(string Text);

    public sealed record Wrapper<T>(T Value);

    public sealed record Pair<T1, T2>(T1 One, T2 Other);
}
