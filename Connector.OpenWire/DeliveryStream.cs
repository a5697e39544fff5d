using System.Threading.Channels;

namespace Connector.OpenWire;

/// <summary>Consuming as an asynchronous stream, for whoever prefers a loop to a handler.</summary>
public static class DeliveryStreamExtensions
{
    /// <summary>Subscribes; the subscription stands when the task completes. The deliveries are then read from the stream, at the reader's pace.</summary>
    /// <param name="session">The session to subscribe in.</param>
    /// <param name="options">What to consume and how. <see cref="ConsumerOptions.PrefetchSize"/> bounds what waits in the stream.</param>
    /// <param name="cancellationToken">Gives up waiting for the broker.</param>
    /// <returns>The stream; disposing it ends the subscription.</returns>
    /// <exception cref="BrokerRefusedException">As with <see cref="IOpenWireSession.SubscribeAsync"/>.</exception>
    /// <exception cref="ConnectionEndedException">The connection has ended.</exception>
    public static async Task<DeliveryStream> SubscribeAsync(
        this IOpenWireSession session, ConsumerOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(options);
        // The broker dispatches no more than the prefetch unacknowledged, so this needs no bound of its own.
        var deliveries = Channel.CreateUnbounded<Delivery>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        var consumer = await session.SubscribeAsync(options, delivery => deliveries.Writer.TryWrite(delivery), cancellationToken).ConfigureAwait(false);
        return new DeliveryStream(consumer, deliveries);
    }
}

/// <summary>The deliveries of one consumer, in the broker's order. For one reader at a time.</summary>
public sealed class DeliveryStream : IAsyncDisposable
{
    private readonly Channel<Delivery> _deliveries;
    private readonly Task _completing;

    internal DeliveryStream(IMessageConsumer consumer, Channel<Delivery> deliveries)
    {
        Consumer = consumer;
        _deliveries = deliveries;
        _completing = CompleteWithConsumerAsync();
    }

    /// <summary>The consumer, to acknowledge by.</summary>
    public IMessageConsumer Consumer { get; }

    /// <summary>
    /// Yields deliveries until the consumer ends; <see cref="IMessageConsumer.Ended"/> tells why. What was received before the end is still yielded. Acknowledge each
    /// one when it is handled: a delivery taken out of the stream and acknowledged makes room for the next.
    /// </summary>
    /// <param name="cancellationToken">Leaves the loop; the subscription stays.</param>
    /// <returns>The deliveries.</returns>
    public IAsyncEnumerable<Delivery> ReadAllAsync(CancellationToken cancellationToken = default) =>
        _deliveries.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Ends the subscription; what was not acknowledged goes back to the broker.</summary>
    /// <returns>Done when the broker has removed the consumer.</returns>
    public async ValueTask DisposeAsync()
    {
        await Consumer.DisposeAsync().ConfigureAwait(false);
        await _completing.ConfigureAwait(false);
    }

    private async Task CompleteWithConsumerAsync()
    {
        await Consumer.Ended.ConfigureAwait(false);
        _deliveries.Writer.TryComplete();
    }
}
