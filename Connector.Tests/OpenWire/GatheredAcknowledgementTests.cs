using Connector.Lab.Processes;
using Connector.OpenWire;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire;

/// <summary>Acknowledgements of single messages that leave together, on a real broker: it breaks the connection where a range is not exactly what it has out.</summary>
[Collection(BrokerCollection.Name)]
public sealed class GatheredAcknowledgementTests(BrokerFixture fixture) : IAsyncLifetime
{
    private readonly Destination _queue = Destination.Queue(BrokerFixture.UniqueName("gathered"));
    private readonly Inbox _inbox = new();
    private IOpenWireConnection _connection = null!;
    private IOpenWireSession _session = null!;

    public async Task InitializeAsync()
    {
        _connection = await fixture.Broker.ConnectAsync();
        _session = await _connection.OpenSessionAsync();
    }

    public async Task DisposeAsync() => await _connection.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_the_order_exactly_the_settled_ones_are_gone(int seed)
    {
        const int total = 400;
        var consumer = await SubscribeAsync(prefetch: 1000);
        await _session.SendTextsAsync(_queue, [.. Enumerable.Range(0, total).Select(number => $"{number}")]);
        var deliveries = await _inbox.TakeAsync(total);

        // Near one another, as handlers at work in parallel finish; some never do.
        var random = new Random(seed);
        var kept = Enumerable.Range(0, total).Where(_ => random.Next(10) == 0).ToHashSet();
        foreach (var index in Enumerable.Range(0, total).Where(index => !kept.Contains(index)).OrderBy(index => index + random.Next(12)))
            await consumer.AcknowledgeAsync(deliveries[index]);
        await consumer.DisposeAsync();

        _connection.Ended.IsCompleted.ShouldBeFalse("the broker found each range to be what it has out");
        var again = new Inbox();
        await _session.SubscribeAsync(new ConsumerOptions { Destination = _queue }, again.Put);
        await _session.SendTextsAsync(_queue, "last");
        (await again.TakeAsync(kept.Count + 1)).Select(delivery => (delivery.ReadText(), delivery.RedeliveryCounter))
            .ShouldBe([.. kept.Order().Select(index => ($"{index}", 1)), ("last", 0)]);
    }

    [Fact]
    public async Task Neighbours_leave_in_few_commands()
    {
        const int total = 640;
        var consumer = await SubscribeAsync(prefetch: 1000);
        await _session.SendTextsAsync(_queue, [.. Enumerable.Range(0, total).Select(number => $"{number}")]);
        var deliveries = await _inbox.TakeAsync(total);
        var before = _connection.Statistics.BytesSent;
        foreach (var delivery in deliveries)
            await consumer.AcknowledgeAsync(delivery);
        await consumer.DisposeAsync();

        // One command takes more than a hundred bytes; a machine that stalls makes some more of them.
        (_connection.Statistics.BytesSent - before).ShouldBeLessThan(total * 100 / 4);
        await using var browser = await _session.SubscribeAsync(new ConsumerOptions { Destination = _queue, Browser = true }, _inbox.Put);
        (await browser.Ended).ShouldBe(ConsumerEnd.BrowseComplete);
        _inbox.Count.ShouldBe(total, "the queue is empty");
    }

    [Fact]
    public async Task What_waits_leaves_by_itself()
    {
        // Twelve out, of which three may wait to be acknowledged.
        var consumer = await SubscribeAsync(prefetch: 12);
        await _session.SendTextsAsync(_queue, [.. Enumerable.Range(0, 20).Select(number => $"{number}")]);
        var deliveries = await _inbox.TakeAsync(12);
        await consumer.AcknowledgeAsync(deliveries[0]);
        await consumer.AcknowledgeAsync(deliveries[1]);
        await Eventually.HoldsAsync("the broker to fill both places", () => _inbox.Count == 14);
    }

    [Fact]
    public async Task A_range_and_a_rejection_come_after_what_waits()
    {
        var consumer = await SubscribeAsync(prefetch: 1000);
        await _session.SendTextsAsync(_queue, [.. Enumerable.Range(0, 20).Select(number => $"{number}")]);
        var deliveries = await _inbox.TakeAsync(20);
        foreach (var index in (int[])[0, 2, 3, 7, 12])
            await consumer.AcknowledgeAsync(deliveries[index]);
        await consumer.AcknowledgeUpToAsync(deliveries[9]);
        await consumer.AcknowledgeAsync(deliveries[10]);
        await consumer.RejectAsync(deliveries[11], "unwanted");
        await consumer.AcknowledgeAsync(deliveries[14]);
        await consumer.DisposeAsync();

        var again = new Inbox();
        await _session.SubscribeAsync(new ConsumerOptions { Destination = _queue }, again.Put);
        (await again.TakeAsync(6)).ConvertAll(delivery => delivery.ReadText()).ShouldBe(["13", "15", "16", "17", "18", "19"]);
        _connection.Ended.IsCompleted.ShouldBeFalse();
    }

    private Task<IMessageConsumer> SubscribeAsync(int prefetch) =>
        _session.SubscribeAsync(new ConsumerOptions { Destination = _queue, PrefetchSize = prefetch }, _inbox.Put);
}
