using Connector.OpenWire;
using Connector.OpenWire.Failover;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire.Failover;

/// <summary>Temporary queues of clients that do not notice when their broker removes one: whoever has an answer for them makes it again.</summary>
[Collection(TwoBrokersCollection.Name)]
public sealed class TemporaryRevivalTests(TwoBrokersFixture brokers)
{
    [Fact]
    public async Task One_that_somebody_listens_to_is_made_again_and_he_hears()
    {
        await brokers.BothRunAsync();
        await using var owner = await brokers.First.ConnectAsync();
        var replies = await owner.CreateTemporaryQueueAsync();
        var arrived = new Inbox();
        await (await owner.OpenSessionAsync()).SubscribeAsync(new ConsumerOptions { Destination = replies }, arrived.Put);
        await using var answering = await ConnectAsync();
        var session = await answering.OpenSessionAsync();
        await answering.RemoveDestinationAsync(replies);
        await Should.ThrowAsync<BrokerRefusedException>(() => session.SendTextsAsync(replies, "refused"));

        (await answering.ReviveTemporaryAsync(replies)).ShouldBeTrue();

        await session.SendTextsAsync(replies, "heard");
        (await arrived.NextAsync()).ReadText().ShouldBe("heard");
    }

    [Fact]
    public async Task One_that_nobody_listens_to_stays_gone()
    {
        await brokers.BothRunAsync();
        await using var owner = await brokers.First.ConnectAsync();
        var replies = await owner.CreateTemporaryQueueAsync();
        await owner.CloseAsync();
        await using var answering = await ConnectAsync();

        (await answering.ReviveTemporaryAsync(replies)).ShouldBeFalse();

        await Should.ThrowAsync<BrokerRefusedException>(async () => await (await answering.OpenSessionAsync()).SendTextsAsync(replies, "to nobody"));
    }

    [Fact]
    public async Task One_that_was_made_again_goes_with_its_owner()
    {
        await brokers.BothRunAsync();
        var owner = await brokers.First.ConnectAsync();
        var replies = await owner.CreateTemporaryQueueAsync();
        await (await owner.OpenSessionAsync()).SubscribeAsync(new ConsumerOptions { Destination = replies }, _ => { });
        await using var answering = await ConnectAsync();
        await answering.RemoveDestinationAsync(replies);
        (await answering.ReviveTemporaryAsync(replies)).ShouldBeTrue();

        await owner.CloseAsync();

        await Should.ThrowAsync<BrokerRefusedException>(async () => await (await answering.OpenSessionAsync()).SendTextsAsync(replies, "to nobody"));
    }

    private Task<IFailoverConnection> ConnectAsync() => TwoBrokersFixture.Connector.ConnectAsync(TwoBrokersFixture.To(brokers.First.OpenWirePort));
}
