namespace Connector.OpenWire;

/// <summary>
/// Called with each delivery, in the broker's order, on the connection's reader: while it runs, nothing else is read, not even the
/// answers to sends. So it must not block, wait or compute for long; it hands the delivery on (a channel) and returns. An exception it lets out is
/// logged and counted; the delivery stays unacknowledged.
/// </summary>
/// <param name="delivery">The delivery; it may be kept after the call.</param>
public delegate void DeliveryHandler(Delivery delivery);

/// <summary>A group of producers and consumers within a connection. Safe for use by many threads at once.</summary>
public interface IOpenWireSession : IAsyncDisposable
{
    /// <summary>Makes a producer.</summary>
    /// <param name="destination">
    /// The one destination it sends to; null makes an anonymous producer, which takes the destination of each message. For replies take an
    /// anonymous one: it has no state at the broker that a vanished reply queue could spoil.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting for the broker.</param>
    /// <returns>The producer.</returns>
    /// <exception cref="BrokerRefusedException">The broker refused, for example a temporary queue that is gone.</exception>
    /// <exception cref="ConnectionEndedException">The connection has ended.</exception>
    Task<IMessageProducer> CreateProducerAsync(Destination? destination, CancellationToken cancellationToken = default);

    /// <summary>
    /// Subscribes. The subscription stands when the task completes: what is published to a topic from then on arrives. Deliveries may come before
    /// the task completes.
    /// </summary>
    /// <param name="options">What to consume and how.</param>
    /// <param name="handler">Called with each delivery; see <see cref="DeliveryHandler"/>.</param>
    /// <param name="cancellationToken">Gives up waiting for the broker.</param>
    /// <returns>The consumer: acknowledges, and ends the subscription when disposed.</returns>
    /// <exception cref="ArgumentException">An option is out of range, or the destination is a temporary one of another connection.</exception>
    /// <exception cref="BrokerRefusedException">The broker refused, for example an invalid selector (<c>javax.jms.InvalidSelectorException</c>).</exception>
    /// <exception cref="ConnectionEndedException">The connection has ended.</exception>
    Task<IMessageConsumer> SubscribeAsync(
        ConsumerOptions options, DeliveryHandler handler, CancellationToken cancellationToken = default);
}

/// <summary>Sends messages. Safe for use by many threads at once; the messages of one thread keep their order.</summary>
public interface IMessageProducer : IAsyncDisposable
{
    /// <summary>The destination it is bound to; null for an anonymous producer.</summary>
    Destination? Destination { get; }

    /// <summary>
    /// Sends a message. Where the message waits for the broker (persistent ones do by default), the task completes when the broker has
    /// stored it; else when it was handed to the socket's writer. Many sends may be in flight at once: start the next before awaiting the last.
    /// The body must not be changed until the task completes.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Stops waiting; a message already handed over is sent all the same.</param>
    /// <returns>The id that the message got.</returns>
    /// <exception cref="ArgumentException">No destination with an anonymous producer, another destination than the bound one, or a property of a type that JMS does not know.</exception>
    /// <exception cref="FrameTooLargeException">The message is larger than the limit agreed with the broker.</exception>
    /// <exception cref="BrokerRefusedException">The broker refused it, for example <c>org.apache.activemq.DestinationDoesNotExistException</c> for a temporary queue that is gone.</exception>
    /// <exception cref="BrokerTimeoutException">No answer within <see cref="OpenWireOptions.RequestTimeout"/>.</exception>
    /// <exception cref="ConnectionEndedException">The connection ended before the answer.</exception>
    ValueTask<MessageId> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default);
}

/// <summary>One subscription. Disposing ends it: what was delivered and not acknowledged goes back to the broker.</summary>
public interface IMessageConsumer : IAsyncDisposable
{
    /// <summary>The consumer's id at the broker.</summary>
    ConsumerId Id { get; }

    /// <summary>What it was made with.</summary>
    ConsumerOptions Options { get; }

    /// <summary>Completes when no more deliveries come. It never faults.</summary>
    Task<ConsumerEnd> Ended { get; }

    /// <summary>
    /// Acknowledges this delivery alone: the broker forgets the message and may send the next one. Leaves together with others of a queue that are settled
    /// within 2 ms (as a range, ack type 2, where they are neighbours; else ack type 4). Completes when handed to
    /// the socket's writer: the broker does not confirm acknowledgements. Without effect once the consumer is gone.
    /// </summary>
    /// <param name="delivery">A delivery of this consumer.</param>
    /// <param name="cancellationToken">Stops waiting for room in the writer.</param>
    /// <returns>Done when handed over.</returns>
    /// <exception cref="ArgumentException">The delivery belongs to another consumer.</exception>
    /// <exception cref="ConnectionEndedException">The connection has ended; the message will come again.</exception>
    ValueTask AcknowledgeAsync(Delivery delivery, CancellationToken cancellationToken = default);

    /// <summary>
    /// Acknowledges this delivery and every unacknowledged one before it (ack type 2), in one command. Do not mix with
    /// <see cref="AcknowledgeAsync"/> out of order: the broker requires the range to be the oldest unacknowledged deliveries.
    /// </summary>
    /// <param name="delivery">The last delivery of the range.</param>
    /// <param name="cancellationToken">Stops waiting for room in the writer.</param>
    /// <returns>Done when handed over.</returns>
    /// <exception cref="ArgumentException">The delivery belongs to another consumer.</exception>
    /// <exception cref="ConnectionEndedException">The connection has ended; the messages will come again.</exception>
    ValueTask AcknowledgeUpToAsync(Delivery delivery, CancellationToken cancellationToken = default);

    /// <summary>
    /// Tells the broker that this delivery and those before it have been handed on (ack type 0): the window widens by them, so that more
    /// than <see cref="ConsumerOptions.PrefetchSize"/> may be unacknowledged. The messages stay the broker's until acknowledged.
    /// </summary>
    /// <param name="delivery">The last delivery handed on.</param>
    /// <param name="cancellationToken">Stops waiting for room in the writer.</param>
    /// <returns>Done when handed over.</returns>
    /// <exception cref="ArgumentException">The delivery belongs to another consumer.</exception>
    /// <exception cref="ConnectionEndedException">The connection has ended.</exception>
    ValueTask WidenWindowAsync(Delivery delivery, CancellationToken cancellationToken = default);

    /// <summary>Gives the message up as one that cannot be handled (ack type 1): the broker moves it to its dead-letter queue (<c>ActiveMQ.DLQ</c>).</summary>
    /// <param name="delivery">A delivery of this consumer.</param>
    /// <param name="reason">Why; the broker keeps it in the property <c>dlqDeliveryFailureCause</c>.</param>
    /// <param name="cancellationToken">Stops waiting for room in the writer.</param>
    /// <returns>Done when handed over.</returns>
    /// <exception cref="ArgumentException">The delivery belongs to another consumer.</exception>
    /// <exception cref="ConnectionEndedException">The connection has ended; the message will come again.</exception>
    ValueTask RejectAsync(Delivery delivery, string reason, CancellationToken cancellationToken = default);
}

/// <summary>What to consume, and how (OpenWire ConsumerInfo).</summary>
public sealed record ConsumerOptions
{
    /// <summary>The queue or topic.</summary>
    public required Destination Destination { get; init; }

    /// <summary>
    /// How many unacknowledged messages the broker may have dispatched here, 1 to 32,767. 100: enough to keep a consumer busy over a
    /// network; ActiveMQ's own default of 1,000 for queues starves other consumers.
    /// </summary>
    public int PrefetchSize { get; init; } = 100;

    /// <summary>
    /// Consumer priority: the broker gives messages to a lower one only while the prefetch of every higher one is full. -128 to 127; 0 is the
    /// default, network bridges have -5.
    /// </summary>
    public sbyte Priority { get; init; }

    /// <summary>JMS selector, an SQL-92 condition over properties and header fields, for example <c>JMSType = 'order' AND size &gt; 3</c>; null takes all.</summary>
    public string? Selector { get; init; }

    /// <summary>The broker gives all messages of the queue to one exclusive consumer, and to the next one only when it is gone.</summary>
    public bool Exclusive { get; init; }

    /// <summary>For topics: leaves out what this connection itself published.</summary>
    public bool NoLocal { get; init; }

    /// <summary>
    /// For topics: the name of a durable subscription, which keeps messages while nobody is connected. It belongs to
    /// <see cref="OpenWireOptions.ClientId"/>, which must be set. Null subscribes for as long as the consumer lives.
    /// </summary>
    public string? SubscriptionName { get; init; }

    /// <summary>Reads a queue's messages without taking them; <see cref="IMessageConsumer.Ended"/> completes when all were seen. Acknowledging has no effect.</summary>
    public bool Browser { get; init; }

    /// <summary>Lets the broker dispatch from its own thread pool. True, its default: a slow client then does not hold up the producer's thread.</summary>
    public bool DispatchAsync { get; init; } = true;

    /// <summary>For topics with a subscription recovery policy: asks for the messages published before.</summary>
    public bool Retroactive { get; init; }
}
