using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using Connector.OpenWire;
using Connector.OpenWire.Wire;

namespace Connector.Benchmarks.Micro;

/// <summary>The codec alone: one message of 1 KiB with one property written, its dispatch read, and its acknowledgement written.</summary>
[MemoryDiagnoser]
[ShortRunJob]
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls Cleanup.")]
public class CodecBenchmarks
{
    private readonly FrameBuffer _buffer = new();
    private readonly WireObjectCache _cache = new();
    private readonly ConsumerId _consumer = new("ID:bench-1", 1, 1);
    private readonly Destination _queue = Destination.Queue("bench");
    private WireMessage _message;
    private OutgoingContent _content;
    private byte[] _dispatch = [];

    /// <summary>Makes the frames.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _message = new WireMessage
        {
            Kind = MessageBodyKind.Bytes,
            Id = new MessageId(new ProducerId("ID:bench-2", 1, 1), 1),
            Destination = _queue,
            Persistent = true,
            Priority = 4,
            TimestampMilliseconds = 1,
        };
        _content = new OutgoingContent
        {
            Body = new byte[Work.BodyBytes],
            Properties = new Dictionary<string, object?> { ["Content-Type"] = "application/vnd.masstransit+json" },
        };
        using var buffer = new FrameBuffer();
        var received = _message with { Content = new byte[Work.BodyBytes] };
        MessageCodec.WriteDispatch(
            buffer, 1, new WireDispatch { ConsumerId = _consumer, Destination = _queue, HasMessage = true }, in received);
        _dispatch = buffer.Written.ToArray();
    }

    /// <summary>Gives the buffer back.</summary>
    [GlobalCleanup]
    public void Cleanup() => _buffer.Dispose();

    /// <summary>A message to send.</summary>
    [Benchmark]
    public int WriteMessage()
    {
        _buffer.Clear();
        MessageCodec.WriteMessage(_buffer, 1, true, in _message, _content);
        return _buffer.Length;
    }

    /// <summary>A message received.</summary>
    [Benchmark]
    public int ReadDispatch()
    {
        var reader = new WireReader(_dispatch, _cache.Strings);
        reader.ReadByte();
        MessageCodec.ReadDispatch(_dispatch, ref reader, _cache, out var message);
        return message.Priority;
    }

    /// <summary>Its acknowledgement.</summary>
    [Benchmark]
    public int WriteAcknowledgement()
    {
        _buffer.Clear();
        var id = new WireMessageId(_message.Id, 1);
        MessageCodec.WriteAck(_buffer, 1, AckType.Individual, _queue, _consumer, id, id, 1);
        return _buffer.Length;
    }
}
