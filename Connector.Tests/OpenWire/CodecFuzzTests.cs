using Connector.OpenWire;
using Connector.OpenWire.Link;
using Connector.OpenWire.Wire;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire;

/// <summary>Damaged frames: whatever a peer sends, the codec reads it or says ProtocolViolation, and allocates no more than the frame is worth.</summary>
public sealed class CodecFuzzTests
{
    private const int Frames = 300_000;
    private const int Seed = 20_261_122;

    // Each byte of a frame can stand for one object at the most: a null entry of a list is 8 bytes, an empty map 80, and a map of many short entries some
    // 100 bytes an entry. A count believed unchecked would ask for gigabytes.
    private const int MostBytesPerFrameByte = 200;
    private const int Allowance = 32 * 1024;

    [Fact]
    public void Damaged_frames_are_read_or_refused_and_cost_no_more_memory_than_they_are_worth()
    {
        var originals = JavaPeer.GoldenFrames().Select(line => OpenWire.Frames.Content(Convert.FromHexString(line.Split(' ')[1]))).ToArray();
        var random = new Random(Seed);
        var cache = new WireObjectCache();
        int read = 0, refused = 0;
        foreach (var original in originals)
            Read(original, cache);

        for (var i = 0; i < Frames; i++)
        {
            var frame = Damage(originals[random.Next(originals.Length)], originals, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
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
            if (allocated > Allowance + ((long)frame.Length * MostBytesPerFrameByte))
                throw new InvalidOperationException($"Frame {i} of seed {Seed} with {frame.Length} bytes cost {allocated:N0} bytes: {Convert.ToHexString(frame)}");
        }

        // Both happen, or the damage is not what it should be.
        read.ShouldBeGreaterThan(Frames / 20);
        refused.ShouldBeGreaterThan(Frames / 20);
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
}
