namespace Connector.OpenWire;

/// <summary>What a message's body is (OpenWire: BytesMessage, TextMessage, MapMessage, and a Message without a body).</summary>
public enum MessageBodyKind : byte
{
    /// <summary>No body (type 23).</summary>
    None = 23,

    /// <summary>Bytes as they are (type 24).</summary>
    Bytes = 24,

    /// <summary>Names and values (type 25); read with <see cref="Delivery.ReadMap"/>.</summary>
    Map = 25,

    /// <summary>A serialised Java object (type 26): only the raw bytes can be had.</summary>
    Object = 26,

    /// <summary>A JMS stream (type 27): only the raw bytes can be had.</summary>
    Stream = 27,

    /// <summary>Text (type 28); the body's bytes are its UTF-8.</summary>
    Text = 28,
}

/// <summary>A message to send. Immutable, may be sent any number of times; each time it gets a new id.</summary>
public sealed record OutgoingMessage
{
    /// <summary>Where to: needed with an anonymous producer; with a bound one null or the same destination.</summary>
    public Destination? Destination { get; init; }

    /// <summary>
    /// The body: the bytes, the text's UTF-8, or what <see cref="FromMap"/> made of a map. Not copied before the send, so it must not change until
    /// the send is done.
    /// </summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary><see cref="MessageBodyKind.Bytes"/> (default), <see cref="MessageBodyKind.Text"/>, <see cref="MessageBodyKind.Map"/> (see
    /// <see cref="FromMap"/>) or <see cref="MessageBodyKind.None"/>; a serialised Java object or a stream can be read only.</summary>
    public MessageBodyKind BodyKind { get; init; } = MessageBodyKind.Bytes;

    /// <summary>
    /// Application properties; null for none. Values of the types bool, sbyte, byte (up to 127), char, short, int, long, float, double, string, byte[] and null, and
    /// lists and string-keyed dictionaries of these.
    /// </summary>
    public IReadOnlyDictionary<string, object?>? Properties { get; init; }

    /// <summary>Whether the broker keeps it on disk. True, the JMS default: an accepted message survives the broker's crash.</summary>
    public bool Persistent { get; init; } = true;

    /// <summary>
    /// Whether the send waits for the broker's answer. Null, the default: as <see cref="Persistent"/> says. False makes a persistent send
    /// one-way: faster, and lost without notice when the connection ends.
    /// </summary>
    public bool? WaitForBroker { get; init; }

    /// <summary>Message priority, 0 to 9; 4 is the JMS default. The broker obeys it only on queues configured with prioritizedMessages.</summary>
    public byte Priority { get; init; } = 4;

    /// <summary>How long the message is worth delivering, counted from the send; null or zero for ever. The broker drops it afterwards.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>JMSCorrelationID.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>JMSReplyTo: where the answer is awaited.</summary>
    public Destination? ReplyTo { get; init; }

    /// <summary>JMSType.</summary>
    public string? Type { get; init; }

    /// <summary>JMSXGroupID: the broker gives all messages of a group to the same consumer.</summary>
    public string? GroupId { get; init; }

    /// <summary>JMSXGroupSeq: place in the group, from 1 on; -1 closes the group.</summary>
    public int GroupSequence { get; init; }

    /// <summary>
    /// How long the broker holds the message back (property <c>AMQ_SCHEDULED_DELAY</c>); null or zero delivers at once. Needs
    /// <c>schedulerSupport="true"</c> in the broker, which otherwise ignores it.
    /// </summary>
    public TimeSpan? ScheduledDelay { get; init; }

    /// <summary>
    /// Ids (<see cref="BrokerDescription.Id"/>) of brokers that the message counts as having passed: no network bridge carries it to them
    /// (org.apache.activemq.command.NetworkBridgeFilter). For a message that is sent to each of several connected brokers. Null, the default, for none; at most
    /// 32,767. Each one counts as a hop where a bridge limits them (<c>messageTTL</c>).
    /// </summary>
    public IReadOnlyList<string>? BrokerPath { get; init; }

    /// <summary>A bytes message.</summary>
    /// <param name="body">The body; not copied.</param>
    /// <returns>The message.</returns>
    public static OutgoingMessage FromBytes(ReadOnlyMemory<byte> body) => new() { Body = body };

    /// <summary>A text message.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The message.</returns>
    public static OutgoingMessage FromText(string text) =>
        new() { Body = System.Text.Encoding.UTF8.GetBytes(text), BodyKind = MessageBodyKind.Text };

    /// <summary>A map message: names and typed values, as JMS's MapMessage has them (org.apache.activemq.util.MarshallingSupport).</summary>
    /// <param name="values">
    /// Encoded at once, so it may change afterwards. Types as in <see cref="Properties"/>. A Java receiver sees sbyte as byte and byte[] as bytes;
    /// lists and dictionaries are ActiveMQ's own extension of JMS.
    /// </param>
    /// <returns>The message.</returns>
    /// <exception cref="ArgumentException">A name is empty, or a value has a type that JMS does not know.</exception>
    public static OutgoingMessage FromMap(IReadOnlyDictionary<string, object?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        using var buffer = new Wire.FrameBuffer();
        Wire.PropertyMap.Write(buffer, values);
        return new() { Body = buffer.Written.ToArray(), BodyKind = MessageBodyKind.Map };
    }
}
