using System.Buffers;
using System.Diagnostics;
using Connector.OpenWire;
using Connector.OpenWire.Link;
using Connector.OpenWire.Wire;
using Connector.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire;

/// <summary>Damaged frames: whatever a peer sends, the codec reads it or says ProtocolViolation, and allocates no more than the frame is worth.</summary>
public sealed class CodecFuzzTests
{
    private const int Seed = 20_261_122;

    // A frame is read in microseconds; one that takes this long has sent the codec round in circles. Not CPU time: a crowded machine may stop us for a while.
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(10);

    // Each byte of a frame can stand for one object at the most: a null entry of a list is 8 bytes, an empty map 80, and a map of many short entries some
    // 100 bytes an entry. A count believed unchecked would ask for gigabytes.
    private const int MostBytesPerFrameByte = 200;
    private const int Allowance = 32 * 1024;

    [Fact]
    [Trait(Fuzz.Category, Fuzz.Name)]
    public void Damaged_frames_are_read_or_refused_and_cost_no_more_memory_than_they_are_worth()
    {
        var originals = JavaPeer.GoldenFrames().Select(line => OpenWire.Frames.Content(Convert.FromHexString(line.Split(' ')[1]))).ToArray();
        var frames = Fuzz.Inputs(300_000);
        var random = new Random(Seed);
        var cache = new WireObjectCache();
        int read = 0, refused = 0;
        foreach (var original in originals)
            Read(original, cache);

        for (var i = 0; i < frames; i++)
        {
            var frame = Damage(originals[random.Next(originals.Length)], originals, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var since = Stopwatch.GetTimestamp();
            try
            {
                Read(frame, cache);
                read++;
            }
            catch (Exception cause) when (cause is ProtocolViolationException or MalformedMessageException)
            {
                refused++;
            }
            catch (Exception cause)
            {
                throw new InvalidOperationException($"Frame {i} of seed {Seed} broke the codec: {Convert.ToHexString(frame)}", cause);
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (Stopwatch.GetElapsedTime(since) > LongestRead)
                throw new InvalidOperationException($"Frame {i} of seed {Seed} took longer than {LongestRead.TotalSeconds} s: {Convert.ToHexString(frame)}");
            if (allocated > Allowance + ((long)frame.Length * MostBytesPerFrameByte))
                throw new InvalidOperationException($"Frame {i} of seed {Seed} with {frame.Length} bytes cost {allocated:N0} bytes: {Convert.ToHexString(frame)}");
        }

        // Both happen, or the damage is not what it should be.
        read.ShouldBeGreaterThan(frames / 20);
        refused.ShouldBeGreaterThan(frames / 20);
    }

    [Fact]
    [Trait(Fuzz.Category, Fuzz.Name)]
    public void Damaged_streams_are_cut_into_the_same_frames_however_they_arrive_or_refused_before_anything_is_allocated()
    {
        const int MaxFrameBytes = 1000;
        var frames = JavaPeer.GoldenFrames().Select(line => Convert.FromHexString(line.Split(' ')[1])).ToArray();
        var streams = Fuzz.Inputs(100_000);
        var random = new Random(Seed);
        int whole = 0, refused = 0;
        for (var i = 0; i < streams; i++)
        {
            byte[] stream = [.. frames[random.Next(frames.Length)], .. Damage(frames[random.Next(frames.Length)], frames, random), .. frames[random.Next(frames.Length)]];
            var atOnce = Cut(new ReadOnlySequence<byte>(stream), MaxFrameBytes);
            var inPieces = Cut(Pieces(stream, random), MaxFrameBytes);
            if (atOnce != inPieces)
                throw new InvalidOperationException($"Stream {i} of seed {Seed} is cut otherwise in pieces ({inPieces}, at once {atOnce}): {Convert.ToHexString(stream)}");
            whole += atOnce.Refusal is null ? 1 : 0;
            refused += atOnce.Refusal is null ? 0 : 1;
        }

        whole.ShouldBeGreaterThan(streams / 20);
        refused.ShouldBeGreaterThan(streams / 20);
    }

    /// <summary>How many frames a stream has, how many bytes are in them, and by which exception it was refused.</summary>
    private static (int Frames, long Bytes, Type? Refusal) Cut(ReadOnlySequence<byte> stream, int maxFrameBytes)
    {
        var (frames, bytes) = (0, 0L);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            while (FrameReader.TryRead(ref stream, maxFrameBytes, out var frame))
            {
                frames++;
                bytes += frame.Length;
            }

            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(Allowance);
            return (frames, bytes, null);
        }
        catch (OpenWireException refusal)
        {
            return (frames, bytes, refusal.GetType());
        }
    }

    private static ReadOnlySequence<byte> Pieces(byte[] stream, Random random)
    {
        var first = new Piece(default, 0);
        var last = first;
        for (var at = 0; at < stream.Length;)
        {
            var length = Math.Min(random.Next(1, 100), stream.Length - at);
            last = last.Append(stream.AsMemory(at, length));
            at += length;
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private static byte[] Damage(byte[] original, byte[][] originals, Random random)
    {
        var frame = original.ToArray();
        for (var wounds = random.Next(1, 4); wounds > 0; wounds--)
        {
            switch (random.Next(6))
            {
                case 0:
                    frame[random.Next(frame.Length)] = (byte)random.Next(256);
                    break;
                case 1:
                    frame[random.Next(frame.Length)] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    frame = frame[..random.Next(1, frame.Length + 1)];
                    break;
                case 3:
                    // A length or count made huge.
                    var at = random.Next(frame.Length);
                    frame.AsSpan(at, Math.Min(4, frame.Length - at)).Fill((byte)(random.Next(2) == 0 ? 0x7f : 0xff));
                    break;
                case 4:
                    var tail = originals[random.Next(originals.Length)];
                    frame = [.. frame[..random.Next(1, frame.Length + 1)], .. tail[random.Next(tail.Length)..]];
                    break;
                default:
                    var cut = random.Next(frame.Length);
                    frame = [.. frame[..cut], .. frame[Math.Min(frame.Length, cut + random.Next(1, 5))..], 0];
                    break;
            }
        }

        return frame;
    }

    private static void Read(byte[] frame, WireObjectCache cache)
    {
        if (frame[0] != WireType.MessageDispatch && !WireType.IsMessage(frame[0]))
        {
            CommandCodec.Read(frame, cache.Strings);
            return;
        }

        var reader = new WireReader(frame, cache.Strings);
        var type = reader.ReadByte();
        WireDispatch dispatch = default;
        WireMessage message;
        if (type == WireType.MessageDispatch)
            dispatch = MessageCodec.ReadDispatch(frame, ref reader, cache, out message);
        else
            MessageCodec.ReadMessage(frame, type, ref reader, cache, out message);

        var delivery = new Delivery(frame, in message, in dispatch, maxBodyBytes: 4096, new FramePool(0));
        _ = delivery.ReadText();
        _ = delivery.Properties;
        if (delivery.BodyKind == MessageBodyKind.Map)
            _ = delivery.ReadMap();
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        internal Piece(ReadOnlyMemory<byte> memory, long runningIndex) => (Memory, RunningIndex) = (memory, runningIndex);

        internal Piece Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
