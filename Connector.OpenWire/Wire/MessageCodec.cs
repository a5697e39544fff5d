using System.Text;


namespace Connector.OpenWire.Wire;

/// <summary>Messages, their dispatch and their acknowledgement: the commands that come once a message, encoded and decoded without objects of their own.</summary>
internal static class MessageCodec
{
    /// <summary>The property by which the broker's scheduler holds a message back, in milliseconds.</summary>
    internal const string ScheduledDelayProperty = "AMQ_SCHEDULED_DELAY";

    /// <summary>Writes a message to send.</summary>
    internal static void WriteMessage(
        FrameBuffer buffer, int commandId, bool responseRequired, in WireMessage message, OutgoingContent content)
    {
        buffer.WriteByte((byte)message.Kind);
        buffer.WriteInt32(commandId);
        buffer.WriteBoolean(responseRequired);
        WriteHead(buffer, in message);
        WriteBody(buffer, content);
        WriteProperties(buffer, content);
        WriteTail(buffer, in message);
    }

    /// <summary>Writes a message as it was read: content and properties as they are. For tests and for peers that play the broker.</summary>
    internal static void WriteMessage(FrameBuffer buffer, int commandId, bool responseRequired, in WireMessage message)
    {
        buffer.WriteByte((byte)message.Kind);
        buffer.WriteInt32(commandId);
        buffer.WriteBoolean(responseRequired);
        WriteHead(buffer, in message);
        WriteRaw(buffer, message.Content);
        WriteRaw(buffer, message.MarshalledProperties);
        WriteTail(buffer, in message);
    }

    internal static void WriteDispatch(FrameBuffer buffer, int commandId, in WireDispatch dispatch, in WireMessage message)
    {
        buffer.WriteByte(WireType.MessageDispatch);
        buffer.WriteInt32(commandId);
        buffer.WriteBoolean(false);
        IdCodec.WriteConsumerId(buffer, dispatch.ConsumerId);
        IdCodec.WriteDestination(buffer, dispatch.Destination);
        buffer.WriteBoolean(dispatch.HasMessage);
        if (dispatch.HasMessage)
            WriteMessage(buffer, commandId, false, in message);
        buffer.WriteInt32(dispatch.RedeliveryCounter);
    }

    internal static void WriteAck(
        FrameBuffer buffer, int commandId, AckType type, Destination destination, ConsumerId consumer, WireMessageId? first, in WireMessageId last,
        int count, BrokerException? poisonCause = null)
    {
        buffer.WriteByte(WireType.MessageAck);
        buffer.WriteInt32(commandId);
        buffer.WriteBoolean(false);
        IdCodec.WriteDestination(buffer, destination);
        buffer.WriteBoolean(false); // transaction
        IdCodec.WriteConsumerId(buffer, consumer);
        buffer.WriteByte((byte)type);
        // Without a first one, a range begins with the oldest message that is unacknowledged.
        if (first is { } start)
            IdCodec.WriteMessageId(buffer, start.Id, start.BrokerSequenceId);
        else
            buffer.WriteBoolean(false);
        IdCodec.WriteMessageId(buffer, last.Id, last.BrokerSequenceId);
        buffer.WriteInt32(count);
        IdCodec.WriteException(buffer, poisonCause);
    }

    /// <summary>Reads a MessageDispatch from behind its type byte; content and properties stay slices of the frame.</summary>
    /// <exception cref="ProtocolViolationException">The frame is damaged.</exception>
    internal static WireDispatch ReadDispatch(ReadOnlyMemory<byte> frame, ref WireReader reader, WireObjectCache? cache, out WireMessage message)
    {
        reader.ReadInt32(); // command id
        reader.ReadBoolean(); // response required
        var dispatch = new WireDispatch
        {
            ConsumerId = IdCodec.ReadConsumerId(ref reader, cache),
            Destination = IdCodec.ReadDestination(ref reader, cache),
            HasMessage = reader.ReadBoolean(),
        };
        message = default;
        if (!dispatch.HasMessage)
        {
            dispatch.RedeliveryCounter = reader.ReadInt32();
            return dispatch;
        }

        var type = reader.ReadByte();
        if (!WireType.IsMessage(type))
            throw IdCodec.Unexpected("a message", type);
        dispatch.RedeliveryCounter = ReadMessage(frame, type, ref reader, cache, out message) ? reader.ReadInt32() : 0;
        return dispatch;
    }

    /// <summary>Reads a message from behind its type byte.</summary>
    /// <returns>Whether it was read to its end; false where an advisory's data could not be told, so that the fields behind it are unknown.</returns>
    internal static bool ReadMessage(
        ReadOnlyMemory<byte> frame, byte type, ref WireReader reader, WireObjectCache? cache, out WireMessage message)
    {
        message = new WireMessage { Kind = (MessageBodyKind)type };
        reader.ReadInt32(); // command id
        reader.ReadBoolean(); // response required
        IdCodec.ReadProducerId(ref reader, cache);
        message.Destination = IdCodec.ReadDestination(ref reader, cache);
        IdCodec.SkipTransactionId(ref reader);
        message.OriginalDestination = IdCodec.ReadDestination(ref reader, cache);
        if (IdCodec.ReadMessageId(ref reader, cache) is { } id)
        {
            message.Id = id.Id;
            message.BrokerSequenceId = id.BrokerSequenceId;
        }

        IdCodec.SkipTransactionId(ref reader);
        message.GroupId = reader.ReadRepeatedString();
        message.GroupSequence = reader.ReadInt32();
        message.CorrelationId = reader.ReadString();
        message.Persistent = reader.ReadBoolean();
        message.ExpirationMilliseconds = reader.ReadInt64();
        message.Priority = reader.ReadByte();
        message.ReplyTo = IdCodec.ReadDestination(ref reader, cache);
        message.TimestampMilliseconds = reader.ReadInt64();
        message.Type = reader.ReadRepeatedString();
        if (reader.ReadByteSequence() is { } content)
            message.Content = frame[content];
        if (reader.ReadByteSequence() is { } properties)
            message.MarshalledProperties = frame[properties];
        if (reader.ReadBoolean() && !CommandCodec.TryReadNested(ref reader, out message.DataStructure))
            return false;
        IdCodec.ReadConsumerId(ref reader, cache); // target consumer
        message.Compressed = reader.ReadBoolean();
        message.RedeliveryCounter = reader.ReadInt32();
        IdCodec.SkipBrokerIds(ref reader); // broker path
        reader.ReadInt64(); // arrival
        message.UserId = reader.ReadRepeatedString();
        reader.ReadBoolean(); // received by duplex bridge
        reader.ReadBoolean(); // droppable
        IdCodec.SkipBrokerIds(ref reader); // cluster
        reader.ReadInt64(); // broker in time
        reader.ReadInt64(); // broker out time
        message.IsFirstOfGroup = reader.ReadBoolean();
        return true;
    }

    private static void WriteHead(FrameBuffer buffer, in WireMessage message)
    {
        IdCodec.WriteProducerId(buffer, message.Id.Producer);
        IdCodec.WriteDestination(buffer, message.Destination);
        buffer.WriteBoolean(false); // transaction
        IdCodec.WriteDestination(buffer, message.OriginalDestination);
        IdCodec.WriteMessageId(buffer, message.Id, message.BrokerSequenceId);
        buffer.WriteBoolean(false); // original transaction
        buffer.WriteString(message.GroupId);
        buffer.WriteInt32(message.GroupSequence);
        buffer.WriteString(message.CorrelationId);
        buffer.WriteBoolean(message.Persistent);
        buffer.WriteInt64(message.ExpirationMilliseconds);
        buffer.WriteByte(message.Priority);
        IdCodec.WriteDestination(buffer, message.ReplyTo);
        buffer.WriteInt64(message.TimestampMilliseconds);
        buffer.WriteString(message.Type);
    }

    private static void WriteTail(FrameBuffer buffer, in WireMessage message)
    {
        buffer.WriteBoolean(false); // data structure
        buffer.WriteBoolean(false); // target consumer
        buffer.WriteBoolean(message.Compressed);
        buffer.WriteInt32(message.RedeliveryCounter);
        IdCodec.WriteBrokerIds(buffer, message.BrokerPath);
        buffer.WriteInt64(0); // arrival: the broker's to fill in
        buffer.WriteString(message.UserId);
        buffer.WriteBoolean(false); // received by duplex bridge
        buffer.WriteBoolean(false); // droppable
        buffer.WriteBoolean(false); // cluster
        buffer.WriteInt64(0); // broker in time
        buffer.WriteInt64(0); // broker out time
        buffer.WriteBoolean(message.IsFirstOfGroup);
    }

    private static void WriteBody(FrameBuffer buffer, OutgoingContent content)
    {
        if (!content.IsText)
        {
            buffer.WriteByteSequence(content.Body.Span);
            return;
        }

        // The Java client reads modified UTF-8 here and fails on plain UTF-8's four-byte forms (MarshallingSupport.readUTF8).
        var start = buffer.BeginByteSequence();
        if (ModifiedUtf8.Differs(content.Body.Span))
        {
            var text = Encoding.UTF8.GetString(content.Body.Span);
            var bytes = ModifiedUtf8.GetByteCount(text);
            buffer.WriteInt32(bytes);
            buffer.Advance(ModifiedUtf8.Encode(text, buffer.GetSpan(bytes)));
        }
        else
        {
            buffer.WriteInt32(content.Body.Length);
            buffer.WriteRaw(content.Body.Span);
        }

        buffer.EndByteSequence(start);
    }

    private static void WriteProperties(FrameBuffer buffer, OutgoingContent content)
    {
        var isDelayed = content.ScheduledDelayMilliseconds > 0;
        if (!isDelayed && content.Properties is not { Count: > 0 })
        {
            buffer.WriteBoolean(false);
            return;
        }

        var start = buffer.BeginByteSequence();
        PropertyMap.Write(buffer, content.Properties, isDelayed ? ScheduledDelayProperty : null, content.ScheduledDelayMilliseconds);
        buffer.EndByteSequence(start);
    }

    private static void WriteRaw(FrameBuffer buffer, ReadOnlyMemory<byte>? bytes)
    {
        if (bytes is { } present)
            buffer.WriteByteSequence(present.Span);
        else
            buffer.WriteBoolean(false);
    }
}
