using Connector.OpenWire.Link;
using Connector.OpenWire.Wire;

namespace Connector.OpenWire;

/// <summary>Sends for a session, to one destination or to any.</summary>
internal sealed class MessageProducer : IMessageProducer
{
    private readonly OpenWireConnection _connection;
    private readonly ProducerId _id;
    private readonly Lock _order = new();
    private long _lastSequence;
    private int _isDisposed;

    internal MessageProducer(OpenWireConnection connection, ProducerId id, Destination? destination)
    {
        _connection = connection;
        _id = id;
        Destination = destination;
    }

    public Destination? Destination { get; }

    internal ProducerInfo ToInfo() => new(_id, Destination);

    public ValueTask<MessageId> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
        var outgoing = OutgoingFrame.Prepare(message, Destination, _connection.Time.GetUtcNow());
        if (!(message.WaitForBroker ?? message.Persistent))
            return TrySend(ref outgoing, onThisThread: false) ? new(outgoing.Message.Id) : SendSlowlyAsync(outgoing, cancellationToken);

        var request = _connection.Requests.Add(outgoing.Name, cancellationToken);
        try
        {
            outgoing.CommandId = request.CommandId;
            outgoing.ResponseRequired = true;
            // A lone sender waits for this very frame; with others in flight, frames may gather.
            if (!TrySend(ref outgoing, request.IsAlone))
                return RequestSlowlyAsync(outgoing, request, cancellationToken);
            request.MessageId = outgoing.Message.Id;
            return request.AsSend();
        }
        catch
        {
            _connection.Requests.Withdraw(request);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            await _connection.RemoveAsync(new RemoveInfo(_id), "a producer").ConfigureAwait(false);
    }

    // The broker finds duplicates by a producer's rising sequence, so it must rise on the wire too.
    private bool TrySend(ref OutgoingFrame outgoing, bool onThisThread)
    {
        lock (_order)
        {
            outgoing.Message.Id = new MessageId(_id, _lastSequence + 1);
            if (outgoing.CommandId == 0)
                outgoing.CommandId = _connection.NextCommandId();
            if (!_connection.Writer.TryWrite(in outgoing, OutgoingFrame.Encode, onThisThread))
                return false;
            _lastSequence++;
        }

        _connection.CountSent();
        return true;
    }

    private async ValueTask<MessageId> SendSlowlyAsync(OutgoingFrame outgoing, CancellationToken cancellationToken)
    {
        do
            await _connection.Writer.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        while (!TrySend(ref outgoing, onThisThread: false));
        return outgoing.Message.Id;
    }

    private async ValueTask<MessageId> RequestSlowlyAsync(OutgoingFrame outgoing, PendingRequest request, CancellationToken cancellationToken)
    {
        try
        {
            request.MessageId = await SendSlowlyAsync(outgoing, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _connection.Requests.Withdraw(request);
            throw;
        }

        return await request.AsSend().ConfigureAwait(false);
    }
}
