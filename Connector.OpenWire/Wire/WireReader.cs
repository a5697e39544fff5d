using System.Buffers.Binary;

namespace Connector.OpenWire.Wire;

/// <summary>
/// Reads loose-encoded fields from one whole frame. Every read is checked against the frame's end, and every count against the bytes that
/// are left, before anything is allocated for it.
/// </summary>
internal ref struct WireReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly StringCache? _strings;

    internal WireReader(ReadOnlySpan<byte> bytes, StringCache? strings = null)
    {
        _bytes = bytes;
        _strings = strings;
        Position = 0;
    }

    internal int Position { get; private set; }

    internal readonly int Remaining => _bytes.Length - Position;

    internal byte ReadByte() => Take(1)[0];

    internal bool ReadBoolean() => ReadByte() switch
    {
        0 => false,
        // Java's DataInput takes every other value for true.
        _ => true,
    };

    internal short ReadInt16() => BinaryPrimitives.ReadInt16BigEndian(Take(sizeof(short)));

    internal ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(sizeof(ushort)));

    internal int ReadInt32() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));

    internal long ReadInt64() => BinaryPrimitives.ReadInt64BigEndian(Take(sizeof(long)));

    /// <summary>A nullable string that is likely to be new each time.</summary>
    internal string? ReadString() => ReadBoolean() ? ReadUtf() : null;

    /// <summary>A nullable string that is likely to come again.</summary>
    internal string? ReadRepeatedString() => ReadBoolean() ? ReadRepeatedUtf() : null;

    internal string ReadUtf() => ModifiedUtf8.Decode(Take(ReadUInt16()));

    internal string ReadRepeatedUtf()
    {
        var bytes = Take(ReadUInt16());
        return _strings is null ? ModifiedUtf8.Decode(bytes) : _strings.GetOrDecode(bytes);
    }

    /// <summary>A nullable byte sequence, as its place in the frame; nothing is copied.</summary>
    internal Range? ReadByteSequence()
    {
        if (!ReadBoolean())
            return null;
        var length = ReadInt32();
        var start = Position;
        Take(length);
        return start..Position;
    }

    internal ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > Remaining)
            throw new ProtocolViolationException($"A field of {count:N0} bytes at byte {Position:N0} reaches beyond the end of its frame or is negative; {Remaining:N0} bytes are left.");
        var taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }

    /// <summary>A count of items that take at least so many bytes each; more than can follow is a violation.</summary>
    internal readonly int Checked(int count, int leastBytesEach, string what) =>
        count >= 0 && (long)count * leastBytesEach <= Remaining
            ? count
            : throw new ProtocolViolationException($"A count of {count:N0} {what} does not fit into the {Remaining:N0} bytes that are left.");
}
