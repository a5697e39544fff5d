using System.Buffers;
using System.Numerics;

namespace Connector.OpenWire.Link;

/// <summary>
/// Memory for received frames, given back when their delivery is disposed. The framework's shared pool keeps a few dozen arrays of a size; a consumer holds as
/// many as its prefetch, so that most would be made anew. Bounded by the bytes kept; larger frames come from the shared pool. Safe for use by many threads.
/// </summary>
/// <param name="maxKeptBytes">How many bytes may lie unused.</param>
internal sealed class FramePool(int maxKeptBytes)
{
    private const int SmallestBits = 8;
    private const int LargestBits = 16;
    private const int Largest = 1 << LargestBits;

    private readonly Lock _gate = new();
    private readonly Stack<byte[]>[] _unused = [.. Enumerable.Range(0, LargestBits - SmallestBits + 1).Select(_ => new Stack<byte[]>())];
    private int _keptBytes;

    /// <summary>How many bytes lie unused.</summary>
    internal int KeptBytes
    {
        get
        {
            lock (_gate)
                return _keptBytes;
        }
    }

    /// <summary>An array of at least this length; its content is arbitrary.</summary>
    internal byte[] Rent(int length)
    {
        if (length > Largest)
            return ArrayPool<byte>.Shared.Rent(length);
        var bits = Math.Max(SmallestBits, BitOperations.Log2((uint)Math.Max(length, 1) - 1) + 1);
        lock (_gate)
        {
            if (_unused[bits - SmallestBits].TryPop(out var frame))
            {
                _keptBytes -= frame.Length;
                return frame;
            }
        }

        return GC.AllocateUninitializedArray<byte>(1 << bits);
    }

    /// <summary>Gives an array back that came from <see cref="Rent"/>; once.</summary>
    internal void Return(byte[] frame)
    {
        if (frame.Length > Largest)
        {
            ArrayPool<byte>.Shared.Return(frame);
            return;
        }

        lock (_gate)
        {
            if (_keptBytes + frame.Length > maxKeptBytes)
                return;
            _keptBytes += frame.Length;
            _unused[BitOperations.Log2((uint)frame.Length) - SmallestBits].Push(frame);
        }
    }
}
