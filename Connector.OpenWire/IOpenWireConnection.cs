namespace Connector.OpenWire;

/// <summary>Makes connections. One connector serves any number of connections; it keeps no state.</summary>
public interface IOpenWireConnector
{
    /// <summary>Connects, negotiates OpenWire v12 and signs in.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A connection that is signed in and started.</returns>
    /// <exception cref="BrokerUnreachableException">No connection, no TLS, or no answer within <see cref="OpenWireOptions.ConnectTimeout"/>.</exception>
    /// <exception cref="AuthenticationRefusedException">User or password were refused.</exception>
    /// <exception cref="BrokerRefusedException">The broker refused for another cause, for example a client id in use.</exception>
    /// <exception cref="ProtocolViolationException">What answers there is not an ActiveMQ that speaks OpenWire v12.</exception>
    Task<IOpenWireConnection> ConnectAsync(OpenWireOptions options, CancellationToken cancellationToken = default);
}

/// <summary>
/// One connection to one broker. It ends once, for one reason (<see cref="Ended"/>), and is not revived: fail-over makes a new one.
/// Safe for use by many threads at once.
/// </summary>
public interface IOpenWireConnection : IAsyncDisposable
{
    /// <summary>The connection's id, unique in the world; temporary destinations and message ids start with it.</summary>
    string ConnectionId { get; }

    /// <summary>The broker connected to.</summary>
    BrokerAddress Broker { get; }

    /// <summary>What the broker said of itself.</summary>
    BrokerDescription BrokerDescription { get; }

    /// <summary>What went over the connection until now.</summary>
    ConnectionStatistics Statistics { get; }

    /// <summary>Completes with the first reason when the connection has ended. It never faults and is never cancelled.</summary>
    Task<ConnectionEnd> Ended { get; }

    /// <summary>Opens a session: producers and consumers belong to one. Sessions share the connection's socket and order.</summary>
    /// <param name="cancellationToken">Gives up waiting for the broker.</param>
    /// <returns>The session.</returns>
    /// <exception cref="ConnectionEndedException">The connection has ended.</exception>
    Task<IOpenWireSession> OpenSessionAsync(CancellationToken cancellationToken = default);

    /// <summary>Makes a temporary queue, which lives until it is deleted or this connection ends. Only this connection may consume from it.</summary>
    /// <param name="cancellationToken">Gives up waiting for the broker.</param>
    /// <returns>The queue, to be used as a reply-to.</returns>
    /// <exception cref="ConnectionEndedException">The connection has ended.</exception>
    /// <exception cref="BrokerRefusedException">The broker does not let this user make temporary queues.</exception>
    Task<Destination> CreateTemporaryQueueAsync(CancellationToken cancellationToken = default);

    /// <summary>Makes a temporary topic; else as <see cref="CreateTemporaryQueueAsync"/>.</summary>
    /// <param name="cancellationToken">Gives up waiting for the broker.</param>
    /// <returns>The topic.</returns>
    /// <exception cref="ConnectionEndedException">The connection has ended.</exception>
    /// <exception cref="BrokerRefusedException">The broker does not let this user make temporary topics.</exception>
    Task<Destination> CreateTemporaryTopicAsync(CancellationToken cancellationToken = default);

    /// <summary>Deletes a temporary destination of this connection, with the messages in it.</summary>
    /// <param name="destination">What <see cref="CreateTemporaryQueueAsync"/> or <see cref="CreateTemporaryTopicAsync"/> returned.</param>
    /// <param name="cancellationToken">Gives up waiting for the broker.</param>
    /// <returns>Done when the broker has done it.</returns>
    /// <exception cref="ArgumentException">The destination is not a temporary one.</exception>
    /// <exception cref="BrokerRefusedException">It still has a consumer.</exception>
    /// <exception cref="ConnectionEndedException">The connection has ended.</exception>
    Task DeleteTemporaryDestinationAsync(Destination destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return destination.IsTemporary
            ? RemoveDestinationAsync(destination, cancellationToken)
            : throw new ArgumentException($"{destination} is not temporary; RemoveDestinationAsync deletes lasting ones.", nameof(destination));
    }

    /// <summary>Deletes a queue or topic with everything in it, as the clean-up of an auto-delete queue does. Without effect if there is none.</summary>
    /// <param name="destination">The queue or topic.</param>
    /// <param name="cancellationToken">Gives up waiting for the broker.</param>
    /// <returns>Done when the broker has done it.</returns>
    /// <exception cref="BrokerRefusedException">It still has a consumer, or the user may not.</exception>
    /// <exception cref="ConnectionEndedException">The connection has ended.</exception>
    Task RemoveDestinationAsync(Destination destination, CancellationToken cancellationToken = default);

    /// <summary>Ends a durable subscription for good, with the messages that it keeps.</summary>
    /// <param name="subscriptionName">Its name, <see cref="ConsumerOptions.SubscriptionName"/>; it belongs to <see cref="OpenWireOptions.ClientId"/>.</param>
    /// <param name="cancellationToken">Gives up waiting for the broker.</param>
    /// <returns>Done when the broker has done it.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="BrokerRefusedException">There is none of this name, or it has a consumer.</exception>
    /// <exception cref="ConnectionEndedException">The connection has ended.</exception>
    Task UnsubscribeAsync(string subscriptionName, CancellationToken cancellationToken = default);

    /// <summary>
    /// Closes in order: what was handed over is written, the broker forgets sessions, consumers and temporary queues, the socket closes.
    /// Takes at most <see cref="OpenWireOptions.CloseTimeout"/>; never throws for a broker that is gone. A second call waits for the first.
    /// </summary>
    /// <param name="cancellationToken">Stops waiting for the broker and closes the socket at once.</param>
    /// <returns>Done when the socket is closed.</returns>
    Task CloseAsync(CancellationToken cancellationToken = default);
}

/// <summary>What a broker says of itself in BrokerInfo and WireFormatInfo.</summary>
/// <param name="Name">The broker's name, for example <c>localhost</c>.</param>
/// <param name="Id">The broker's id, new at each start.</param>
/// <param name="Url">The address at which it says it listens; may be one that is of no use outside its host.</param>
/// <param name="Product">Its product name, for example <c>ActiveMQ</c>; empty where not told.</param>
/// <param name="Version">Its product version, for example <c>5.17.2</c>; empty where not told.</param>
/// <param name="WireVersion">The OpenWire version agreed, 12.</param>
public sealed record BrokerDescription(string Name, string Id, string Url, string Product, string Version, int WireVersion);

/// <summary>What went over one connection until now.</summary>
public sealed record ConnectionStatistics
{
    /// <summary>Messages handed to the socket's writer.</summary>
    public long MessagesSent { get; init; }

    /// <summary>Messages the broker has dispatched here.</summary>
    public long MessagesReceived { get; init; }

    /// <summary>Bytes written to the socket.</summary>
    public long BytesSent { get; init; }

    /// <summary>Bytes read from the socket.</summary>
    public long BytesReceived { get; init; }

    /// <summary>Commands that still wait for the broker's answer.</summary>
    public int RequestsInFlight { get; init; }

    /// <summary>Deliveries for a consumer that is gone; the broker gives them to another.</summary>
    public long DeliveriesDiscarded { get; init; }

    /// <summary>Commands from the broker that this client knows but does not act on (ConnectionControl without close, ProducerAck, ...).</summary>
    public long CommandsIgnored { get; init; }

    /// <summary>Exceptions that delivery handlers let out; each was logged.</summary>
    public long HandlerFailures { get; init; }
}
