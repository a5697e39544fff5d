using System.Diagnostics;
using System.Globalization;
using Connector.Lab.Links;
using Connector.OpenWire;
using Connector.OpenWire.Failover;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.OpenWire.Failover;

/// <summary>The consumers of a queue, as real brokers tell of them.</summary>
[Collection(TwoBrokersCollection.Name)]
public sealed class ConsumerWatchTests(TwoBrokersFixture brokers, ITestOutputHelper output)
{
    private readonly string _queue = BrokerFixture.UniqueName("watched");
    private readonly Sightings _told = new();

    [Fact]
    public async Task Those_who_are_there_are_counted_at_once_and_then_each_that_comes_or_goes()
    {
        await brokers.BothRunAsync();
        await using var consuming = await ConnectAsync(brokers.First.OpenWirePort);
        var session = await consuming.OpenSessionAsync();
        for (var i = 0; i < 20; i++)
            await ConsumeAsync(session);
        await using var watching = await ConnectAsync(brokers.First.OpenWirePort);

        await using var watch = await watching.WatchConsumersAsync(_queue, _told.Put);
        _told.All.ShouldBe([Here(20)], "complete when the watch stands, not one by one");
        var another = await ConsumeAsync(session);
        await _told.LastIsAsync(now => now == Here(21));
        await another.DisposeAsync();
        await _told.LastIsAsync(now => now == Here(20));
        await consuming.CloseAsync();
        await _told.LastIsAsync(now => now == Here(0));

        _told.All.ShouldBe([Here(20), Here(21), .. Enumerable.Range(0, 21).Reverse().Select(count => Here(count))]);
        Here(0).Any.ShouldBe(false);
    }

    [Fact]
    public async Task A_queue_that_nobody_consumes_or_knows_has_none_which_is_not_unknown()
    {
        await brokers.BothRunAsync();
        await using var watching = await ConnectAsync(brokers.First.OpenWirePort);
        var watch = await watching.WatchConsumersAsync(_queue, _told.Put);
        _told.All.ShouldBe([Here(0)]);

        await watch.DisposeAsync();
        await using var consumer = await ConsumeAsync(await watching.OpenSessionAsync());
        var proof = new Sightings();
        await using var second = await watching.WatchConsumersAsync(_queue, proof.Put);
        proof.All.ShouldBe([Here(1)]);
        _told.All.ShouldBe([Here(0)], "a watch that was disposed tells nothing more");
    }

    [Fact]
    public async Task A_process_that_is_killed_is_gone_within_half_a_second()
    {
        await brokers.BothRunAsync();
        await using var watching = await ConnectAsync(brokers.First.OpenWirePort);
        await using var watch = await watching.WatchConsumersAsync(_queue, _told.Put);
        await Promise.IsKeptAsync(TimeSpan.FromMilliseconds(500), () => KillOneAsync(watching));
    }

    // How long until it is gone, less twenty times what a consumer that comes takes: half a second where one that comes is told within
    // milliseconds; a machine that is busy with other things is no fault of ours.
    private async Task<TimeSpan> KillOneAsync(IFailoverConnection watching)
    {
        var began = Stopwatch.GetTimestamp();
        await using var own = await ConsumeAsync(await watching.OpenSessionAsync());
        var usual = await _told.LastIsAsync(now => now == Here(1), began);
        await using var java = JavaPeer.Start("JmsPeer", "hold", brokers.First.OpenWirePort.ToString(CultureInfo.InvariantCulture), _queue);
        await java.WaitForOutputAsync("ready", JavaPeer.Limit);
        await _told.LastIsAsync(now => now == Here(2));

        var killed = Stopwatch.GetTimestamp();
        await java.KillAsync();
        var gone = await _told.LastIsAsync(now => now == Here(1), killed);

        output.WriteLine($"gone {gone.TotalMilliseconds:0.0} ms after the kill; one that came was told after {usual.TotalMilliseconds:0.0} ms");
        await own.DisposeAsync();
        await _told.LastIsAsync(now => now == Here(0));
        return gone - (20 * usual);
    }

    [Fact]
    public async Task Who_falls_silent_is_gone_after_once_to_twice_the_time_that_it_offered()
    {
        await brokers.BothRunAsync();
        await using var watching = await ConnectAsync(brokers.First.OpenWirePort);
        await using var watch = await watching.WatchConsumersAsync(_queue, _told.Put);
        await using var link = CuttableLink.To(brokers.First.OpenWirePort);
        var offered = TimeSpan.FromSeconds(5);
        var options = TwoBrokersFixture.To(link.Port);
        await using var consuming = await TwoBrokersFixture.Connector.ConnectAsync(options with { Connection = options.Connection! with { MaxInactivity = offered } });
        await using var consumer = await ConsumeAsync(await consuming.OpenSessionAsync());
        await _told.LastIsAsync(now => now == Here(1));

        var silent = Stopwatch.GetTimestamp();
        await link.SilenceAsync();
        var gone = await _told.LastIsAsync(now => now == Here(0), silent);

        output.WriteLine($"gone after {gone.TotalSeconds:0.0} s");
        gone.ShouldBeLessThan(offered * 3);
    }

    [Fact]
    public async Task When_the_broker_is_lost_nothing_is_known_until_the_next_one_has_told()
    {
        await brokers.BothRunAsync();
        await using var consuming = await ConnectAsync(brokers.First.OpenWirePort, brokers.Second.OpenWirePort);
        await ConsumeAsync(await consuming.OpenSessionAsync());
        await using var staying = await ConnectAsync(brokers.Second.OpenWirePort);
        await ConsumeAsync(await staying.OpenSessionAsync());
        await using var watching = await ConnectAsync(brokers.First.OpenWirePort, brokers.Second.OpenWirePort);
        await using var watch = await watching.WatchConsumersAsync(_queue, _told.Put);
        _told.All.ShouldBe([Here(1)]);

        await brokers.First.KillAsync();
        await _told.LastIsAsync(now => now == Here(2, brokers.Second.OpenWirePort));

        // The one that stayed was told with the first word of the second broker; the one that moved, too, or after it.
        _told.All.Take(2).ShouldBe([Here(1), QueueConsumers.Unknown]);
        _told.All.Skip(2).ShouldBeSubsetOf([Here(1, brokers.Second.OpenWirePort), Here(2, brokers.Second.OpenWirePort)]);
        _told.All[1].Any.ShouldBeNull();
    }

    [Fact]
    public async Task A_move_between_working_brokers_leaves_no_moment_of_not_knowing()
    {
        await brokers.BothRunAsync();
        await brokers.First.StopAsync();
        await using var staying = await ConnectAsync(brokers.Second.OpenWirePort);
        await ConsumeAsync(await staying.OpenSessionAsync());
        var options = TwoBrokersFixture.To(brokers.First.OpenWirePort, brokers.Second.OpenWirePort) with { PriorityBackup = true };
        await using var watching = await TwoBrokersFixture.Connector.ConnectAsync(options);
        await using var watch = await watching.WatchConsumersAsync(_queue, _told.Put);

        await brokers.First.RestartAsync();
        await _told.LastIsAsync(now => now == Here(0));
        await using var consuming = await ConnectAsync(brokers.First.OpenWirePort);
        await ConsumeAsync(await consuming.OpenSessionAsync());
        await _told.LastIsAsync(now => now == Here(1));
        _told.All.ShouldBe([Here(1, brokers.Second.OpenWirePort), Here(0), Here(1)]);

        await watching.CloseAsync();
        _told.All[^1].ShouldBe(QueueConsumers.Unknown, "a connection that is closed knows nothing any more");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a,b")]
    [InlineData("orders.>")]
    [InlineData("orders.*")]
    public async Task Only_the_name_of_one_queue_is_taken(string name)
    {
        await brokers.BothRunAsync();
        await using var watching = await ConnectAsync(brokers.First.OpenWirePort);
        await Should.ThrowAsync<ArgumentException>(() => watching.WatchConsumersAsync(name, _told.Put));
    }

    [Fact]
    public async Task A_watcher_that_throws_is_called_again()
    {
        await brokers.BothRunAsync();
        await using var watching = await ConnectAsync(brokers.First.OpenWirePort);
        await using var watch = await watching.WatchConsumersAsync(_queue, now =>
        {
            _told.Put(now);
            throw new InvalidOperationException("as asked");
        });
        await using var consumer = await ConsumeAsync(await watching.OpenSessionAsync());

        await _told.LastIsAsync(now => now == Here(1));
        watching.Status.Phase.ShouldBe(FailoverPhase.Connected);
        _told.All.ShouldBe([Here(0), Here(1)]);
    }

    private static Task<IFailoverConnection> ConnectAsync(params IEnumerable<int> ports) =>
        TwoBrokersFixture.Connector.ConnectAsync(TwoBrokersFixture.To(ports));

    private Task<IMessageConsumer> ConsumeAsync(IOpenWireSession session) =>
        session.SubscribeAsync(new ConsumerOptions { Destination = Destination.Queue(_queue) }, _ => { });

    private QueueConsumers Here(int count) => Here(count, brokers.First.OpenWirePort);

    private static QueueConsumers Here(int count, int port) => new(new BrokerAddress("127.0.0.1", port, false), count, 0, 0);
}
