using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Connector.Service.Cluster.Sync;

/// <summary>
/// Several messages of one sender, said at once, as one message on the wire. Pure. Whatever comes in, reading gives all of them or none. The body is their count
/// (4 bytes), then of each: its number (8 bytes), whether it is packed (1), the length of its type (1) and the type in UTF-8, the length of its body (4) and the
/// body; numbers with the highest byte first.
/// </summary>
internal static class SyncBatch
{
    /// <summary>The name under which it travels.</summary>
    public const string Type = "SyncBatch";

    /// <summary>No more are read from one message; a sender puts far fewer in it.</summary>
    public const int MostRead = 1024;

    private const int CountLength = sizeof(int);
    private const int HeadLength = sizeof(long) + sizeof(byte) + sizeof(byte) + sizeof(int);

    /// <summary>Writes messages as one.</summary>
    /// <param name="frames">At least one, in the order of their numbers. Where they are not all for one, all get them, and each finds in a message itself whom it
    /// is for: in a hand-over, what is for the other one alternates with what is for all, and there is seldom a third.</param>
    /// <returns>What goes over the wire, under the number of the first.</returns>
    public static SyncFrame Encode(IReadOnlyList<SyncFrame> frames)
    {
        var body = new ArrayBufferWriter<byte>(CountLength + frames.Sum(frame => HeadLength + frame.Type.Length + frame.Body.Length));
        BinaryPrimitives.WriteInt32BigEndian(body.GetSpan(CountLength), frames.Count);
        body.Advance(CountLength);
        foreach (var frame in frames)
        {
            var type = Encoding.UTF8.GetBytes(frame.Type);
            var head = body.GetSpan(HeadLength + type.Length);
            BinaryPrimitives.WriteInt64BigEndian(head, frame.Number);
            head[8] = frame.IsPacked ? (byte)1 : (byte)0;
            head[9] = checked((byte)type.Length);
            type.CopyTo(head[10..]);
            BinaryPrimitives.WriteInt32BigEndian(head[(10 + type.Length)..], frame.Body.Length);
            body.Advance(HeadLength + type.Length);
            body.Write(frame.Body.Span);
        }

        var to = frames.All(frame => frame.To == frames[0].To) ? frames[0].To : "";
        return new(frames[0].Number, Type, to, body.WrittenMemory, IsPacked: false);
    }

    /// <summary>Reads messages that came as one.</summary>
    /// <param name="body">The body, of which theirs are parts.</param>
    /// <param name="to">Whom they are for; empty: all.</param>
    /// <returns>The messages, in order; null: too many, too large, or damaged.</returns>
    public static IReadOnlyList<SyncFrame>? Decode(ReadOnlyMemory<byte> body, string to)
    {
        if (body.Length > SyncCodec.LargestBody)
            return null;
        var reader = new SequenceReader<byte>(new ReadOnlySequence<byte>(body));
        if (!reader.TryReadBigEndian(out int count) || count is < 1 or > MostRead)
            return null;
        var frames = new List<SyncFrame>();
        for (var last = 0L; frames.Count < count; last = frames[^1].Number)
        {
            if (ReadFrame(ref reader, to) is not { } frame || frame.Number <= last)
                return null;
            frames.Add(frame);
        }

        return reader.End ? frames : null;
    }

    private static SyncFrame? ReadFrame(ref SequenceReader<byte> reader, string to)
    {
        if (!reader.TryReadBigEndian(out long number)
            || !reader.TryRead(out var packed) || packed > 1
            || !reader.TryRead(out var typeLength) || !reader.TryReadExact(typeLength, out var type)
            || !reader.TryReadBigEndian(out int length) || length < 0 || !reader.TryReadExact(length, out var body))
        {
            return null;
        }

        return new(number, Encoding.UTF8.GetString(type.FirstSpan), to, body.First, packed == 1);
    }
}
