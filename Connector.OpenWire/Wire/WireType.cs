namespace Connector.OpenWire.Wire;

/// <summary>OpenWire's type bytes (org.apache.activemq.command.CommandTypes).</summary>
internal static class WireType
{
    internal const byte Null = 0;
    internal const byte WireFormatInfo = 1;
    internal const byte BrokerInfo = 2;
    internal const byte ConnectionInfo = 3;
    internal const byte SessionInfo = 4;
    internal const byte ConsumerInfo = 5;
    internal const byte ProducerInfo = 6;
    internal const byte TransactionInfo = 7;
    internal const byte DestinationInfo = 8;
    internal const byte RemoveSubscriptionInfo = 9;
    internal const byte KeepAliveInfo = 10;
    internal const byte ShutdownInfo = 11;
    internal const byte RemoveInfo = 12;
    internal const byte ConnectionError = 16;
    internal const byte ConsumerControl = 17;
    internal const byte ConnectionControl = 18;
    internal const byte ProducerAck = 19;
    internal const byte MessagePull = 20;
    internal const byte MessageDispatch = 21;
    internal const byte MessageAck = 22;
    internal const byte Message = 23;
    internal const byte TextMessage = 28;
    internal const byte Response = 30;
    internal const byte ExceptionResponse = 31;
    internal const byte DataResponse = 32;
    internal const byte DataArrayResponse = 33;
    internal const byte IntegerResponse = 34;
    internal const byte NetworkBridgeFilter = 91;
    internal const byte Queue = 100;
    internal const byte Topic = 101;
    internal const byte TemporaryQueue = 102;
    internal const byte TemporaryTopic = 103;
    internal const byte MessageId = 110;
    internal const byte LocalTransactionId = 111;
    internal const byte XaTransactionId = 112;
    internal const byte ConnectionId = 120;
    internal const byte SessionId = 121;
    internal const byte ConsumerId = 122;
    internal const byte ProducerId = 123;
    internal const byte BrokerId = 124;

    /// <summary>Whether a type is a message (23 to 28), whatever its body.</summary>
    internal static bool IsMessage(byte type) => type is >= Message and <= TextMessage;

    /// <summary>A command's name for log and error messages.</summary>
    internal static string NameOf(byte type) => type switch
    {
        WireFormatInfo => "WireFormatInfo",
        BrokerInfo => "BrokerInfo",
        ConnectionInfo => "ConnectionInfo",
        SessionInfo => "SessionInfo",
        ConsumerInfo => "ConsumerInfo",
        ProducerInfo => "ProducerInfo",
        TransactionInfo => "TransactionInfo",
        DestinationInfo => "DestinationInfo",
        RemoveSubscriptionInfo => "RemoveSubscriptionInfo",
        KeepAliveInfo => "KeepAliveInfo",
        ShutdownInfo => "ShutdownInfo",
        RemoveInfo => "RemoveInfo",
        ConnectionError => "ConnectionError",
        ConsumerControl => "ConsumerControl",
        ConnectionControl => "ConnectionControl",
        ProducerAck => "ProducerAck",
        MessagePull => "MessagePull",
        MessageDispatch => "MessageDispatch",
        MessageAck => "MessageAck",
        >= Message and <= TextMessage => "Message",
        >= Response and <= IntegerResponse => "Response",
        _ => $"type {type}",
    };
}
