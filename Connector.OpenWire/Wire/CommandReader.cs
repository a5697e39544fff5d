namespace Connector.OpenWire.Wire;

/// <summary>Reads the fields of each command behind command id and response flag, in the order of the wire.</summary>
internal static class CommandReader
{
    // Of a hostile frame, each hop would cost stack.
    private const int MostPeerHops = 8;

    internal static Command Read(byte type, ref WireReader reader) => type switch
    {
        WireType.BrokerInfo => ReadBrokerInfo(ref reader),
        WireType.ConnectionInfo => ReadConnectionInfo(ref reader),
        WireType.SessionInfo => new SessionInfo(Needed(IdCodec.ReadSessionId(ref reader), "session id")),
        WireType.ConsumerInfo => ReadConsumerInfo(ref reader),
        WireType.ProducerInfo => ReadProducerInfo(ref reader),
        WireType.DestinationInfo => ReadDestinationInfo(ref reader),
        WireType.RemoveSubscriptionInfo => new RemoveSubscriptionInfo(
            Needed(IdCodec.ReadConnectionId(ref reader), "connection id"), reader.ReadString(), reader.ReadString()),
        WireType.KeepAliveInfo => new KeepAliveInfo(),
        WireType.ShutdownInfo => new ShutdownInfo(),
        WireType.RemoveInfo => new RemoveInfo(IdCodec.ReadObjectId(ref reader)) { LastDeliveredSequenceId = reader.ReadInt64() },
        WireType.ConnectionError => new ConnectionError(IdCodec.ReadException(ref reader), IdCodec.ReadConnectionId(ref reader)),
        WireType.ConsumerControl => ReadConsumerControl(ref reader),
        WireType.ConnectionControl => ReadConnectionControl(ref reader),
        WireType.ProducerAck => new ProducerAck(IdCodec.ReadProducerId(ref reader, null), reader.ReadInt32()),
        WireType.MessagePull => new MessagePull(
            IdCodec.ReadConsumerId(ref reader, null), IdCodec.ReadDestination(ref reader, null), reader.ReadInt64()),
        WireType.MessageAck => ReadMessageAck(ref reader),
        // What DataResponse and its like carry answers questions that this client does not ask.
        WireType.Response or WireType.DataResponse or WireType.DataArrayResponse or WireType.IntegerResponse => new Response(reader.ReadInt32()),
        WireType.ExceptionResponse => new ExceptionResponse(reader.ReadInt32(), IdCodec.ReadException(ref reader)),
        _ => new UnreadCommand(type),
    };

    private static T Needed<T>(T? value, string what)
        where T : class => value ?? throw new ProtocolViolationException($"A command came without its {what}.");

    private static BrokerInfo ReadBrokerInfo(ref WireReader reader, int depth = 0)
    {
        var id = IdCodec.ReadBrokerId(ref reader);
        var url = reader.ReadString();
        SkipPeers(ref reader, depth);
        var info = new BrokerInfo(id, url, reader.ReadString())
        {
            IsSlave = reader.ReadBoolean(),
            IsMaster = reader.ReadBoolean(),
            IsFaultTolerant = reader.ReadBoolean(),
            IsDuplex = reader.ReadBoolean(),
            IsNetwork = reader.ReadBoolean(),
            ConnectionNumber = reader.ReadInt64(),
        };
        reader.ReadString(); // upload address
        reader.ReadString(); // network properties, of a bridge
        return info;
    }

    // Peers are whole BrokerInfo commands, which may have peers.
    private static void SkipPeers(ref WireReader reader, int depth)
    {
        if (!reader.ReadBoolean())
            return;
        if (depth == MostPeerHops)
            throw new ProtocolViolationException($"BrokerInfo names peers of peers over more than {MostPeerHops} hops.");
        for (var left = reader.Checked(reader.ReadInt16(), 1, "peer brokers"); left > 0; left--)
        {
            if (!reader.ReadBoolean())
                continue;
            if (reader.ReadByte() is var type && type != WireType.BrokerInfo)
                throw IdCodec.Unexpected("a peer broker", type);
            reader.ReadInt32(); // command id
            reader.ReadBoolean(); // response required
            ReadBrokerInfo(ref reader, depth + 1);
        }
    }

    private static ConnectionInfo ReadConnectionInfo(ref WireReader reader)
    {
        var id = Needed(IdCodec.ReadConnectionId(ref reader), "connection id");
        var clientId = reader.ReadString();
        var password = reader.ReadString();
        var userName = reader.ReadString();
        IdCodec.SkipBrokerIds(ref reader);
        reader.ReadBoolean(); // broker master connector
        var manageable = reader.ReadBoolean();
        reader.ReadBoolean(); // client master
        var info = new ConnectionInfo(id, clientId, userName, password)
        {
            Manageable = manageable,
            FaultTolerant = reader.ReadBoolean(),
            FailoverReconnect = reader.ReadBoolean(),
        };
        reader.ReadString(); // client's address
        return info;
    }

    private static ConsumerInfo ReadConsumerInfo(ref WireReader reader)
    {
        var id = Needed(IdCodec.ReadConsumerId(ref reader, null), "consumer id");
        var browser = reader.ReadBoolean();
        var info = new ConsumerInfo(id, IdCodec.ReadDestination(ref reader, null))
        {
            Browser = browser,
            PrefetchSize = reader.ReadInt32(),
            MaximumPendingMessageLimit = reader.ReadInt32(),
            DispatchAsync = reader.ReadBoolean(),
            Selector = reader.ReadString(),
            ClientId = reader.ReadString(),
            SubscriptionName = reader.ReadString(),
            NoLocal = reader.ReadBoolean(),
            Exclusive = reader.ReadBoolean(),
            Retroactive = reader.ReadBoolean(),
            Priority = (sbyte)reader.ReadByte(),
        };
        IdCodec.SkipBrokerIds(ref reader);
        SkipPredicate(ref reader);
        info = info with
        {
            NetworkSubscription = reader.ReadBoolean(),
            OptimizedAcknowledge = reader.ReadBoolean(),
            NoRangeAcks = reader.ReadBoolean(),
        };
        IdCodec.SkipConsumerIds(ref reader);
        return info;
    }

    // A bridge's consumers carry a filter, seen in advisory messages.
    private static void SkipPredicate(ref WireReader reader)
    {
        if (!reader.ReadBoolean())
            return;
        var type = reader.ReadByte();
        if (type != WireType.NetworkBridgeFilter)
            throw IdCodec.Unexpected("a network bridge's filter", type);
        IdCodec.ReadBrokerId(ref reader);
        reader.ReadInt32(); // message hops
        reader.ReadInt32(); // consumer hops
    }

    private static ProducerInfo ReadProducerInfo(ref WireReader reader)
    {
        var info = new ProducerInfo(Needed(IdCodec.ReadProducerId(ref reader, null), "producer id"), IdCodec.ReadDestination(ref reader, null));
        IdCodec.SkipBrokerIds(ref reader);
        return info with { DispatchAsync = reader.ReadBoolean(), WindowSize = reader.ReadInt32() };
    }

    private static DestinationInfo ReadDestinationInfo(ref WireReader reader)
    {
        var connection = IdCodec.ReadConnectionId(ref reader);
        var destination = IdCodec.ReadDestination(ref reader, null);
        var info = new DestinationInfo(connection, destination, (DestinationOperation)reader.ReadByte()) { TimeoutMilliseconds = reader.ReadInt64() };
        IdCodec.SkipBrokerIds(ref reader);
        return info;
    }

    private static ConsumerControl ReadConsumerControl(ref WireReader reader)
    {
        var destination = IdCodec.ReadDestination(ref reader, null);
        var close = reader.ReadBoolean();
        return new ConsumerControl(IdCodec.ReadConsumerId(ref reader, null), destination)
        {
            Close = close,
            Prefetch = reader.ReadInt32(),
            Flush = reader.ReadBoolean(),
            Start = reader.ReadBoolean(),
            Stop = reader.ReadBoolean(),
        };
    }

    private static ConnectionControl ReadConnectionControl(ref WireReader reader)
    {
        var control = new ConnectionControl
        {
            Close = reader.ReadBoolean(),
            Exit = reader.ReadBoolean(),
            FaultTolerant = reader.ReadBoolean(),
            Resume = reader.ReadBoolean(),
            Suspend = reader.ReadBoolean(),
            ConnectedBrokers = reader.ReadString(),
            ReconnectTo = reader.ReadString(),
            Rebalance = reader.ReadBoolean(),
        };
        reader.ReadByteSequence(); // token
        return control;
    }

    private static MessageAck ReadMessageAck(ref WireReader reader)
    {
        var destination = IdCodec.ReadDestination(ref reader, null);
        IdCodec.SkipTransactionId(ref reader);
        return new MessageAck(destination, IdCodec.ReadConsumerId(ref reader, null), (AckType)reader.ReadByte())
        {
            FirstMessageId = IdCodec.ReadMessageId(ref reader, null),
            LastMessageId = IdCodec.ReadMessageId(ref reader, null),
            MessageCount = reader.ReadInt32(),
            PoisonCause = IdCodec.ReadException(ref reader),
        };
    }
}
