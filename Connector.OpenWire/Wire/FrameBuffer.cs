using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace Connector.OpenWire.Wire;

/// <summary>
/// Frames being encoded, one behind the other in one pooled array: the length in front of each is known only at its end, so that the memory must be
/// contiguous, and the socket takes many frames in one call. Not safe for use by several threads.
/// </summary>
internal sealed class FrameBuffer : IBufferWriter<byte>, IDisposable
{
    private const int FirstCapacity = 16 * 1024;

    // One huge message must not keep its memory for the rest of the connection's life.
    private const int LargestKept = 1024 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstCapacity);
    private int _frameStart = -1;

    internal int Length { get; private set; }

    internal ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Dispose()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Forgets what is written.</summary>
    internal void Clear()
    {
        Length = 0;
        if (_bytes.Length <= LargestKept)
            return;
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = ArrayPool<byte>.Shared.Rent(FirstCapacity);
    }

    internal void BeginFrame()
    {
        Debug.Assert(_frameStart < 0, "Frames do not nest.");
        _frameStart = Length;
        WriteInt32(0);
    }

    /// <summary>Ends the frame begun, or takes it back where it is above the limit.</summary>
    internal void EndFrame(int maxFrameBytes)
    {
        var frameBytes = Length - _frameStart - sizeof(int);
        if (frameBytes > maxFrameBytes)
        {
            TakeBackFrame();
            throw new FrameTooLargeException(frameBytes, maxFrameBytes);
        }

        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(_frameStart), frameBytes);
        _frameStart = -1;
    }

    /// <summary>Takes back a frame that was begun and not ended, so that a failed encoding leaves no trace.</summary>
    internal void TakeBackFrame()
    {
        if (_frameStart < 0)
            return;
        Length = _frameStart;
        _frameStart = -1;
    }

    internal void WriteByte(byte value)
    {
        EnsureRoom(1);
        _bytes[Length++] = value;
    }

    internal void WriteBoolean(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    internal void WriteInt16(short value)
    {
        EnsureRoom(sizeof(short));
        BinaryPrimitives.WriteInt16BigEndian(_bytes.AsSpan(Length), value);
        Length += sizeof(short);
    }

    internal void WriteInt32(int value)
    {
        EnsureRoom(sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(Length), value);
        Length += sizeof(int);
    }

    internal void WriteInt64(long value)
    {
        EnsureRoom(sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(_bytes.AsSpan(Length), value);
        Length += sizeof(long);
    }

    internal void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        EnsureRoom(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>A byte sequence: presence, length, bytes (BaseDataStreamMarshaller.looseMarshalByteSequence).</summary>
    internal void WriteByteSequence(ReadOnlySpan<byte> bytes)
    {
        WriteBoolean(true);
        WriteInt32(bytes.Length);
        WriteRaw(bytes);
    }

    /// <summary>Begins a byte sequence whose length is known at its end.</summary>
    internal int BeginByteSequence()
    {
        WriteBoolean(true);
        WriteInt32(0);
        return Length;
    }

    internal void EndByteSequence(int start) =>
        BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(start - sizeof(int)), Length - start);

    /// <summary>A nullable string: presence, then <see cref="WriteUtf"/>.</summary>
    internal void WriteString(string? value)
    {
        WriteBoolean(value is not null);
        if (value is not null)
            WriteUtf(value);
    }

    /// <summary>Java's DataOutput.writeUTF: a 16-bit count of bytes, then modified UTF-8.</summary>
    /// <exception cref="ArgumentException">The text has more than 65,535 bytes.</exception>
    internal void WriteUtf(string value)
    {
        var start = Length;
        WriteInt16(0);
        EnsureRoom(Math.Max(value.Length, 1));
        if (Ascii.FromUtf16(value, _bytes.AsSpan(Length), out var written) == OperationStatus.Done && !value.Contains('\0', StringComparison.Ordinal))
        {
            Length += written;
        }
        else
        {
            EnsureRoom(value.Length * ModifiedUtf8.MaxBytesPerChar);
            Length += ModifiedUtf8.Encode(value, _bytes.AsSpan(Length));
        }

        var bytes = Length - start - sizeof(short);
        if (bytes > ushort.MaxValue)
            throw new ArgumentException($"A text of {bytes:N0} bytes does not fit into an OpenWire header field or short string (65,535 at the most). It begins with '{value[..40]}'.", nameof(value));
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(start), (ushort)bytes);
    }

    private void EnsureRoom(int count)
    {
        if (_bytes.Length - Length < count)
            Grow(count);
    }

    private void Grow(int count)
    {
        ObjectDisposedException.ThrowIf(_bytes.Length == 0, this);
        var wanted = Math.Max((long)Length + count, Math.Min(_bytes.Length * 2L, Array.MaxLength));
        if (wanted > Array.MaxLength)
            throw new FrameTooLargeException(wanted, Array.MaxLength);
        var larger = ArrayPool<byte>.Shared.Rent((int)wanted);
        _bytes.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
