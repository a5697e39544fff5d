using Connector.OpenWire;
using Connector.OpenWire.Failover;

namespace Connector.ActiveMqTransport.Connections;

/// <summary>One connection for sending, with one producer for all destinations.</summary>
internal sealed class SendConnection : IAsyncDisposable
{
    private readonly IFailoverConnection _connection;
    private readonly TimeSpan _sendTimeout;
    private readonly TimeProvider _time;
    private readonly Task<IMessageProducer> _producer;
    private int _inFlight;

    public SendConnection(IFailoverConnection connection, TimeSpan sendTimeout, TimeProvider time)
    {
        _connection = connection;
        _sendTimeout = sendTimeout;
        _time = time;
        _producer = OpenAsync();
    }

    /// <summary>How many sends are not done yet.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>See <see cref="BrokerConnection.LastChange"/>.</summary>
    public DateTimeOffset? LastChange => _connection.LastChange();

    /// <summary>Sends a message, as <see cref="IMessageProducer.SendAsync"/> does.</summary>
    public async Task SendAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            var producer = _producer.IsCompletedSuccessfully
                ? await _producer.ConfigureAwait(false)
                : await OpenedAsync(cancellationToken).ConfigureAwait(false);
            await producer.SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Ends the opening too, if there was never a broker.
        await _connection.DisposeAsync().ConfigureAwait(false);
        await ((Task)_producer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // The producer is made when there is a first broker; what waits for that waits no longer than a send.
    private async Task<IMessageProducer> OpenedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _producer.WaitAsync(_sendTimeout, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new SendTimeoutException(_sendTimeout, _connection.Status.Reason);
        }
    }

    private async Task<IMessageProducer> OpenAsync()
    {
        var session = await _connection.OpenSessionAsync().ConfigureAwait(false);
        // Anonymous: a producer bound to a reply queue stays unusable when that queue was not yet restored after a fail-over.
        return await session.CreateProducerAsync(destination: null).ConfigureAwait(false);
    }
}
