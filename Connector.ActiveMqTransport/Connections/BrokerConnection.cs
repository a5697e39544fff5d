using System.Collections.Concurrent;
using Connector.OpenWire;
using Connector.OpenWire.Failover;
using MassTransit;

namespace Connector.ActiveMqTransport.Connections;

/// <summary>
/// What a running bus has at its brokers: one connection for receiving, which owns the temporary queues of its temporary endpoints, and a few for
/// sending. Each of them outlives the loss of a broker by itself; they last from the start of the bus to its stop.
/// </summary>
internal sealed class BrokerConnection : IAsyncDisposable
{
    private readonly IReadOnlyList<SendConnection> _senders;
    private readonly ConcurrentDictionary<string, Lazy<Task<Destination>>> _temporaryQueues = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Destination, Lazy<Task>> _revivals = new();

    private BrokerConnection(IFailoverConnection connection, IReadOnlyList<SendConnection> senders)
    {
        Connection = connection;
        _senders = senders;
    }

    /// <summary>The connection for receiving.</summary>
    public IFailoverConnection Connection { get; }

    /// <summary>Completes when the bus has closed the connection for receiving.</summary>
    public Task<ConnectionEnd> Ended => Connection.Ended;

    /// <summary>When one of the connections last reached another broker, or the same one again; null if none ever had to.</summary>
    public DateTimeOffset? LastChange => _senders.Select(sender => sender.LastChange).Append(Connection.LastChange()).Max();

    /// <summary>Begins to connect; until there is a broker, everything waits.</summary>
    public static BrokerConnection Open(FailoverConnector connector, ActiveMqHostSettings settings, TimeProvider timeProvider)
    {
        var options = settings.ToFailover(timeProvider);
        return new BrokerConnection(
            connector.Open(options),
            [.. Enumerable.Range(0, settings.SendConnections).Select(_ => new SendConnection(connector.Open(options), settings.SendTimeout, timeProvider))]);
    }

    /// <summary>Sends over the connection with the least in flight. Whoever awaits each send keeps his order.</summary>
    public Task SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        // What is not answered is done when written, so its order is that of one connection only.
        var sender = _senders[0];
        if (message.WaitForBroker ?? message.Persistent)
        {
            for (var i = 1; i < _senders.Count && sender.InFlight > 0; i++)
            {
                if (_senders[i].InFlight < sender.InFlight)
                    sender = _senders[i];
            }
        }

        return sender.SendAsync(message, cancellationToken);
    }

    /// <summary>The temporary queue of a temporary endpoint, made at first need. It keeps its name whatever becomes of its broker.</summary>
    public async Task<Destination> TemporaryQueueAsync(string endpointName, CancellationToken cancellationToken)
    {
        var queue = _temporaryQueues.GetOrAdd(
            endpointName,
            _ => new Lazy<Task<Destination>>(() => Connection.CreateTemporaryQueueAsync(CancellationToken.None)));
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

    /// <summary>Makes a requester's temporary queue again where the broker has removed it under him; once for all who have an answer for it. It may have been for nothing: the answer
    /// is refused again then.</summary>
    public Task ReviveAsync(Destination replyQueue, CancellationToken cancellationToken) =>
        _revivals.GetOrAdd(replyQueue, queue => new Lazy<Task>(() => ReviveOnceAsync(queue))).Value.WaitAsync(cancellationToken);

    /// <summary>Deletes the temporary queue of a temporary endpoint, if there is one.</summary>
    public async Task DeleteTemporaryQueueAsync(string endpointName, CancellationToken cancellationToken)
    {
        if (!_temporaryQueues.TryRemove(endpointName, out var queue))
            return;
        var destination = await queue.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        await Connection.DeleteTemporaryDestinationAsync(destination, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_senders.Select(sender => sender.DisposeAsync().AsTask())).ConfigureAwait(false);
        await Connection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task ReviveOnceAsync(Destination replyQueue)
    {
        try
        {
            await Connection.ReviveTemporaryAsync(replyQueue, CancellationToken.None).ConfigureAwait(false);
        }
        catch (OpenWireException)
        {
            // Whoever has an answer goes on trying, and tells what the broker says.
        }
        finally
        {
            _revivals.TryRemove(replyQueue, out _);
        }
    }
}
