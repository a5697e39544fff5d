using Connector.Lab.Processes;
using Connector.OpenWire;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire;

[Collection(BrokerCollection.Name)]
public sealed class ConnectionTests(BrokerFixture fixture)
{
    [Fact]
    public async Task Connects_and_learns_who_the_broker_is()
    {
        await using var connection = await fixture.Broker.ConnectAsync();
        connection.BrokerDescription.Name.ShouldBe(fixture.Broker.Name);
        connection.BrokerDescription.Product.ShouldBe("ActiveMQ");
        connection.BrokerDescription.Version.ShouldStartWith("5.");
        connection.BrokerDescription.WireVersion.ShouldBe(12);
        connection.Ended.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_client_id_in_use_is_refused_with_the_brokers_own_words()
    {
        var clientId = BrokerFixture.UniqueName("client");
        await using var first = await fixture.Broker.ConnectAsync(options => options with { ClientId = clientId });
        var refusal = await Should.ThrowAsync<BrokerRefusedException>(
            () => fixture.Broker.ConnectAsync(options => options with { ClientId = clientId }));
        refusal.JavaClass.ShouldBe("javax.jms.InvalidClientIDException");
        refusal.BrokerMessage.ShouldContain(clientId);
    }

    [Fact]
    public async Task Nobody_listening_is_told_with_address_and_cause()
    {
        var failure = await Should.ThrowAsync<BrokerUnreachableException>(() => Broker.Connector.ConnectAsync(Broker.Options(FreePort.Next())));
        failure.Message.ShouldContain("tcp://127.0.0.1:");
        failure.Message.ShouldContain("refused");
    }

    [Fact]
    public async Task A_port_of_another_protocol_is_told_apart()
    {
        var options = Broker.Options(fixture.Broker.StompPort) with { ConnectTimeout = TimeSpan.FromSeconds(3) };
        await Should.ThrowAsync<OpenWireException>(() => Broker.Connector.ConnectAsync(options));
    }

    [Fact]
    public async Task A_clean_close_leaves_no_consumer_and_no_temporary_queue()
    {
        var queue = Destination.Queue(BrokerFixture.UniqueName("closing"));
        var closing = await fixture.Broker.ConnectAsync();
        var session = await closing.OpenSessionAsync();
        var consumer = await session.SubscribeAsync(new ConsumerOptions { Destination = queue }, _ => { });
        var temporary = await closing.CreateTemporaryQueueAsync();
        await closing.CloseAsync();

        (await closing.Ended).Reason.ShouldBe(ConnectionEndReason.ClosedByClient);
        (await consumer.Ended).ShouldBe(ConsumerEnd.ConnectionEnded);
        await Should.ThrowAsync<ConnectionEndedException>(() => closing.OpenSessionAsync());

        // A queue with a consumer cannot be removed; neither can one send to a temporary queue that is gone.
        await using var other = await fixture.Broker.ConnectAsync();
        await other.RemoveDestinationAsync(queue);
        await using var producer = await (await other.OpenSessionAsync()).CreateProducerAsync(null);
        var refusal = await Should.ThrowAsync<BrokerRefusedException>(
            async () => await producer.SendAsync(OutgoingMessage.FromText("too late") with { Destination = temporary }));
        refusal.JavaClass.ShouldBe("org.apache.activemq.DestinationDoesNotExistException");
    }

    [Fact]
    public async Task A_queue_with_a_consumer_is_not_removed()
    {
        var queue = Destination.Queue(BrokerFixture.UniqueName("busy"));
        await using var connection = await fixture.Broker.ConnectAsync();
        var session = await connection.OpenSessionAsync();
        await using var consumer = await session.SubscribeAsync(new ConsumerOptions { Destination = queue }, _ => { });
        await Should.ThrowAsync<BrokerRefusedException>(() => connection.RemoveDestinationAsync(queue));

        await consumer.DisposeAsync();
        (await consumer.Ended).ShouldBe(ConsumerEnd.Disposed);
        await connection.RemoveDestinationAsync(queue);
    }

    [Fact]
    public async Task An_idle_connection_is_kept_alive_by_both_sides()
    {
        var limit = TimeSpan.FromSeconds(6);
        await using var connection = await fixture.Broker.ConnectAsync(options => options with { MaxInactivity = limit });
        var receivedAtFirst = connection.Statistics.BytesReceived;
        var sentAtFirst = connection.Statistics.BytesSent;

        // A KeepAliveInfo is 10 bytes; four of each direction take longer than the limit.
        await Eventually.HoldsAsync("keep-alives in both directions", () =>
            connection.Statistics.BytesReceived >= receivedAtFirst + 40 && connection.Statistics.BytesSent >= sentAtFirst + 40,
            TimeSpan.FromSeconds(60));
        connection.Ended.IsCompleted.ShouldBeFalse();
    }
}
