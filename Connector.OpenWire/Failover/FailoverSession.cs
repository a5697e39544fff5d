using Connector.OpenWire.Wire;
using Microsoft.Extensions.Logging;

namespace Connector.OpenWire.Failover;

/// <summary>A session that is made anew, under its id, on each connection.</summary>
internal sealed class FailoverSession : IOpenWireSession
{
    private readonly FailoverCore _core;
    private readonly ILogger _logger;
    private long _lastProducer;
    private int _isDisposed;

    internal FailoverSession(FailoverCore core, SessionId id, ILogger logger)
    {
        _core = core;
        _logger = logger;
        Id = id;
    }

    internal SessionId Id { get; }

    internal bool IsDisposed => Volatile.Read(ref _isDisposed) != 0;

    public Task<IMessageProducer> CreateProducerAsync(Destination? destination, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        var id = new ProducerId(Id.ConnectionId, Id.Value, Interlocked.Increment(ref _lastProducer));
        var producer = new FailoverProducer(_core, id, destination);
        return _core.CreateAsync<IMessageProducer>(
            async (connection, cancellation) =>
            {
                await connection.RequestAsync(new ProducerInfo(id, destination), cancellation).ConfigureAwait(false);
                _core.Add(producer);
                return producer;
            },
            cancellationToken);
    }

    public Task<IMessageConsumer> SubscribeAsync(ConsumerOptions options, DeliveryHandler handler, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        OpenWireSession.Check(options, Id.ConnectionId);
        ArgumentNullException.ThrowIfNull(handler);
        return _core.AddAsync(new FailoverConsumer(_core, NextConsumer(), options, handler, _logger), cancellationToken);
    }

    /// <summary>Subscribes to the advisories of a queue's consumers.</summary>
    internal Task<IMessageConsumer> SubscribeAsync(ConsumerWatch watch, CancellationToken cancellationToken) =>
        _core.AddAsync(new FailoverConsumer(_core, NextConsumer(), watch, _logger), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        foreach (var consumer in _core.ConsumersOf(Id))
            await consumer.DisposeAsync().ConfigureAwait(false);
        foreach (var producer in _core.ProducersOf(Id))
            await producer.DisposeAsync().ConfigureAwait(false);
        await _core.RemoveSessionAsync(this).ConfigureAwait(false);
    }

    private ConsumerId NextConsumer() => new(Id.ConnectionId, Id.Value, _core.NextConsumerNumber());
}
