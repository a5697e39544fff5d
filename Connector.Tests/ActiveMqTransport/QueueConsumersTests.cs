using Connector.OpenWire;
using Connector.Tests.ActiveMqTransport.Support;
using Connector.Tests.Infrastructure;
using Connector.Tests.OpenWire.Failover;
using MassTransit;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport;

/// <summary>A bus tells who consumes from another one's endpoint.</summary>
[Collection(BrokerCollection.Name)]
public sealed class QueueConsumersTests(BrokerFixture fixture)
{
    private readonly string _name = BrokerFixture.UniqueName("endpoint");
    private readonly Sightings _told = new();

    [Fact]
    public async Task An_endpoint_is_there_while_its_bus_runs()
    {
        await using var watching = await TestBus.StartAsync(fixture.Broker.OpenWirePort);
        await using var watch = await watching.Bus.WatchConsumersAsync(_name, _told.Put);
        var serving = await TestBus.StartAsync(fixture.Broker.OpenWirePort, _name, e => e.Handler<Step>(_ => Task.CompletedTask));
        await _told.LastIsAsync(now => now.Any == true);
        await serving.DisposeAsync();
        await _told.LastIsAsync(now => now.Any == false);
        await watching.StopAsync();

        _told.All.Select(now => (now.Broker?.ToString(), now.Here)).ShouldBe(
            [(fixture.Broker.Address, 0), (fixture.Broker.Address, 1), (fixture.Broker.Address, 0), (null, 0)]);
        (await Should.ThrowAsync<ActiveMqConnectionException>(() => watching.Bus.WatchConsumersAsync(_name, _told.Put))).Message.ShouldContain("is stopped");
    }

    [Fact]
    public async Task A_bus_of_another_transport_is_refused()
    {
        var other = Bus.Factory.CreateUsingInMemory(_ => { });

        (await Should.ThrowAsync<ArgumentException>(() => other.WatchConsumersAsync(_name, _told.Put))).Message.ShouldContain("not on ActiveMQ");
        QueueConsumers.Unknown.ToString().ShouldBe("unknown");
    }

    public sealed record Step(int Number);
}
