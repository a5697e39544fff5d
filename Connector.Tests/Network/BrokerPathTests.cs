using Connector.OpenWire;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.Network;

/// <summary>A message that says which brokers it has passed is not carried to them.</summary>
[Collection(BrokerPairCollection.Name)]
public sealed class BrokerPathTests(BrokerPairFixture fixture)
{
    private readonly Destination _topic = Destination.Topic(BrokerFixture.UniqueName("path"));

    [Fact]
    public async Task A_message_is_not_carried_to_a_broker_in_its_path_and_to_whoever_is_where_it_was_sent_it_comes()
    {
        await using var sender = await Peer.AtAsync(fixture.Pair.First);
        await using var here = await Peer.AtAsync(fixture.Pair.First);
        await using var there = await Peer.AtAsync(fixture.Pair.Second);
        await using var near = await here.ConsumeAsync(_topic);
        await using var far = await there.ConsumeAsync(_topic);
        await near.IsReachedByAsync(sender, _topic);
        await far.IsReachedByAsync(sender, _topic);

        await sender.SendAsync(OutgoingMessage.FromText("passed both") with { Destination = _topic, BrokerPath = [there.Connection.BrokerDescription.Id] });
        await sender.SendAsync(OutgoingMessage.FromText("passed another") with { Destination = _topic, BrokerPath = ["ID:another-broker"] });
        await sender.SendAsync(_topic, "passed none");

        // A topic keeps its order over the bridge.
        await far.HoldsAsync(["passed none"]);
        await near.HoldsAsync(["passed none"]);
        near.Texts.Where(text => !Inbox.IsProbe(text)).ShouldBe(["passed both", "passed another", "passed none"]);
        far.Texts.Where(text => !Inbox.IsProbe(text)).ShouldBe(["passed another", "passed none"]);
    }
}
