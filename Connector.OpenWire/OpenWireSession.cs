using System.Collections.Concurrent;
using Connector.OpenWire.Wire;
using Microsoft.Extensions.Logging;

namespace Connector.OpenWire;

/// <summary>A session: the broker's bracket around consumers and producers.</summary>
internal sealed class OpenWireSession : IOpenWireSession
{
    // Java clients' limit; above it the broker takes prefetch for an error (PrefetchSubscription).
    private const int LargestPrefetch = short.MaxValue;

    private readonly OpenWireConnection _connection;
    private readonly SessionId _id;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<MessageConsumer, bool> _consumers = new();
    private long _lastProducer;
    private int _isDisposed;

    internal OpenWireSession(OpenWireConnection connection, SessionId id, ILogger logger)
    {
        _connection = connection;
        _id = id;
        _logger = logger;
    }

    public async Task<IMessageProducer> CreateProducerAsync(Destination? destination, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        var id = new ProducerId(_id.ConnectionId, _id.Value, Interlocked.Increment(ref _lastProducer));
        var producer = new MessageProducer(_connection, id, destination);
        await _connection.RequestAsync(producer.ToInfo(), cancellationToken).ConfigureAwait(false);
        return producer;
    }

    public async Task<IMessageConsumer> SubscribeAsync(
        ConsumerOptions options, DeliveryHandler handler, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        Check(options, _id.ConnectionId);
        ArgumentNullException.ThrowIfNull(handler);
        var id = new ConsumerId(_id.ConnectionId, _id.Value, _connection.NextConsumerNumber());
        var consumer = new MessageConsumer(_connection, id, options, handler, _logger);
        _consumers[consumer] = true;
        try
        {
            await _connection.AddConsumerAsync(consumer, cancellationToken).ConfigureAwait(false);
            return consumer;
        }
        catch
        {
            _consumers.TryRemove(consumer, out _);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        foreach (var consumer in _consumers.Keys)
            await consumer.DisposeAsync().ConfigureAwait(false);
        await _connection.RemoveAsync(new RemoveInfo(_id), "a session").ConfigureAwait(false);
    }

    /// <summary>Checks what a consumer is asked for.</summary>
    /// <exception cref="ArgumentException">It cannot be had.</exception>
    internal static void Check(ConsumerOptions options, string connectionId)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.PrefetchSize is < 1 or > LargestPrefetch)
            throw new ArgumentException($"A prefetch size of {options.PrefetchSize} is out of the range 1 to {LargestPrefetch}.", nameof(options));
        if (options.SubscriptionName is not null && options.Destination.Kind != DestinationKind.Topic)
            throw new ArgumentException($"A durable subscription needs a topic, not {options.Destination}.", nameof(options));
        // The broker would allow it; JMS does not, and its messages would die with the other connection.
        if (options.Destination.IsTemporary && !options.Destination.Name.StartsWith(connectionId, StringComparison.Ordinal))
            throw new ArgumentException($"{options.Destination} belongs to another connection than {connectionId}; only that one may consume from it.", nameof(options));
        if (options.Browser && !options.Destination.IsQueue)
            throw new ArgumentException($"Only queues can be browsed, not {options.Destination}.", nameof(options));
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
}
