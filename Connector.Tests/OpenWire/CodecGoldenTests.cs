using System.Text;
using Connector.OpenWire;
using Connector.OpenWire.Link;
using Connector.OpenWire.Wire;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire;

/// <summary>
/// Our codec against the bytes that ActiveMQ's own marshallers write for the same commands (Java/GoldenFrames.java printed Java/golden-frames.txt).
/// </summary>
public sealed class CodecGoldenTests
{
    private static readonly ConsumerId Consumer = new("ID:golden-1:1", 2, 3);
    private static readonly ProducerId Producer = new("ID:golden-1:1", 2, 4);
    private static readonly Destination Orders = Destination.Queue("orders");
    private static readonly Destination Temporary = Destination.TemporaryQueue("ID:golden-1:1:7");
    private static readonly WireMessageId Id = new(new MessageId(Producer, 42), 77);

    private static readonly Dictionary<string, Command> Commands = new()
    {
        ["BrokerInfo"] = new BrokerInfo("ID:broker-1", "tcp://localhost:61616", "lab") { IsFaultTolerant = true, ConnectionNumber = 9, CommandId = 1 },
        ["ConnectionInfo"] = new ConnectionInfo("ID:golden-1:1", "client", "user", "secret")
        {
            Manageable = true,
            FaultTolerant = true,
            FailoverReconnect = true,
            CommandId = 2,
            ResponseRequired = true,
        },
        ["SessionInfo"] = new SessionInfo(new SessionId("ID:golden-1:1", 2)) { CommandId = 3, ResponseRequired = true },
        ["ConsumerInfo"] = new ConsumerInfo(Consumer, Orders)
        {
            PrefetchSize = 17,
            DispatchAsync = true,
            Selector = "size > 3",
            ClientId = "client",
            SubscriptionName = "keeper",
            NoLocal = true,
            Exclusive = true,
            Retroactive = true,
            Browser = true,
            Priority = -5,
            MaximumPendingMessageLimit = 11,
            CommandId = 4,
            ResponseRequired = true,
        },
        ["ProducerInfo"] = new ProducerInfo(Producer, Destination.Topic("news")) { WindowSize = 1024, CommandId = 5, ResponseRequired = true },
        ["ProducerInfo.anonymous"] = new ProducerInfo(Producer, null) { CommandId = 5, ResponseRequired = true },
        ["DestinationInfo"] = new DestinationInfo("ID:golden-1:1", Temporary, DestinationOperation.Remove) { CommandId = 6, ResponseRequired = true },
        ["RemoveSubscriptionInfo"] = new RemoveSubscriptionInfo("ID:golden-1:1", "keeper", "client") { CommandId = 7, ResponseRequired = true },
        ["KeepAliveInfo"] = new KeepAliveInfo { CommandId = 8, ResponseRequired = true },
        ["ShutdownInfo"] = new ShutdownInfo { CommandId = 9 },
        ["RemoveInfo.consumer"] = new RemoveInfo(Consumer) { LastDeliveredSequenceId = 99, CommandId = 10, ResponseRequired = true },
        ["RemoveInfo.producer"] = new RemoveInfo(Producer) { CommandId = 11, ResponseRequired = true },
        ["RemoveInfo.session"] = new RemoveInfo(new SessionId("ID:golden-1:1", 2)) { CommandId = 12, ResponseRequired = true },
        ["RemoveInfo.connection"] = new RemoveInfo(new ConnectionId("ID:golden-1:1")) { CommandId = 13, ResponseRequired = true },
        ["ConnectionError"] = new ConnectionError(new BrokerException("java.lang.IllegalStateException", "broken"), "ID:golden-1:1") { CommandId = 14 },
        ["ConsumerControl"] = new ConsumerControl(Consumer, Orders) { Close = true, Prefetch = 5, Stop = true, CommandId = 15 },
        ["ConnectionControl"] = new ConnectionControl
        {
            FaultTolerant = true,
            ConnectedBrokers = "tcp://b1:61616,tcp://b2:61616",
            ReconnectTo = "tcp://b2:61616",
            Rebalance = true,
            CommandId = 16,
        },
        ["ProducerAck"] = new ProducerAck(Producer, 4096) { CommandId = 17 },
        ["MessagePull"] = new MessagePull(Consumer, Orders, 1500) { CommandId = 18, ResponseRequired = true },
        ["MessageAck.individual"] = new MessageAck(Orders, Consumer, AckType.Individual)
        {
            FirstMessageId = Id,
            LastMessageId = Id,
            MessageCount = 1,
            CommandId = 19,
        },
        ["MessageAck.range"] = new MessageAck(Orders, Consumer, AckType.Standard) { LastMessageId = Id, MessageCount = 8, CommandId = 20 },
        ["MessageAck.poison"] = new MessageAck(Orders, Consumer, AckType.Poison)
        {
            FirstMessageId = Id,
            LastMessageId = Id,
            MessageCount = 1,
            CommandId = 21,
            PoisonCause = new BrokerException("java.lang.IllegalStateException", "unreadable"),
        },
        ["Response"] = new Response(5) { CommandId = 22 },
        ["ExceptionResponse"] = new ExceptionResponse(2, new BrokerException("java.lang.SecurityException", "not you")) { CommandId = 23 },
    };

    public static TheoryData<string> CommandNames => [.. Commands.Keys];

    [Theory]
    [MemberData(nameof(CommandNames))]
    public void A_command_is_written_as_Java_writes_it(string name) =>
        Convert.ToHexStringLower(Frames.Write(buffer => CommandCodec.Write(buffer, Commands[name]))).ShouldBe(Golden(name));

    [Theory]
    [MemberData(nameof(CommandNames))]
    public void A_command_is_read_as_Java_wrote_it(string name) =>
        CommandCodec.Read(Content(name)).ShouldBe(Commands[name]);

    [Theory]
    [InlineData("IntegerResponse", 3)]
    [InlineData("DataResponse", 4)]
    public void Answers_with_contents_are_answers(string name, int correlationId) =>
        CommandCodec.Read(Content(name)).ShouldBeOfType<Response>().CorrelationId.ShouldBe(correlationId);

    [Fact]
    public void Javas_format_info_is_read()
    {
        var info = CommandCodec.Read(Content("WireFormatInfo")).ShouldBeOfType<WireFormatInfo>();
        info.Version.ShouldBe(12);
        info.Properties["CacheEnabled"].ShouldBe(false);
    }

    [Fact]
    public void Our_format_info_survives_reading()
    {
        var offer = new WireFormatInfo(12, new Dictionary<string, object?> { ["CacheEnabled"] = false, ["MaxFrameSize"] = 5L });
        var read = CommandCodec.Read(Frames.Content(Frames.Write(buffer => CommandCodec.Write(buffer, offer)))).ShouldBeOfType<WireFormatInfo>();
        read.Properties.ShouldBe(offer.Properties);
    }

    [Fact]
    public void A_bytes_message_is_written_as_Java_writes_it()
    {
        var message = Head(MessageBodyKind.Bytes);
        var content = new OutgoingContent
        {
            Body = new byte[] { 1, 2, 3, 255 },
            Properties = new Dictionary<string, object?> { ["Content-Type"] = "application/json" },
        };
        Convert.ToHexStringLower(Frames.Write(buffer => MessageCodec.WriteMessage(buffer, 26, true, in message, content))).ShouldBe(Golden("BytesMessage"));
    }

    [Fact]
    public void A_text_message_is_written_as_Java_writes_it()
    {
        var message = Head(MessageBodyKind.Text);
        var content = new OutgoingContent { Body = Encoding.UTF8.GetBytes("Grüße 😀 \0."), IsText = true };
        Convert.ToHexStringLower(Frames.Write(buffer => MessageCodec.WriteMessage(buffer, 27, true, in message, content))).ShouldBe(Golden("TextMessage"));
    }

    [Fact]
    public void A_dispatch_is_read_as_Java_wrote_it()
    {
        var frame = Content("MessageDispatch");
        var reader = new WireReader(frame);
        reader.ReadByte().ShouldBe(WireType.MessageDispatch);
        var dispatch = MessageCodec.ReadDispatch(frame, ref reader, new WireObjectCache(), out var message);
        reader.Remaining.ShouldBe(0);
        dispatch.ConsumerId.ShouldBe(Consumer);
        dispatch.RedeliveryCounter.ShouldBe(2);

        var delivery = new Delivery(frame, in message, in dispatch, 1000, new FramePool(0));
        delivery.Destination.ShouldBe(Orders);
        delivery.WireId.ShouldBe(Id);
        delivery.GroupId.ShouldBe("group");
        delivery.GroupSequence.ShouldBe(6);
        delivery.CorrelationId.ShouldBe("correlation");
        delivery.Persistent.ShouldBeTrue();
        delivery.Expiration.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1700000000123));
        delivery.Timestamp.ShouldBe(DateTimeOffset.FromUnixTimeMilliseconds(1600000000456));
        delivery.Priority.ShouldBe((byte)7);
        delivery.ReplyTo.ShouldBe(Temporary);
        delivery.Type.ShouldBe("order");
        delivery.UserId.ShouldBe("alice");
        delivery.Body.ToArray().ShouldBe([1, 2, 3, 255]);
        delivery.Properties["Content-Type"].ShouldBe("application/json");
        delivery.Redelivered.ShouldBeTrue();
    }

    [Fact]
    public void The_end_of_a_browse_is_a_dispatch_without_message()
    {
        var frame = Content("MessageDispatch.end");
        var reader = new WireReader(frame);
        reader.ReadByte();
        var dispatch = MessageCodec.ReadDispatch(frame, ref reader, null, out _);
        dispatch.HasMessage.ShouldBeFalse();
        dispatch.ConsumerId.ShouldBe(Consumer);
        reader.Remaining.ShouldBe(0);
    }

    [Fact]
    public async Task The_golden_frames_are_what_Javas_marshallers_write_today()
    {
        await using var java = JavaPeer.Start("GoldenFrames");
        (await java.WaitForExitAsync(JavaPeer.Limit)).ShouldBe(0, java.TailOfOutput());
        var printed = java.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => line.Split(' ') is [_, var hex] && hex.All(char.IsAsciiHexDigitLower));
        // The format info names the Java machine it was made on; the others are fixed.
        printed.Where(line => !line.StartsWith("WireFormatInfo", StringComparison.Ordinal))
            .ShouldBe(JavaPeer.GoldenFrames().Where(line => !line.StartsWith("WireFormatInfo", StringComparison.Ordinal)));
    }

    private static WireMessage Head(MessageBodyKind kind) => new()
    {
        Kind = kind,
        Id = Id.Id,
        BrokerSequenceId = Id.BrokerSequenceId,
        Destination = Orders,
        GroupId = "group",
        GroupSequence = 6,
        CorrelationId = "correlation",
        Persistent = true,
        ExpirationMilliseconds = 1700000000123,
        Priority = 7,
        ReplyTo = Temporary,
        TimestampMilliseconds = 1600000000456,
        Type = "order",
        UserId = "alice",
    };

    private static string Golden(string name) => JavaPeer.GoldenFrames().Single(line => line.StartsWith(name + " ", StringComparison.Ordinal))[(name.Length + 1)..];

    private static byte[] Content(string name) => Frames.Content(Convert.FromHexString(Golden(name)));
}
