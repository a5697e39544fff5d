using Connector.OpenWire.Link;
using Connector.OpenWire.Wire;

namespace Connector.OpenWire;

/// <summary>Sends for a session, to one destination or to any.</summary>
internal sealed class MessageProducer : IMessageProducer
{
    private static readonly EncodeFrame<Outgoing> Encode = static (buffer, ref readonly outgoing) =>
        MessageCodec.WriteMessage(buffer, outgoing.CommandId, outgoing.ResponseRequired, in outgoing.Message, outgoing.Content);

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
        var outgoing = Prepare(message);
        if (!(message.WaitForBroker ?? message.Persistent))
            return TrySend(ref outgoing, onThisThread: false) ? new(outgoing.Message.Id) : SendSlowlyAsync(outgoing, cancellationToken);

        var request = _connection.Requests.Add("a message to " + (outgoing.Message.Destination is { } to ? to.ToString() : ""), cancellationToken);
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

    private Outgoing Prepare(OutgoingMessage message)
    {
        if (Destination is not null && message.Destination is not null && message.Destination != Destination)
            throw new ArgumentException($"The producer is bound to {Destination}; the message names {message.Destination}. Leave it null, or make an anonymous producer.", nameof(message));
        if (message.Priority > 9)
            throw new ArgumentException($"A message priority of {message.Priority} is out of the range 0 to 9.", nameof(message));
        if (message.BodyKind is not (MessageBodyKind.Bytes or MessageBodyKind.Text or MessageBodyKind.Map or MessageBodyKind.None))
            throw new ArgumentException($"A body of kind {message.BodyKind} can be read, not sent. Send bytes, text or a map.", nameof(message));

        var now = _connection.Time.GetUtcNow().ToUnixTimeMilliseconds();
        return new Outgoing
        {
            Message = new WireMessage
            {
                Kind = message.BodyKind,
                Destination = Destination ?? message.Destination
                    ?? throw new ArgumentException("The message names no destination and the producer is bound to none.", nameof(message)),
                GroupId = message.GroupId,
                GroupSequence = message.GroupSequence,
                CorrelationId = message.CorrelationId,
                Persistent = message.Persistent,
                ExpirationMilliseconds = message.TimeToLive is { } life && life > TimeSpan.Zero ? now + Math.Max(1, (long)life.TotalMilliseconds) : 0,
                Priority = message.Priority,
                ReplyTo = message.ReplyTo,
                TimestampMilliseconds = now,
                Type = message.Type,
            },
            Content = new OutgoingContent
            {
                Body = message.Body,
                IsText = message.BodyKind == MessageBodyKind.Text,
                Properties = message.Properties,
                ScheduledDelayMilliseconds = (long)(message.ScheduledDelay?.TotalMilliseconds ?? 0),
            },
        };
    }

    // The broker finds duplicates by a producer's rising sequence, so it must rise on the wire too.
    private bool TrySend(ref Outgoing outgoing, bool onThisThread)
    {
        lock (_order)
        {
            outgoing.Message.Id = new MessageId(_id, _lastSequence + 1);
            if (outgoing.CommandId == 0)
                outgoing.CommandId = _connection.NextCommandId();
            if (!_connection.Writer.TryWrite(in outgoing, Encode, onThisThread))
                return false;
            _lastSequence++;
        }

        _connection.CountSent();
        return true;
    }

    private async ValueTask<MessageId> SendSlowlyAsync(Outgoing outgoing, CancellationToken cancellationToken)
    {
        do
            await _connection.Writer.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        while (!TrySend(ref outgoing, onThisThread: false));
        return outgoing.Message.Id;
    }

    private async ValueTask<MessageId> RequestSlowlyAsync(Outgoing outgoing, PendingRequest request, CancellationToken cancellationToken)
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

    private struct Outgoing
    {
        internal WireMessage Message;
        internal OutgoingContent Content;
        internal int CommandId;
        internal bool ResponseRequired;
    }
}
