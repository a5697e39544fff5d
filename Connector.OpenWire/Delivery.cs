using System.Text;
using Connector.OpenWire.Link;
using Connector.OpenWire.Wire;

namespace Connector.OpenWire;

/// <summary>
/// One message as the broker dispatched it to one consumer. Header fields are read at once, body and properties when asked for. Its memory is
/// borrowed: <see cref="Dispose"/> gives it back for the next message. Not disposing is correct too, and only costs an allocation.
/// Reading may be done by one thread at a time.
/// </summary>
public sealed class Delivery : IDisposable
{
    private readonly int _maxBodyBytes;
    private readonly FramePool _pool;
    private WireMessage _message;
    private byte[]? _frame;
    private ReadOnlyMemory<byte>? _body;
    private Dictionary<string, object?>? _properties;
    private int _isSettled;

    internal Delivery(byte[]? frame, in WireMessage message, in WireDispatch dispatch, int maxBodyBytes, FramePool pool)
    {
        _pool = pool;
        _frame = frame;
        _message = message;
        _maxBodyBytes = maxBodyBytes;
        Destination = message.Destination ?? dispatch.Destination ?? Destination.FromWire(DestinationKind.Queue, "");
        DispatchDestination = dispatch.Destination ?? Destination;
        RedeliveryCounter = Math.Max(dispatch.RedeliveryCounter, message.RedeliveryCounter);
    }

    /// <summary>Where the message lies: the queue or topic that the broker took it from. For a virtual topic's consumer queue: the queue.</summary>
    public Destination Destination { get; }

    /// <summary>Where the sender sent it, where the broker moved it on since: the virtual topic, or the queue from which it fell into the dead-letter queue; else null.</summary>
    public Destination? OriginalDestination => _message.OriginalDestination;

    /// <summary>The message's id, the same in every delivery of it.</summary>
    public MessageId MessageId => _message.Id;

    /// <summary>What the body is.</summary>
    public MessageBodyKind BodyKind => _message.Kind;

    /// <summary>
    /// The body: the bytes of a bytes message, the UTF-8 of a text message, else the raw content. Decompressed where the sender compressed it. Valid
    /// until <see cref="Dispose"/>.
    /// </summary>
    /// <exception cref="MalformedMessageException">The content is damaged, or decompresses to more than the frame limit.</exception>
    /// <exception cref="ObjectDisposedException">The delivery was disposed.</exception>
    public ReadOnlyMemory<byte> Body
    {
        get
        {
            ObjectDisposedException.ThrowIf(_frame is null, this);
            return _body ??= MessageBody.Read(in _message, _maxBodyBytes);
        }
    }

    /// <summary>
    /// Application properties with the types their sender gave: bool, sbyte, char, short, int, long, float, double, string, byte[], null, and lists and
    /// dictionaries of these. Never null. May be kept after <see cref="Dispose"/> if read before.
    /// </summary>
    /// <exception cref="MalformedMessageException">The properties are damaged.</exception>
    /// <exception cref="ObjectDisposedException">The delivery was disposed before the first reading.</exception>
    public IReadOnlyDictionary<string, object?> Properties
    {
        get
        {
            if (_properties is not null)
                return _properties;
            ObjectDisposedException.ThrowIf(_frame is null, this);
            return _properties = _message.MarshalledProperties is { } marshalled ? MessageBody.ReadMap(marshalled.Span, "properties") : [];
        }
    }

    /// <summary>Whether the broker keeps the message on disk.</summary>
    public bool Persistent => _message.Persistent;

    /// <summary>Message priority, 0 to 9.</summary>
    public byte Priority => _message.Priority;

    /// <summary>When the sender sent it, by the sender's clock; null where it did not say.</summary>
    public DateTimeOffset? Timestamp => ToTime(_message.TimestampMilliseconds);

    /// <summary>When it stops being worth delivering; null for never.</summary>
    public DateTimeOffset? Expiration => ToTime(_message.ExpirationMilliseconds);

    /// <summary>JMSReplyTo; null where no answer is awaited.</summary>
    public Destination? ReplyTo => _message.ReplyTo;

    /// <summary>JMSCorrelationID.</summary>
    public string? CorrelationId => _message.CorrelationId;

    /// <summary>JMSType.</summary>
    public string? Type => _message.Type;

    /// <summary>JMSXGroupID.</summary>
    public string? GroupId => _message.GroupId;

    /// <summary>JMSXGroupSeq.</summary>
    public int GroupSequence => _message.GroupSequence;

    /// <summary>JMSXUserID: who sent it, where the broker was told to fill it in.</summary>
    public string? UserId => _message.UserId;

    /// <summary>How often it was delivered before and not acknowledged; 0 the first time. JMSXDeliveryCount is one more.</summary>
    public int RedeliveryCounter { get; }

    /// <summary>JMSRedelivered: it may have been handled before.</summary>
    public bool Redelivered => RedeliveryCounter > 0;

    /// <summary>The destination by which the broker knows the delivery in acknowledgements.</summary>
    internal Destination DispatchDestination { get; }

    internal WireMessageId WireId => new(_message.Id, _message.BrokerSequenceId);

    /// <summary>What an advisory message tells of.</summary>
    internal object? DataStructure => _message.DataStructure;

    internal MessageConsumer? Consumer { get; set; }

    /// <summary>Counts a consumer's deliveries from 1 on.</summary>
    internal long Sequence { get; set; }

    internal int FrameLength => _frame?.Length ?? 0;

    /// <summary>The body as text: of a text message, or of a bytes message read as UTF-8.</summary>
    /// <returns>The text; empty for a message without body.</returns>
    /// <exception cref="MalformedMessageException">The content is damaged.</exception>
    /// <exception cref="ObjectDisposedException">The delivery was disposed.</exception>
    public string ReadText() => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The body of a map message.</summary>
    /// <returns>Names and values, typed as in <see cref="Properties"/>.</returns>
    /// <exception cref="InvalidOperationException">The message is not a map message.</exception>
    /// <exception cref="MalformedMessageException">The content is damaged.</exception>
    /// <exception cref="ObjectDisposedException">The delivery was disposed.</exception>
    public IReadOnlyDictionary<string, object?> ReadMap() => BodyKind == MessageBodyKind.Map
        ? Body.IsEmpty ? new Dictionary<string, object?>() : MessageBody.ReadMap(Body.Span, "body")
        : throw new InvalidOperationException($"Message {MessageId} has a body of kind {BodyKind}; only {MessageBodyKind.Map} can be read as a map.");

    /// <summary>Gives the body's memory back. <see cref="Body"/> and what was taken from it must not be used any more; header fields may.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _frame, null) is not { } frame)
            return;
        _body = null;
        _message.Content = null;
        _message.MarshalledProperties = null;
        _pool.Return(frame);
    }

    /// <summary>Marks it as acknowledged or given up; true the first time.</summary>
    internal bool TrySettle() => Interlocked.Exchange(ref _isSettled, 1) == 0;

    private static DateTimeOffset? ToTime(long milliseconds) =>
        // The range that DateTimeOffset has; a nonsensical time is none.
        milliseconds is > 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
}
