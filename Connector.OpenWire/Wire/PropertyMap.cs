using System.Collections;

namespace Connector.OpenWire.Wire;

/// <summary>
/// ActiveMQ's map of typed values (org.apache.activemq.util.MarshallingSupport): a count, then for each entry its name, a type byte and the value.
/// Used for properties, map messages and WireFormatInfo.
/// </summary>
internal static class PropertyMap
{
    // A count of -1 stands for "no map" (MarshallingSupport.marshalPrimitiveMap).
    private const int NoMap = -1;
    private const int MaxDepth = 32;
    private const int LeastEntryBytes = 3;

    private enum ValueType : byte
    {
        Null = 0,
        Boolean = 1,
        Byte = 2,
        Char = 3,
        Short = 4,
        Int = 5,
        Long = 6,
        Double = 7,
        Float = 8,
        String = 9,
        Bytes = 10,
        Map = 11,
        List = 12,
        BigString = 13,
    }

    /// <summary>Reads a map.</summary>
    /// <exception cref="ProtocolViolationException">The bytes are not a map.</exception>
    internal static Dictionary<string, object?> Read(ref WireReader reader) => ReadMap(ref reader, 0);

    /// <summary>Writes a map, with one more entry if given.</summary>
    /// <exception cref="ArgumentException">A name is empty, or a value has a type that JMS does not know.</exception>
    internal static void Write(FrameBuffer buffer, IReadOnlyDictionary<string, object?>? map, string? extraName = null, long extraValue = 0)
    {
        var hasExtra = extraName is not null && map?.ContainsKey(extraName) != true;
        buffer.WriteInt32((map?.Count ?? 0) + (hasExtra ? 1 : 0));
        if (map is not null)
        {
            // A Dictionary's own enumerator allocates nothing.
            if (map is Dictionary<string, object?> dictionary)
            {
                foreach (var (name, value) in dictionary)
                    WriteEntry(buffer, name, value, 0);
            }
            else
            {
                foreach (var (name, value) in map)
                    WriteEntry(buffer, name, value, 0);
            }
        }

        if (!hasExtra)
            return;
        buffer.WriteUtf(extraName!);
        buffer.WriteByte((byte)ValueType.Long);
        buffer.WriteInt64(extraValue);
    }

    private static Dictionary<string, object?> ReadMap(ref WireReader reader, int depth)
    {
        var count = reader.ReadInt32();
        if (count == NoMap)
            return [];
        reader.Checked(count, LeastEntryBytes, "map entries");
        var map = new Dictionary<string, object?>(count);
        for (var i = 0; i < count; i++)
        {
            var name = reader.ReadRepeatedUtf();
            map[name] = ReadValue(ref reader, depth);
        }

        return map;
    }

    private static object? ReadValue(ref WireReader reader, int depth)
    {
        if (depth >= MaxDepth)
            throw new ProtocolViolationException($"Maps and lists are nested more than {MaxDepth} deep.");
        var type = reader.ReadByte();
        return (ValueType)type switch
        {
            ValueType.Null => null,
            ValueType.Boolean => reader.ReadBoolean(),
            ValueType.Byte => (sbyte)reader.ReadByte(),
            ValueType.Char => (char)reader.ReadUInt16(),
            ValueType.Short => reader.ReadInt16(),
            ValueType.Int => reader.ReadInt32(),
            ValueType.Long => reader.ReadInt64(),
            ValueType.Double => BitConverter.Int64BitsToDouble(reader.ReadInt64()),
            ValueType.Float => BitConverter.Int32BitsToSingle(reader.ReadInt32()),
            ValueType.String => reader.ReadRepeatedUtf(),
            ValueType.Bytes => reader.Take(reader.ReadInt32()).ToArray(),
            ValueType.Map => ReadMap(ref reader, depth + 1),
            ValueType.List => ReadList(ref reader, depth + 1),
            ValueType.BigString => ReadBigString(ref reader),
            _ => throw new ProtocolViolationException($"{type} is no type of a map value."),
        };
    }

    private static List<object?> ReadList(ref WireReader reader, int depth)
    {
        var count = reader.Checked(reader.ReadInt32(), 1, "list items");
        var list = new List<object?>(count);
        for (var i = 0; i < count; i++)
            list.Add(ReadValue(ref reader, depth));
        return list;
    }

    // Its length is an int, its bytes modified UTF-8 (MarshallingSupport.readUTF8, which fails on four-byte forms).
    private static string? ReadBigString(ref WireReader reader)
    {
        var length = reader.ReadInt32();
        return length == -1 ? null : ModifiedUtf8.Decode(reader.Take(length));
    }

    private static void WriteEntry(FrameBuffer buffer, string name, object? value, int depth)
    {
        if (name.Length == 0)
            throw new ArgumentException("A property has an empty name.", nameof(name));
        buffer.WriteUtf(name);
        WriteValue(buffer, name, value, depth);
    }

    private static void WriteValue(FrameBuffer buffer, string name, object? value, int depth)
    {
        if (depth >= MaxDepth)
            throw new ArgumentException($"The property '{name}' is nested more than {MaxDepth} deep.", nameof(value));
        switch (value)
        {
            case null:
                buffer.WriteByte((byte)ValueType.Null);
                break;
            case string text:
                WriteText(buffer, text);
                break;
            case bool flag:
                buffer.WriteByte((byte)ValueType.Boolean);
                buffer.WriteBoolean(flag);
                break;
            case int number:
                buffer.WriteByte((byte)ValueType.Int);
                buffer.WriteInt32(number);
                break;
            case long number:
                buffer.WriteByte((byte)ValueType.Long);
                buffer.WriteInt64(number);
                break;
            case sbyte number:
                buffer.WriteByte((byte)ValueType.Byte);
                buffer.WriteByte((byte)number);
                break;
            case byte number and <= (byte)sbyte.MaxValue:
                buffer.WriteByte((byte)ValueType.Byte);
                buffer.WriteByte(number);
                break;
            case short number:
                buffer.WriteByte((byte)ValueType.Short);
                buffer.WriteInt16(number);
                break;
            case char character:
                buffer.WriteByte((byte)ValueType.Char);
                buffer.WriteInt16((short)character);
                break;
            case double number:
                buffer.WriteByte((byte)ValueType.Double);
                buffer.WriteInt64(BitConverter.DoubleToInt64Bits(number));
                break;
            case float number:
                buffer.WriteByte((byte)ValueType.Float);
                buffer.WriteInt32(BitConverter.SingleToInt32Bits(number));
                break;
            case byte[] bytes:
                buffer.WriteByte((byte)ValueType.Bytes);
                buffer.WriteInt32(bytes.Length);
                buffer.WriteRaw(bytes);
                break;
            case IReadOnlyDictionary<string, object?> map:
                buffer.WriteByte((byte)ValueType.Map);
                buffer.WriteInt32(map.Count);
                foreach (var (key, item) in map)
                    WriteEntry(buffer, key, item, depth + 1);
                break;
            case IList list:
                buffer.WriteByte((byte)ValueType.List);
                buffer.WriteInt32(list.Count);
                foreach (var item in list)
                    WriteValue(buffer, name, item, depth + 1);
                break;
            default:
                throw new ArgumentException(
                    $"The property '{name}' has the value {value} of type {value.GetType()}, which OpenWire cannot carry. Use bool, sbyte, char, short, int, long, float, double, string, byte[], a list or a dictionary.",
                    nameof(value));
        }
    }

    // MarshallingSupport.marshalString writes the long form from 8191 characters on; three bytes each then always fit the short one.
    private static void WriteText(FrameBuffer buffer, string text)
    {
        if (text.Length < short.MaxValue / 4)
        {
            buffer.WriteByte((byte)ValueType.String);
            buffer.WriteUtf(text);
            return;
        }

        buffer.WriteByte((byte)ValueType.BigString);
        var bytes = ModifiedUtf8.GetByteCount(text);
        buffer.WriteInt32(bytes);
        buffer.Advance(ModifiedUtf8.Encode(text, buffer.GetSpan(bytes)));
    }
}
