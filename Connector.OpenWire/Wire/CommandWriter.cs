namespace Connector.OpenWire.Wire;

/// <summary>Writes the fields of each command behind command id and response flag, in the order of the wire.</summary>
internal static class CommandWriter
{
    internal static void Write(FrameBuffer buffer, Command command)
    {
        switch (command)
        {
            case KeepAliveInfo or ShutdownInfo:
                break;
            case Response response:
                buffer.WriteInt32(response.CorrelationId);
                break;
            case ExceptionResponse response:
                buffer.WriteInt32(response.CorrelationId);
                IdCodec.WriteException(buffer, response.Exception);
                break;
            case SessionInfo session:
                IdCodec.WriteSessionId(buffer, session.Id);
                break;
            case RemoveInfo remove:
                IdCodec.WriteObjectId(buffer, remove.ObjectId);
                buffer.WriteInt64(remove.LastDeliveredSequenceId);
                break;
            case ConsumerInfo consumer:
                WriteConsumerInfo(buffer, consumer);
                break;
            case ProducerInfo producer:
                WriteProducerInfo(buffer, producer);
                break;
            case ConnectionInfo connection:
                WriteConnectionInfo(buffer, connection);
                break;
            case DestinationInfo destination:
                WriteDestinationInfo(buffer, destination);
                break;
            case RemoveSubscriptionInfo subscription:
                IdCodec.WriteConnectionId(buffer, subscription.ConnectionId);
                buffer.WriteString(subscription.SubscriptionName);
                buffer.WriteString(subscription.ClientId);
                break;
            case BrokerInfo broker:
                WriteBrokerInfo(buffer, broker);
                break;
            case ConnectionError error:
                IdCodec.WriteException(buffer, error.Exception);
                IdCodec.WriteConnectionId(buffer, error.ConnectionId);
                break;
            case ConsumerControl control:
                WriteConsumerControl(buffer, control);
                break;
            case ConnectionControl control:
                WriteConnectionControl(buffer, control);
                break;
            case ProducerAck ack:
                IdCodec.WriteProducerId(buffer, ack.ProducerId);
                buffer.WriteInt32(ack.SizeBytes);
                break;
            case MessagePull pull:
                WriteMessagePull(buffer, pull);
                break;
            case MessageAck ack:
                WriteMessageAck(buffer, ack);
                break;
            default:
                throw new ArgumentException($"{command.GetType().Name} is not a command that is sent.", nameof(command));
        }
    }

    private static void WriteBrokerInfo(FrameBuffer buffer, BrokerInfo broker)
    {
        IdCodec.WriteBrokerId(buffer, broker.Id);
        buffer.WriteString(broker.Url);
        buffer.WriteBoolean(false); // peers
        buffer.WriteString(broker.Name);
        buffer.WriteBoolean(broker.IsSlave);
        buffer.WriteBoolean(broker.IsMaster);
        buffer.WriteBoolean(broker.IsFaultTolerant);
        buffer.WriteBoolean(broker.IsDuplex);
        buffer.WriteBoolean(broker.IsNetwork);
        buffer.WriteInt64(broker.ConnectionNumber);
        buffer.WriteString(null); // upload address
        buffer.WriteString(null); // network properties
    }

    private static void WriteConnectionInfo(FrameBuffer buffer, ConnectionInfo connection)
    {
        IdCodec.WriteConnectionId(buffer, connection.ConnectionId);
        buffer.WriteString(connection.ClientId);
        buffer.WriteString(connection.Password);
        buffer.WriteString(connection.UserName);
        buffer.WriteBoolean(false); // broker path
        buffer.WriteBoolean(false); // broker master connector
        buffer.WriteBoolean(connection.Manageable);
        buffer.WriteBoolean(true); // client master, as the Java client says
        buffer.WriteBoolean(connection.FaultTolerant);
        buffer.WriteBoolean(connection.FailoverReconnect);
        buffer.WriteString(null); // client's address, the broker's to fill in
    }

    private static void WriteConsumerInfo(FrameBuffer buffer, ConsumerInfo consumer)
    {
        IdCodec.WriteConsumerId(buffer, consumer.Id);
        buffer.WriteBoolean(consumer.Browser);
        IdCodec.WriteDestination(buffer, consumer.Destination);
        buffer.WriteInt32(consumer.PrefetchSize);
        buffer.WriteInt32(consumer.MaximumPendingMessageLimit);
        buffer.WriteBoolean(consumer.DispatchAsync);
        buffer.WriteString(consumer.Selector);
        buffer.WriteString(consumer.ClientId);
        buffer.WriteString(consumer.SubscriptionName);
        buffer.WriteBoolean(consumer.NoLocal);
        buffer.WriteBoolean(consumer.Exclusive);
        buffer.WriteBoolean(consumer.Retroactive);
        buffer.WriteByte((byte)consumer.Priority);
        buffer.WriteBoolean(false); // broker path
        buffer.WriteBoolean(false); // additional predicate
        buffer.WriteBoolean(consumer.NetworkSubscription);
        buffer.WriteBoolean(consumer.OptimizedAcknowledge);
        buffer.WriteBoolean(consumer.NoRangeAcks);
        buffer.WriteBoolean(false); // network consumer path
    }

    private static void WriteProducerInfo(FrameBuffer buffer, ProducerInfo producer)
    {
        IdCodec.WriteProducerId(buffer, producer.Id);
        IdCodec.WriteDestination(buffer, producer.Destination);
        buffer.WriteBoolean(false); // broker path
        buffer.WriteBoolean(producer.DispatchAsync);
        buffer.WriteInt32(producer.WindowSize);
    }

    private static void WriteDestinationInfo(FrameBuffer buffer, DestinationInfo destination)
    {
        IdCodec.WriteConnectionId(buffer, destination.ConnectionId);
        IdCodec.WriteDestination(buffer, destination.Destination);
        buffer.WriteByte((byte)destination.Operation);
        buffer.WriteInt64(destination.TimeoutMilliseconds);
        buffer.WriteBoolean(false); // broker path
    }

    private static void WriteConsumerControl(FrameBuffer buffer, ConsumerControl control)
    {
        IdCodec.WriteDestination(buffer, control.Destination);
        buffer.WriteBoolean(control.Close);
        IdCodec.WriteConsumerId(buffer, control.ConsumerId);
        buffer.WriteInt32(control.Prefetch);
        buffer.WriteBoolean(control.Flush);
        buffer.WriteBoolean(control.Start);
        buffer.WriteBoolean(control.Stop);
    }

    private static void WriteConnectionControl(FrameBuffer buffer, ConnectionControl control)
    {
        buffer.WriteBoolean(control.Close);
        buffer.WriteBoolean(control.Exit);
        buffer.WriteBoolean(control.FaultTolerant);
        buffer.WriteBoolean(control.Resume);
        buffer.WriteBoolean(control.Suspend);
        buffer.WriteString(control.ConnectedBrokers);
        buffer.WriteString(control.ReconnectTo);
        buffer.WriteBoolean(control.Rebalance);
        buffer.WriteBoolean(false); // token
    }

    private static void WriteMessagePull(FrameBuffer buffer, MessagePull pull)
    {
        IdCodec.WriteConsumerId(buffer, pull.ConsumerId);
        IdCodec.WriteDestination(buffer, pull.Destination);
        buffer.WriteInt64(pull.TimeoutMilliseconds);
        buffer.WriteString(null); // correlation id
        buffer.WriteBoolean(false); // message id
    }

    private static void WriteMessageAck(FrameBuffer buffer, MessageAck ack)
    {
        IdCodec.WriteDestination(buffer, ack.Destination);
        buffer.WriteBoolean(false); // transaction
        IdCodec.WriteConsumerId(buffer, ack.ConsumerId);
        buffer.WriteByte((byte)ack.AckType);
        WriteMessageId(buffer, ack.FirstMessageId);
        WriteMessageId(buffer, ack.LastMessageId);
        buffer.WriteInt32(ack.MessageCount);
        IdCodec.WriteException(buffer, ack.PoisonCause);
    }

    private static void WriteMessageId(FrameBuffer buffer, WireMessageId? id)
    {
        if (id is { } present)
            IdCodec.WriteMessageId(buffer, present.Id, present.BrokerSequenceId);
        else
            buffer.WriteBoolean(false);
    }
}
