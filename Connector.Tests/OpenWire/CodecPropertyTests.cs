using Connector.OpenWire;
using Connector.OpenWire.Wire;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire;

/// <summary>What is written is read again, for values that nobody thought of.</summary>
public sealed class CodecPropertyTests
{
    private static readonly Gen<string> Text = ArbMap.Default.GeneratorFor<string>().Select(text => text ?? "");
    private static readonly Gen<string?> MaybeText = Gen.Frequency((3, Text.Select(text => (string?)text)), (1, Gen.Constant<string?>(null)));
    private static readonly Gen<long> Long = ArbMap.Default.GeneratorFor<long>();
    private static readonly Gen<int> Int = ArbMap.Default.GeneratorFor<int>();
    private static readonly Gen<bool> Bool = ArbMap.Default.GeneratorFor<bool>();
    private static readonly Gen<byte[]> Bytes = ArbMap.Default.GeneratorFor<byte[]>().Select(bytes => bytes ?? []);

    private static readonly Gen<Destination?> MaybeDestination =
        from kind in Gen.Elements(DestinationKind.Queue, DestinationKind.Topic, DestinationKind.TemporaryQueue, DestinationKind.TemporaryTopic)
        from name in Text
        from present in Bool
        select present ? Destination.FromWire(kind, name) : null;

    private static readonly Gen<ProducerId> Producer =
        from connection in Text from session in Long from value in Long select new ProducerId(connection, session, value);

    private static readonly Gen<ConsumerId> Consumer =
        from connection in Text from session in Long from value in Long select new ConsumerId(connection, session, value);

    private static readonly Gen<WireMessageId> MessageId =
        from producer in Producer
        from view in MaybeText
        from sequence in Long
        from broker in Long
        select new WireMessageId(new MessageId(producer, sequence) { TextView = view }, broker);

    private static readonly Gen<BrokerException?> MaybeException =
        from javaClass in Text from message in Text from present in Bool select present ? new BrokerException(javaClass, message) : null;

    private static readonly Gen<Command> AnyCommand = Gen.OneOf(
        As(from id in MaybeText
           from url in MaybeText
           from name in MaybeText
           from flag in Bool
           from number in Long
           select new BrokerInfo(id, url, name) { IsDuplex = flag, IsFaultTolerant = !flag, ConnectionNumber = number }),
        As(from id in Text
           from client in MaybeText
           from user in MaybeText
           from password in MaybeText
           from flag in Bool
           select new ConnectionInfo(id, client, user, password) { FaultTolerant = flag, Manageable = !flag }),
        As(from id in Text from value in Long select new SessionInfo(new SessionId(id, value))),
        As(from id in Consumer
           from to in MaybeDestination
           from selector in MaybeText
           from client in MaybeText
           from flag in Bool
           from size in Int
           from priority in ArbMap.Default.GeneratorFor<sbyte>()
           select new ConsumerInfo(id, to)
           {
               Selector = selector,
               ClientId = client,
               SubscriptionName = client,
               Browser = flag,
               NoLocal = !flag,
               Exclusive = flag,
               PrefetchSize = size,
               Priority = priority,
           }),
        As(from id in Producer from to in MaybeDestination from window in Int select new ProducerInfo(id, to) { WindowSize = window }),
        As(from id in MaybeText
           from to in MaybeDestination
           from time in Long
           select new DestinationInfo(id, to, DestinationOperation.Remove) { TimeoutMilliseconds = time }),
        As(from id in Text from name in MaybeText from client in MaybeText select new RemoveSubscriptionInfo(id, name, client)),
        As(from id in Consumer from last in Long select new RemoveInfo(id) { LastDeliveredSequenceId = last }),
        As(from exception in MaybeException from id in MaybeText select new ConnectionError(exception, id)),
        As(from id in Consumer
           from to in MaybeDestination
           from flag in Bool
           from prefetch in Int
           select new ConsumerControl(id, to) { Close = flag, Flush = !flag, Start = flag, Prefetch = prefetch }),
        As(from brokers in MaybeText
           from to in MaybeText
           from flag in Bool
           select new ConnectionControl { ConnectedBrokers = brokers, ReconnectTo = to, Close = flag, Exit = !flag, Suspend = flag }),
        As(from id in Producer from size in Int select new ProducerAck(id, size)),
        As(from id in Consumer from to in MaybeDestination from time in Long select new MessagePull(id, to, time)),
        As(from to in MaybeDestination
           from id in Consumer
           from type in Gen.Elements(Enum.GetValues<AckType>())
           from first in MessageId
           from last in MessageId
           from count in Int
           from cause in MaybeException
           select new MessageAck(to, id, type) { FirstMessageId = first, LastMessageId = last, MessageCount = count, PoisonCause = cause }),
        As(from id in Int select new Response(id)),
        As(from id in Int from exception in MaybeException select new ExceptionResponse(id, exception)),
        As(Gen.Constant(new KeepAliveInfo())),
        As(Gen.Constant(new ShutdownInfo())));

    private static readonly Gen<object?> Value = Gen.Sized(size => ValueOf(Math.Min(size, 4)));

    private static readonly Gen<Dictionary<string, object?>> Map =
        from names in Gen.ListOf(Text.Where(name => name.Length > 0))
        from values in Gen.ListOf(Value, names.Count)
        select names.Zip(values).DistinctBy(pair => pair.First).ToDictionary(pair => pair.First, pair => pair.Second);

    [Fact]
    public void Every_command_survives() => Prop.ForAll(
        (from command in AnyCommand from id in Int from flag in Bool select command with { CommandId = id, ResponseRequired = flag }).ToArbitrary(),
        command => CommandCodec.Read(Frames.Content(Frames.Write(command)), new StringCache()).ShouldBe(command)).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_map_survives() => Prop.ForAll(Map.ToArbitrary(), map =>
    {
        var bytes = Frames.Content(Frames.Write(buffer => PropertyMap.Write(buffer, map)));
        ShouldBeSame(MessageBody.ReadMap(bytes, "map"), map);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_text_survives() => Prop.ForAll(
        Text.ToArbitrary(),
        text =>
        {
            var reader = new WireReader(Frames.Content(Frames.Write(buffer => buffer.WriteUtf(text))), new StringCache());
            reader.ReadRepeatedUtf().ShouldBe(text);
            reader.Remaining.ShouldBe(0);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_message_survives() => Prop.ForAll(
        (from id in MessageId
         from to in MaybeDestination
         from reply in MaybeDestination
         from text in MaybeText
         from flag in Bool
         from time in Long
         from body in Bytes
         from map in Map
         select (id, to, reply, text, flag, time, body, map)).ToArbitrary(),
        sample =>
        {
            var message = new WireMessage
            {
                Kind = MessageBodyKind.Bytes,
                Id = sample.id.Id,
                BrokerSequenceId = sample.id.BrokerSequenceId,
                Destination = sample.to,
                ReplyTo = sample.reply,
                CorrelationId = sample.text,
                GroupId = sample.text,
                Type = sample.text,
                Persistent = sample.flag,
                TimestampMilliseconds = sample.time,
                ExpirationMilliseconds = sample.time,
                Priority = 3,
                GroupSequence = 5,
            };
            var frame = Frames.Content(Frames.Write(buffer => MessageCodec.WriteMessage(
                buffer, 7, sample.flag, in message, new OutgoingContent { Body = sample.body, Properties = sample.map })));
            var reader = new WireReader(frame);
            MessageCodec.ReadMessage(frame, reader.ReadByte(), ref reader, new WireObjectCache(), out var read).ShouldBeTrue();
            reader.Remaining.ShouldBe(0);
            read.Id.ShouldBe(sample.id.Id);
            read.BrokerSequenceId.ShouldBe(sample.id.BrokerSequenceId);
            read.Destination.ShouldBe(sample.to);
            read.ReplyTo.ShouldBe(sample.reply);
            read.CorrelationId.ShouldBe(sample.text);
            read.GroupId.ShouldBe(sample.text);
            read.Type.ShouldBe(sample.text);
            read.Persistent.ShouldBe(sample.flag);
            read.TimestampMilliseconds.ShouldBe(sample.time);
            MessageBody.Read(in read, int.MaxValue).ToArray().ShouldBe(sample.body);
            if (read.MarshalledProperties is { } marshalled)
                ShouldBeSame(MessageBody.ReadMap(marshalled.Span, "properties"), sample.map);
            else
                sample.map.ShouldBeEmpty();
        }).QuickCheckThrowOnFailure();

    // Types count: a value that comes back as another type would still be equal as text.
    private static void ShouldBeSame(object? actual, object? expected)
    {
        actual?.GetType().ShouldBe(expected?.GetType());
        switch (expected)
        {
            case Dictionary<string, object?> map:
                var actualMap = actual.ShouldBeOfType<Dictionary<string, object?>>();
                actualMap.Keys.ShouldBe(map.Keys, ignoreOrder: true);
                foreach (var (name, value) in map)
                    ShouldBeSame(actualMap[name], value);
                break;
            case List<object?> list:
                var actualList = actual.ShouldBeOfType<List<object?>>();
                actualList.Count.ShouldBe(list.Count);
                for (var i = 0; i < list.Count; i++)
                    ShouldBeSame(actualList[i], list[i]);
                break;
            default:
                actual.ShouldBe(expected);
                break;
        }
    }

    private static Gen<object?> ValueOf(int depth)
    {
        Gen<object?>[] leaves =
        [
            Boxed(Bool), Boxed(Int), Boxed(Long), Boxed(Text), Boxed(Bytes), Boxed(ArbMap.Default.GeneratorFor<sbyte>()), Boxed(ArbMap.Default.GeneratorFor<short>()),
            Boxed(ArbMap.Default.GeneratorFor<char>()), Boxed(ArbMap.Default.GeneratorFor<double>()), Boxed(ArbMap.Default.GeneratorFor<float>()),
            Gen.Constant<object?>(null),
        ];
        IEnumerable<Gen<object?>> values =
            depth == 0 ? leaves : [.. leaves, Gen.ListOf(ValueOf(depth - 1)).Select(list => (object?)list.ToList())];
        return Gen.OneOf(values);
    }

    private static Gen<object?> Boxed<T>(Gen<T> gen) => gen.Select(value => (object?)value);

    private static Gen<Command> As<T>(Gen<T> gen)
        where T : Command => gen.Select(command => (Command)command);
}
