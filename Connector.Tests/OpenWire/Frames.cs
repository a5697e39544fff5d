using System.Buffers.Binary;
using Connector.OpenWire.Wire;

namespace Connector.Tests.OpenWire;

/// <summary>Encodes single frames for tests.</summary>
internal static class Frames
{
    /// <summary>A whole frame, its size in front.</summary>
    public static byte[] Write(Action<FrameBuffer> encode)
    {
        using var buffer = new FrameBuffer();
        buffer.BeginFrame();
        encode(buffer);
        buffer.EndFrame(int.MaxValue);
        return buffer.Written.ToArray();
    }

    public static byte[] Write(Command command) => Write(buffer => CommandCodec.Write(buffer, command));

    /// <summary>A frame without its size, which must be right.</summary>
    public static byte[] Content(byte[] frame) => BinaryPrimitives.ReadInt32BigEndian(frame) == frame.Length - 4
        ? frame[4..]
        : throw new ArgumentException("The frame's size is wrong.", nameof(frame));
}
