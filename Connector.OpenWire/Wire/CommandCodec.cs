namespace Connector.OpenWire.Wire;

/// <summary>
/// Reads and writes OpenWire v12 commands, loose, without the cache (org.apache.activemq.openwire.v12, one marshaller per command). Pure: bytes in,
/// objects out, and back. A frame is what follows its length.
/// </summary>
internal static class CommandCodec
{
    // An advisory's data may be a message with data of its own; nobody nests deeper.
    private const int LargestType = WireType.BrokerId + 1;

    private static ReadOnlySpan<byte> Magic => "ActiveMQ"u8;

    /// <summary>Reads any command but a message or its dispatch.</summary>
    /// <exception cref="ProtocolViolationException">The frame is damaged, or not OpenWire at all.</exception>
    internal static Command Read(ReadOnlySpan<byte> frame, StringCache? strings = null)
    {
        var reader = new WireReader(frame, strings);
        var type = reader.ReadByte();
        return type == WireType.WireFormatInfo ? ReadWireFormatInfo(ref reader) : ReadBody(type, ref reader);
    }

    /// <summary>Writes any command but a message, its dispatch or its acknowledgement, which <see cref="MessageCodec"/> writes.</summary>
    internal static void Write(FrameBuffer buffer, Command command)
    {
        buffer.WriteByte(command.Type);
        if (command is WireFormatInfo wireFormat)
        {
            WriteWireFormatInfo(buffer, wireFormat);
            return;
        }

        buffer.WriteInt32(command.CommandId);
        buffer.WriteBoolean(command.ResponseRequired);
        CommandWriter.Write(buffer, command);
    }

    /// <summary>Reads the data structure of an advisory message, from behind its presence byte.</summary>
    /// <returns>False where its type is unknown, so that its length is too.</returns>
    internal static bool TryReadNested(ref WireReader reader, out object? value)
    {
        value = null;
        var type = reader.ReadByte();
        switch (type)
        {
            case WireType.BrokerInfo or WireType.ConnectionInfo or WireType.SessionInfo or WireType.ConsumerInfo or WireType.ProducerInfo
                or WireType.DestinationInfo or WireType.RemoveInfo:
                value = ReadBody(type, ref reader);
                return value is not UnreadCommand;
            case >= WireType.Queue and <= WireType.TemporaryTopic:
                value = Destination.FromWire((DestinationKind)type, reader.ReadRepeatedString() ?? "");
                return true;
            default:
                return false;
        }
    }

    private static Command ReadBody(byte type, ref WireReader reader)
    {
        if (type is WireType.Null or > LargestType)
            throw new ProtocolViolationException($"{type} is no OpenWire command. Is this an OpenWire port?");
        var commandId = reader.ReadInt32();
        var responseRequired = reader.ReadBoolean();
        return CommandReader.Read(type, ref reader) with { CommandId = commandId, ResponseRequired = responseRequired };
    }

    private static WireFormatInfo ReadWireFormatInfo(ref WireReader reader)
    {
        if (!reader.Take(Magic.Length).SequenceEqual(Magic))
            throw new ProtocolViolationException("The first frame does not begin with 'ActiveMQ'. Is this an OpenWire port?");
        var version = reader.ReadInt32();
        if (!reader.ReadBoolean())
            return new WireFormatInfo(version, new Dictionary<string, object?>());
        var bytes = reader.Take(reader.ReadInt32());
        // The broker itself refuses more than 4 KiB here (WireFormatInfo.MAX_PROPERTY_SIZE).
        if (bytes.Length > 4096)
            throw new ProtocolViolationException($"The properties of WireFormatInfo take {bytes.Length:N0} bytes; 4,096 are allowed.");
        var inner = new WireReader(bytes);
        return new WireFormatInfo(version, PropertyMap.Read(ref inner));
    }

    private static void WriteWireFormatInfo(FrameBuffer buffer, WireFormatInfo info)
    {
        buffer.WriteRaw(Magic);
        buffer.WriteInt32(info.Version);
        var start = buffer.BeginByteSequence();
        PropertyMap.Write(buffer, info.Properties);
        buffer.EndByteSequence(start);
    }
}
