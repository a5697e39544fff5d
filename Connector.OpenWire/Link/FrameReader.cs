using System.Buffers;

namespace Connector.OpenWire.Link;

/// <summary>Cuts frames out of the bytes received.</summary>
internal static class FrameReader
{
    private const int SizeBytes = sizeof(int);

    /// <summary>Takes the next whole frame, without its size, off the front of the buffer.</summary>
    /// <returns>False where the frame is not whole yet.</returns>
    /// <exception cref="FrameTooLargeException">The frame announced is above the limit. Nothing has been allocated for it.</exception>
    /// <exception cref="ProtocolViolationException">The size is zero or negative.</exception>
    internal static bool TryRead(ref ReadOnlySequence<byte> buffer, int maxFrameBytes, out ReadOnlySequence<byte> frame)
    {
        frame = default;
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadBigEndian(out int size))
            return false;
        if (size <= 0)
            throw new ProtocolViolationException($"A frame announces a size of {size} bytes. Is this an OpenWire port?");
        if (size > maxFrameBytes)
            throw new FrameTooLargeException(size, maxFrameBytes);
        if (reader.Remaining < size)
            return false;
        frame = buffer.Slice(SizeBytes, size);
        buffer = buffer.Slice(SizeBytes + (long)size);
        return true;
    }
}
