using Connector.Lab.Brokers;
using Connector.Lab.Processes;
using Connector.OpenWire;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.Network;

/// <summary>The bridge goes and comes back: nothing is lost and nothing comes twice that a broker could have known.</summary>
[Collection(BrokerPairCollection.Name)]
public sealed class BridgeOutageTests(BrokerPairFixture fixture)
{
    private const int Count = 200;

    private readonly string _name = BrokerFixture.UniqueName("Event");

    private BrokerPair Pair => fixture.Pair;

    private Destination Topic => Destination.VirtualTopic(_name);

    private Destination Queue => Destination.VirtualTopicConsumer("app", _name);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_app_that_no_file_names_misses_nothing_through_a_restart_of_the_broker_that_it_is_not_on(bool crash)
    {
        await using (var visitor = await Peer.AtAsync(Pair.First))
        await using (var inbox = await visitor.ConsumeAsync(Queue))
        await using (var other = await Peer.AtAsync(Pair.Second))
            await inbox.IsReachedByAsync(other, Topic);

        // The queue is empty and without a consumer on broker 2 now, and must outlive it.
        await (crash ? Pair.Second.KillAsync() : Pair.Second.StopAsync());
        await Pair.Second.RestartAsync();
        await using (var publisher = await Peer.AtAsync(Pair.Second))
            await publisher.SendAsync(Topic, Numbers("a"));
        await Pair.WaitForBridgeAsync();

        await using var app = await Peer.AtAsync(Pair.First);
        await using var rest = await app.ConsumeAsync(Queue);
        await rest.HoldsAsync(Numbers("a"));
        await rest.DisposeAsync();
        rest.Texts.Where(IsNumber).ShouldBe(Numbers("a"));
        (await Peer.DrainAsync(Pair, Queue)).Where(IsNumber).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_link_cut_in_the_flow_and_restored_loses_nothing_and_repeats_only_what_a_consumer_can_tell()
    {
        await using var publisher1 = await Peer.AtAsync(Pair.First);
        await using var publisher2 = await Peer.AtAsync(Pair.Second);
        await using var app1 = await Peer.AtAsync(Pair.First);
        await using var app2 = await Peer.AtAsync(Pair.Second);
        var towards1 = Destination.Queue(_name + "-1");
        var towards2 = Destination.Queue(_name + "-2");
        await using var inbox1 = await app1.ConsumeAsync(towards1);
        await using var inbox2 = await app2.ConsumeAsync(towards2);
        await inbox1.IsReachedByAsync(publisher2, towards1);
        await inbox2.IsReachedByAsync(publisher1, towards2);

        var flow = Task.WhenAll(publisher2.SendAsync(towards1, Numbers("a")), publisher1.SendAsync(towards2, Numbers("b")));
        await inbox1.CountAsync(20);
        await Pair.Bridge.CutAsync();
        await flow;
        Pair.Bridge.Restore();

        await inbox1.HoldsAsync(Numbers("a"));
        await inbox2.HoldsAsync(Numbers("b"));
        await Pair.WaitForBridgeAsync();
        await inbox1.DisposeAsync();
        await inbox2.DisposeAsync();
        (await Peer.DrainAsync(Pair, towards1)).Where(IsNumber).ShouldBeEmpty();
        (await Peer.DrainAsync(Pair, towards2)).Where(IsNumber).ShouldBeEmpty();
        // A message handed over whose receipt was cut comes a second time, with the same id.
        inbox1.Ids.Distinct().Count().ShouldBe(inbox1.Texts.Distinct().Count());
        inbox2.Ids.Distinct().Count().ShouldBe(inbox2.Texts.Distinct().Count());
    }

    [Fact]
    public async Task A_bridge_whose_handshake_is_cut_off_comes_back()
    {
        await Pair.Second.StopAsync();
        // Through the link, broker 1's attempts are accepted and reset within the handshake, not refused.
        var attempts = Pair.Bridge.Accepted;
        await Eventually.HoldsAsync("three attempts of the bridge", () => Pair.Bridge.Accepted >= attempts + 3, Peer.Limit);
        await Pair.Second.RestartAsync();

        await Pair.WaitForBridgeAsync();
    }

    private static bool IsNumber(string text) => !Inbox.IsProbe(text);

    private static IEnumerable<string> Numbers(string source) => Enumerable.Range(0, Count).Select(number => $"{source} {number:000}");
}
