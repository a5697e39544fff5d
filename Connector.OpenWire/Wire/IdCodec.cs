namespace Connector.OpenWire.Wire;

/// <summary>Reads and writes ids, destinations and exceptions: the objects that are nested in commands. With the cache switched off, cached and
/// nested objects look the same: presence, type, fields.</summary>
internal static class IdCodec
{
    internal static void WriteConnectionId(FrameBuffer buffer, string? id)
    {
        buffer.WriteBoolean(id is not null);
        if (id is null)
            return;
        buffer.WriteByte(WireType.ConnectionId);
        buffer.WriteString(id);
    }

    internal static void WriteSessionId(FrameBuffer buffer, SessionId id)
    {
        buffer.WriteBoolean(true);
        buffer.WriteByte(WireType.SessionId);
        buffer.WriteString(id.ConnectionId);
        buffer.WriteInt64(id.Value);
    }

    internal static void WriteConsumerId(FrameBuffer buffer, ConsumerId? id)
    {
        buffer.WriteBoolean(id is not null);
        if (id is null)
            return;
        buffer.WriteByte(WireType.ConsumerId);
        buffer.WriteString(id.ConnectionId);
        buffer.WriteInt64(id.SessionId);
        buffer.WriteInt64(id.Value);
    }

    // Mind the order: value before session, unlike ConsumerId.
    internal static void WriteProducerId(FrameBuffer buffer, ProducerId? id)
    {
        buffer.WriteBoolean(id is not null);
        if (id is null)
            return;
        buffer.WriteByte(WireType.ProducerId);
        buffer.WriteString(id.ConnectionId);
        buffer.WriteInt64(id.Value);
        buffer.WriteInt64(id.SessionId);
    }

    internal static void WriteBrokerId(FrameBuffer buffer, string? id)
    {
        buffer.WriteBoolean(id is not null);
        if (id is null)
            return;
        buffer.WriteByte(WireType.BrokerId);
        buffer.WriteString(id);
    }

    internal static void WriteBrokerIds(FrameBuffer buffer, IReadOnlyList<string>? ids)
    {
        buffer.WriteBoolean(ids is { Count: > 0 });
        if (ids is not { Count: > 0 })
            return;
        buffer.WriteInt16((short)ids.Count);
        foreach (var id in ids)
            WriteBrokerId(buffer, id);
    }

    internal static void WriteMessageId(FrameBuffer buffer, MessageId id, long brokerSequenceId)
    {
        buffer.WriteBoolean(true);
        buffer.WriteByte(WireType.MessageId);
        buffer.WriteString(id.TextView);
        WriteProducerId(buffer, id.Producer);
        buffer.WriteInt64(id.ProducerSequence);
        buffer.WriteInt64(brokerSequenceId);
    }

    internal static void WriteDestination(FrameBuffer buffer, Destination? destination)
    {
        buffer.WriteBoolean(destination is not null);
        if (destination is null)
            return;
        buffer.WriteByte((byte)destination.Kind);
        buffer.WriteString(destination.Name);
    }

    internal static void WriteObjectId(FrameBuffer buffer, object? id)
    {
        switch (id)
        {
            case null:
                buffer.WriteBoolean(false);
                break;
            case ConnectionId connection:
                WriteConnectionId(buffer, connection.Value);
                break;
            case SessionId session:
                WriteSessionId(buffer, session);
                break;
            case ConsumerId consumer:
                WriteConsumerId(buffer, consumer);
                break;
            case ProducerId producer:
                WriteProducerId(buffer, producer);
                break;
            default:
                throw new ArgumentException($"{id.GetType()} is no id that can be removed.", nameof(id));
        }
    }

    // Without StackTraceEnabled a throwable is its class and its words.
    internal static void WriteException(FrameBuffer buffer, BrokerException? exception)
    {
        buffer.WriteBoolean(exception is not null);
        if (exception is null)
            return;
        buffer.WriteString(exception.JavaClass);
        buffer.WriteString(exception.Message);
    }

    internal static BrokerException? ReadException(ref WireReader reader) =>
        reader.ReadBoolean() ? new BrokerException(reader.ReadString() ?? "", reader.ReadString() ?? "") : null;

    internal static Destination? ReadDestination(ref WireReader reader, WireObjectCache? cache) =>
        reader.ReadBoolean() ? ReadDestinationFields(ref reader, reader.ReadByte(), cache) : null;

    internal static string? ReadConnectionId(ref WireReader reader) =>
        Begin(ref reader, WireType.ConnectionId) ? reader.ReadRepeatedString() ?? "" : null;

    internal static string? ReadBrokerId(ref WireReader reader) =>
        Begin(ref reader, WireType.BrokerId) ? reader.ReadRepeatedString() ?? "" : null;

    internal static ConsumerId? ReadConsumerId(ref WireReader reader, WireObjectCache? cache) =>
        Begin(ref reader, WireType.ConsumerId) ? ReadConsumerIdFields(ref reader, cache) : null;

    internal static ProducerId? ReadProducerId(ref WireReader reader, WireObjectCache? cache) =>
        Begin(ref reader, WireType.ProducerId) ? ReadProducerIdFields(ref reader, cache) : null;

    internal static WireMessageId? ReadMessageId(ref WireReader reader, WireObjectCache? cache)
    {
        if (!Begin(ref reader, WireType.MessageId))
            return null;
        var textView = reader.ReadString();
        var producer = ReadProducerId(ref reader, cache);
        return new WireMessageId(new MessageId(producer, reader.ReadInt64()) { TextView = textView }, reader.ReadInt64());
    }

    /// <summary>Reads over a transaction id: this client has no transactions, but messages of others' carry them.</summary>
    internal static void SkipTransactionId(ref WireReader reader)
    {
        if (!reader.ReadBoolean())
            return;
        switch (reader.ReadByte())
        {
            case WireType.LocalTransactionId:
                reader.ReadInt64();
                ReadConnectionId(ref reader);
                break;
            case WireType.XaTransactionId:
                reader.ReadInt32();
                reader.ReadByteSequence();
                reader.ReadByteSequence();
                break;
            case var type:
                throw Unexpected("a transaction id", type);
        }
    }

    /// <summary>Reads over an array of broker ids.</summary>
    internal static void SkipBrokerIds(ref WireReader reader)
    {
        if (!reader.ReadBoolean())
            return;
        for (var left = reader.Checked(reader.ReadInt16(), 1, "broker ids"); left > 0; left--)
            ReadBrokerId(ref reader);
    }

    internal static void SkipConsumerIds(ref WireReader reader)
    {
        if (!reader.ReadBoolean())
            return;
        for (var left = reader.Checked(reader.ReadInt16(), 1, "consumer ids"); left > 0; left--)
            ReadConsumerId(ref reader, null);
    }

    internal static object? ReadObjectId(ref WireReader reader)
    {
        if (!reader.ReadBoolean())
            return null;
        var type = reader.ReadByte();
        return type switch
        {
            WireType.ConnectionId => new ConnectionId(reader.ReadRepeatedString() ?? ""),
            WireType.SessionId => ReadSessionIdFields(ref reader),
            WireType.ConsumerId => ReadConsumerIdFields(ref reader, null),
            WireType.ProducerId => ReadProducerIdFields(ref reader, null),
            _ => throw Unexpected("an id", type),
        };
    }

    internal static SessionId? ReadSessionId(ref WireReader reader) =>
        Begin(ref reader, WireType.SessionId) ? ReadSessionIdFields(ref reader) : null;

    internal static ProtocolViolationException Unexpected(string expected, byte type) => new($"Expected {expected}, found {WireType.NameOf(type)}.");

    private static SessionId ReadSessionIdFields(ref WireReader reader) => new(reader.ReadRepeatedString() ?? "", reader.ReadInt64());

    private static ConsumerId ReadConsumerIdFields(ref WireReader reader, WireObjectCache? cache)
    {
        var connection = reader.ReadRepeatedString() ?? "";
        var session = reader.ReadInt64();
        var value = reader.ReadInt64();
        return cache?.ConsumerId(connection, session, value) ?? new ConsumerId(connection, session, value);
    }

    private static ProducerId ReadProducerIdFields(ref WireReader reader, WireObjectCache? cache)
    {
        var connection = reader.ReadRepeatedString() ?? "";
        var value = reader.ReadInt64();
        var session = reader.ReadInt64();
        return cache?.ProducerId(connection, session, value) ?? new ProducerId(connection, session, value);
    }

    private static Destination ReadDestinationFields(ref WireReader reader, byte type, WireObjectCache? cache)
    {
        if (type is < WireType.Queue or > WireType.TemporaryTopic)
            throw Unexpected("a destination", type);
        var name = reader.ReadRepeatedString() ?? "";
        return cache?.Destination((DestinationKind)type, name) ?? Destination.FromWire((DestinationKind)type, name);
    }

    private static bool Begin(ref WireReader reader, byte expected)
    {
        if (!reader.ReadBoolean())
            return false;
        var type = reader.ReadByte();
        return type == expected ? true : throw Unexpected(WireType.NameOf(expected), type);
    }
}
