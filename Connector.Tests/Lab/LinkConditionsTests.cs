using System.Net.Sockets;
using Connector.Lab.Links;
using Connector.Lab.Processes;
using Shouldly;
using Xunit;

namespace Connector.Tests.Lab;

/// <summary>Slow, narrow and shaky links. Times are compared with each other; a bound from below holds on any machine, one
/// from above for the quickest of some attempts: a machine that is busy with other things makes them longer now and then.</summary>
public sealed class LinkConditionsTests : EchoLink
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task What_is_sent_arrives_later_by_the_delay_of_each_way()
    {
        using var client = await ConnectAsync();
        await TransferAsync(client, 1);
        var clean = await RoundTripAsync(client);

        Link.Conditions = LinkConditions.BothWays(delay: Delay);
        var delayed = await RoundTripAsync(client);
        Link.Conditions = LinkConditions.Clean with { ToClient = new LinkDirection { Delay = Delay } };
        var oneWay = await RoundTripAsync(client);
        Link.Conditions = LinkConditions.Clean;
        var healed = await RoundTripAsync(client);

        delayed.ShouldBeGreaterThanOrEqualTo(2 * Delay);
        oneWay.ShouldBeGreaterThanOrEqualTo(Delay);
        oneWay.ShouldBeLessThan(delayed);
        clean.ShouldBeLessThan(oneWay);
        healed.ShouldBeLessThan(oneWay);
    }

    [Fact]
    public async Task A_delay_costs_no_throughput()
    {
        using var client = await ConnectAsync();
        Link.Conditions = LinkConditions.BothWays(delay: Delay);

        var one = await RoundTripAsync(client);
        var many = await QuickestAsync(() => TransferAsync(client, 1024 * 1024));

        // One after the other, 64 pieces of 16 KiB would take 64 times as long.
        (many / one).ShouldBeLessThan(16);
    }

    [Fact]
    public async Task A_narrow_link_takes_as_long_as_its_width_says()
    {
        using var client = await ConnectAsync();

        Link.Conditions = LinkConditions.BothWays(bytesPerSecond: 256 * 1024);
        var wide = await QuickestAsync(() => TransferAsync(client, 128 * 1024));
        Link.Conditions = LinkConditions.BothWays(bytesPerSecond: 64 * 1024);
        var narrow = await QuickestAsync(() => TransferAsync(client, 128 * 1024));

        wide.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(0.5));
        narrow.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(2));
        (narrow / wide).ShouldBeInRange(1.5, 6);
    }

    [Fact]
    public async Task A_shaky_link_resets_connections_until_it_no_longer_shakes()
    {
        using var client = await ConnectAsync();
        await EchoedAsync(client, 1);

        Link.Conditions = LinkConditions.Clean with { ResetsPerSecond = 0.99 };
        await Should.ThrowAsync<Exception>(async () =>
        {
            while (true)
                await EchoedAsync(client, 2);
        });
        await Eventually.HoldsAsync("the connection to be gone", () => Link.Connections == 0);

        Link.Conditions = LinkConditions.Clean;
        using var next = await ConnectAsync();
        for (var round = 0; round < 1000; round++)
            await EchoedAsync(next, 3);
    }

    [Fact]
    public async Task Nothing_is_lost_or_changes_places_while_conditions_change()
    {
        using var client = await ConnectAsync();
        var sent = Enumerable.Range(0, 200_000).Select(i => (byte)(i * 7)).ToArray();
        var received = new byte[sent.Length];

        var sending = client.GetStream().WriteAsync(sent, End).AsTask();
        var read = 0;
        foreach (var conditions in new[]
        {
            LinkConditions.BothWays(delay: Delay), LinkConditions.BothWays(bytesPerSecond: 200 * 1024), LinkConditions.BothWays(delay: Delay / 10),
            LinkConditions.Clean,
        })
        {
            Link.Conditions = conditions;
            for (var until = read + (sent.Length / 4); read < until;)
                read += await client.GetStream().ReadAsync(received.AsMemory(read, until - read), End);
        }

        await sending;
        received.ShouldBe(sent);
    }

    private Task<TimeSpan> RoundTripAsync(TcpClient client) => QuickestAsync(() => TransferAsync(client, 1));

    private static async Task<TimeSpan> QuickestAsync(Func<Task<TimeSpan>> measure)
    {
        var quickest = TimeSpan.MaxValue;
        for (var attempt = 0; attempt < 3; attempt++)
            quickest = await measure() is var taken && taken < quickest ? taken : quickest;
        return quickest;
    }

    private async Task<TimeSpan> TransferAsync(TcpClient client, int bytes)
    {
        var since = TimeProvider.System.GetTimestamp();
        var sending = client.GetStream().WriteAsync(new byte[bytes], End).AsTask();
        await client.GetStream().ReadExactlyAsync(new byte[bytes], End);
        await sending;
        return TimeProvider.System.GetElapsedTime(since);
    }
}
