using System.Threading.Channels;
using Connector.OpenWire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.Tests.ActiveMqTransport.Support;

/// <summary>A peer that knows JMS but nothing of MassTransit: it reads and writes what is on the wire.</summary>
internal sealed class RawPeer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly IOpenWireConnection _connection;
    private readonly IOpenWireSession _session;
    private readonly IMessageProducer _producer;

    private RawPeer(IOpenWireConnection connection, IOpenWireSession session, IMessageProducer producer)
    {
        _connection = connection;
        _session = session;
        _producer = producer;
    }

    public static async Task<RawPeer> ConnectAsync(int port)
    {
        var options = new OpenWireOptions { Broker = new BrokerAddress("127.0.0.1", port, UseTls: false) };
        var connection = await new OpenWireConnector(NullLoggerFactory.Instance).ConnectAsync(options);
        var session = await connection.OpenSessionAsync();
        return new RawPeer(connection, session, await session.CreateProducerAsync(destination: null));
    }

    public Task<Destination> CreateTemporaryQueueAsync() => _connection.CreateTemporaryQueueAsync();

    public Task DeleteTemporaryQueueAsync(Destination queue) => _connection.DeleteTemporaryDestinationAsync(queue);

    public async Task SendAsync(OutgoingMessage message) => await _producer.SendAsync(message);

    public Task SendTextAsync(string queue, string body) =>
        SendAsync(OutgoingMessage.FromText(body) with { Destination = Destination.Queue(queue) });

    /// <summary>Consumes; each message is acknowledged when it is taken.</summary>
    public async Task<RawConsumer> ConsumeAsync(Destination destination)
    {
        var deliveries = Channel.CreateUnbounded<Delivery>();
        var consumer = await _session.SubscribeAsync(
            new ConsumerOptions { Destination = destination }, delivery => deliveries.Writer.TryWrite(delivery));
        return new RawConsumer(consumer, deliveries.Reader);
    }

    /// <summary>How many messages a queue has that nobody has acknowledged.</summary>
    public async Task<int> BrowseAsync(string queue)
    {
        var seen = 0;
        await using var browser = await _session.SubscribeAsync(
            new ConsumerOptions { Destination = Destination.Queue(queue), Browser = true }, _ => Interlocked.Increment(ref seen));
        await browser.Ended.WaitAsync(Limit);
        return Volatile.Read(ref seen);
    }

    /// <summary>Takes the next message of a queue.</summary>
    public async Task<Delivery> TakeAsync(string queue)
    {
        await using var consumer = await ConsumeAsync(Destination.Queue(queue));
        return await consumer.NextAsync();
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    internal sealed class RawConsumer(IMessageConsumer consumer, ChannelReader<Delivery> deliveries) : IAsyncDisposable
    {
        public async Task<Delivery> NextAsync(TimeSpan? limit = null)
        {
            using var timeout = new CancellationTokenSource(limit ?? Limit);
            try
            {
                var delivery = await deliveries.ReadAsync(timeout.Token);
                await consumer.AcknowledgeAsync(delivery);
                return delivery;
            }
            catch (OperationCanceledException cause)
            {
                throw new TimeoutException($"No message came from {consumer.Options.Destination} within {(limit ?? Limit).TotalSeconds} s.", cause);
            }
        }

        public ValueTask DisposeAsync() => consumer.DisposeAsync();
    }
}
