using System.Collections.Concurrent;
using Connector.OpenWire;

namespace Connector.ActiveMqTransport.Connections;

/// <summary>
/// One connection with what the bus needs on it: a session with one anonymous producer for all sends, and the temporary queues of
/// the bus's temporary endpoints. It is replaced as a whole when it is lost.
/// </summary>
internal sealed class BrokerConnection : IAsyncDisposable
{
    private readonly IOpenWireConnection _connection;
    private readonly IOpenWireSession _sendSession;
    private readonly ConcurrentDictionary<string, Lazy<Task<Destination>>> _temporaryQueues = new(StringComparer.Ordinal);

    private BrokerConnection(IOpenWireConnection connection, IOpenWireSession sendSession, IMessageProducer producer)
    {
        _connection = connection;
        _sendSession = sendSession;
        Producer = producer;
    }

    /// <summary>The connection itself.</summary>
    public IOpenWireConnection Connection => _connection;

    /// <summary>Sends to any destination; many sends at once.</summary>
    public IMessageProducer Producer { get; }

    /// <summary>Completes with the first reason when the connection has ended.</summary>
    public Task<ConnectionEnd> Ended => _connection.Ended;

    /// <summary>Connects and makes ready to send.</summary>
    public static async Task<BrokerConnection> OpenAsync(
        IOpenWireConnector connector, OpenWireOptions options, CancellationToken cancellationToken)
    {
        var connection = await connector.ConnectAsync(options, cancellationToken).ConfigureAwait(false);
        try
        {
            var session = await connection.OpenSessionAsync(cancellationToken).ConfigureAwait(false);
            // Anonymous: a producer bound to a reply queue stays unusable when that queue was not yet restored after a fail-over.
            var producer = await session.CreateProducerAsync(destination: null, cancellationToken).ConfigureAwait(false);
            return new BrokerConnection(connection, session, producer);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The temporary queue of a temporary endpoint on this connection, made at first need.</summary>
    public async Task<Destination> TemporaryQueueAsync(string endpointName, CancellationToken cancellationToken)
    {
        var queue = _temporaryQueues.GetOrAdd(
            endpointName,
            _ => new Lazy<Task<Destination>>(() => _connection.CreateTemporaryQueueAsync(CancellationToken.None)));
        try
        {
            return await queue.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OpenWireException)
        {
            // A refusal may have been for the moment; the next one asks again.
            _temporaryQueues.TryRemove(new KeyValuePair<string, Lazy<Task<Destination>>>(endpointName, queue));
            throw;
        }
    }

    /// <summary>Deletes the temporary queue of a temporary endpoint, if there is one.</summary>
    public async Task DeleteTemporaryQueueAsync(string endpointName, CancellationToken cancellationToken)
    {
        if (!_temporaryQueues.TryRemove(endpointName, out var queue))
            return;
        var destination = await queue.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        await _connection.DeleteTemporaryDestinationAsync(destination, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Closing the connection closes session and producer at the broker as well; disposing these frees what they hold here.
        await _connection.CloseAsync(CancellationToken.None).ConfigureAwait(false);
        await Producer.DisposeAsync().ConfigureAwait(false);
        await _sendSession.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
    }
}
