using System.Diagnostics;
using System.Globalization;
using Connector.Lab.Brokers;
using Connector.OpenWire;
using Connector.OpenWire.Failover;
using Connector.Tests.Infrastructure;
using Connector.Tests.OpenWire;
using Connector.Tests.OpenWire.Failover;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.Network;

/// <summary>Who consumes behind the bridge: what a connector at one broker sees of its peer at the other.</summary>
[Collection(BrokerPairCollection.Name)]
public sealed class BridgedConsumerWatchTests(BrokerPairFixture fixture, ITestOutputHelper output)
{
    private readonly string _queue = BrokerFixture.UniqueName("connector");

    private BrokerPair Pair => fixture.Pair;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public Task A_process_killed_at_one_broker_is_gone_at_the_other_within_half_a_second(int at) => Promise.IsKeptAsync(
        TimeSpan.FromMilliseconds(500),
        () => at == 1 ? KillOneAsync(Pair.First, Pair.Second) : KillOneAsync(Pair.Second, Pair.First));

    // How long until it is gone at the other broker, less twenty times what a consumer that comes takes there: half a second where one that
    // comes is told within milliseconds; a machine that is busy with other things is no fault of ours.
    private async Task<TimeSpan> KillOneAsync(ActiveMqBroker here, ActiveMqBroker there)
    {
        await using var near = await Watcher.AtAsync(here, _queue);
        await using var far = await Watcher.AtAsync(there, _queue);
        var began = Stopwatch.GetTimestamp();
        await using var visitor = await Peer.AtAsync(here);
        await using (await visitor.ConsumeAsync(Destination.Queue(_queue)))
            await far.Told.LastIsAsync(now => now is { Here: 0, BehindBridges: 1, Bridges: 1 });
        var usual = Stopwatch.GetElapsedTime(began);
        await far.Told.LastIsAsync(now => now is { Any: false });

        await using var java = JavaPeer.Start(
            "JmsPeer", "hold", $"{here.OpenWirePort.ToString(CultureInfo.InvariantCulture)}?jms.userName={BrokerPair.User}&jms.password={BrokerPair.Password}", _queue);
        await java.WaitForOutputAsync("ready", JavaPeer.Limit);
        await near.Told.LastIsAsync(now => now is { Here: 1, BehindBridges: 0, Bridges: 1 });
        await far.Told.LastIsAsync(now => now is { Here: 0, BehindBridges: 1, Bridges: 1 });
        var killed = Stopwatch.GetTimestamp();
        await java.KillAsync();

        var seenNear = await near.Told.LastIsAsync(now => now is { IsKnown: true, Any: false, Bridges: 1 }, killed);
        var seenFar = await far.Told.LastIsAsync(now => now is { IsKnown: true, Any: false, Bridges: 1 }, killed);
        output.WriteLine($"gone {seenNear.TotalMilliseconds:0.0} ms after the kill at its broker, {seenFar.TotalMilliseconds:0.0} ms at the other");
        return seenFar - (20 * usual);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_bridge_that_is_cut_is_told_before_the_consumers_that_go_with_it_and_brings_them_back(int at)
    {
        var (here, there) = at == 1 ? (Pair.First, Pair.Second) : (Pair.Second, Pair.First);
        await using var far = await Watcher.AtAsync(there, _queue);
        await using var visitor = await Peer.AtAsync(here);
        await using var inbox = await visitor.ConsumeAsync(Destination.Queue(_queue));
        await far.Told.LastIsAsync(now => now is { Here: 0, BehindBridges: 1, Bridges: 1 });

        var cut = Stopwatch.GetTimestamp();
        await Pair.Bridge.CutAsync();
        var seen = await far.Told.LastIsAsync(now => now is { IsKnown: true, Any: false, Bridges: 0 }, cut);
        output.WriteLine($"gone {seen.TotalMilliseconds:0.0} ms after the cut");
        Pair.Bridge.Restore();
        await Pair.WaitForBridgeAsync();
        await far.Told.LastIsAsync(now => now is { Here: 0, BehindBridges: 1, Bridges: 1 });

        var told = far.Told.All;
        var down = told.Select((now, index) => (now, index)).First(one => one.now.Bridges == 0).index;
        told.Take(down).ShouldAllBe(now => now.Bridges == 1);
        told[down - 1].BehindBridges.ShouldBe(1, "while the bridge was said to stand, its consumer was there");
    }

    private sealed class Watcher : IAsyncDisposable
    {
        private readonly IFailoverConnection _connection;

        private Watcher(IFailoverConnection connection) => _connection = connection;

        public Sightings Told { get; } = new();

        public static async Task<Watcher> AtAsync(ActiveMqBroker broker, string queue)
        {
            var watcher = new Watcher(await TwoBrokersFixture.Connector.ConnectAsync(new FailoverOptions
            {
                Brokers = [new BrokerAddress("127.0.0.1", broker.OpenWirePort, UseTls: false)],
                Connection = OpenWire.Broker.Options(broker.OpenWirePort) with { User = BrokerPair.User, Password = BrokerPair.Password },
            }));
            await watcher._connection.WatchConsumersAsync(queue, watcher.Told.Put);
            return watcher;
        }

        public ValueTask DisposeAsync() => _connection.DisposeAsync();
    }
}
