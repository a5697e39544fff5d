namespace Connector.OpenWire.Wire;

/// <summary>An OpenWire command other than messages and their dispatch, which have a faster way (see <see cref="WireMessage"/>).</summary>
internal abstract record Command(byte Type)
{
    /// <summary>Numbers the commands of one sender; a response names it.</summary>
    internal int CommandId { get; init; }

    /// <summary>Whether the sender waits for a Response.</summary>
    internal bool ResponseRequired { get; init; }
}

internal sealed record ConnectionId(string Value);

internal sealed record SessionId(string ConnectionId, long Value);

internal sealed record BrokerId(string Value);

/// <summary>The first frame of each side; it has no command id and is always loose.</summary>
internal sealed record WireFormatInfo(int Version, IReadOnlyDictionary<string, object?> Properties) : Command(WireType.WireFormatInfo);

internal sealed record BrokerInfo(string? Id, string? Url, string? Name) : Command(WireType.BrokerInfo)
{
    internal bool IsSlave { get; init; }

    internal bool IsMaster { get; init; }

    internal bool IsFaultTolerant { get; init; }

    internal bool IsDuplex { get; init; }

    internal bool IsNetwork { get; init; }

    internal long ConnectionNumber { get; init; }
}

internal sealed record ConnectionInfo(string ConnectionId, string? ClientId, string? UserName, string? Password) : Command(WireType.ConnectionInfo)
{
    internal bool Manageable { get; init; }

    internal bool FaultTolerant { get; init; }

    internal bool FailoverReconnect { get; init; }

    // A record's generated text would carry the password.
    public override string ToString() => $"ConnectionInfo {ConnectionId}";
}

internal sealed record SessionInfo(SessionId Id) : Command(WireType.SessionInfo);

internal sealed record ConsumerInfo(ConsumerId Id, Destination? Destination) : Command(WireType.ConsumerInfo)
{
    internal bool Browser { get; init; }

    internal int PrefetchSize { get; init; }

    internal int MaximumPendingMessageLimit { get; init; }

    internal bool DispatchAsync { get; init; }

    internal string? Selector { get; init; }

    internal string? ClientId { get; init; }

    internal string? SubscriptionName { get; init; }

    internal bool NoLocal { get; init; }

    internal bool Exclusive { get; init; }

    internal bool Retroactive { get; init; }

    internal sbyte Priority { get; init; }

    internal bool NetworkSubscription { get; init; }

    internal bool OptimizedAcknowledge { get; init; }

    internal bool NoRangeAcks { get; init; }
}

internal sealed record ProducerInfo(ProducerId Id, Destination? Destination) : Command(WireType.ProducerInfo)
{
    internal bool DispatchAsync { get; init; }

    internal int WindowSize { get; init; }
}

internal enum DestinationOperation : byte
{
    Add = 0,
    Remove = 1,
}

internal sealed record DestinationInfo(string? ConnectionId, Destination? Destination, DestinationOperation Operation) : Command(WireType.DestinationInfo)
{
    internal long TimeoutMilliseconds { get; init; }
}

internal sealed record RemoveSubscriptionInfo(string ConnectionId, string? SubscriptionName, string? ClientId)
    : Command(WireType.RemoveSubscriptionInfo);

internal sealed record KeepAliveInfo() : Command(WireType.KeepAliveInfo);

internal sealed record ShutdownInfo() : Command(WireType.ShutdownInfo);

/// <summary>Removes what an id names: a <see cref="Wire.ConnectionId"/>, <see cref="SessionId"/>, <see cref="ConsumerId"/> or <see cref="ProducerId"/>.</summary>
internal sealed record RemoveInfo(object? ObjectId) : Command(WireType.RemoveInfo)
{
    /// <summary>No message was delivered to the consumer removed (RemoveInfo.LAST_DELIVERED_UNSET).</summary>
    internal const long NothingDelivered = -1;

    internal long LastDeliveredSequenceId { get; init; } = NothingDelivered;
}

/// <summary>A Java exception as far as OpenWire carries it with StackTraceEnabled=false.</summary>
internal sealed record BrokerException(string JavaClass, string Message);

internal sealed record ConnectionError(BrokerException? Exception, string? ConnectionId) : Command(WireType.ConnectionError);

internal sealed record ConsumerControl(ConsumerId? ConsumerId, Destination? Destination) : Command(WireType.ConsumerControl)
{
    internal bool Close { get; init; }

    internal int Prefetch { get; init; }

    internal bool Flush { get; init; }

    internal bool Start { get; init; }

    internal bool Stop { get; init; }
}

internal sealed record ConnectionControl() : Command(WireType.ConnectionControl)
{
    internal bool Close { get; init; }

    internal bool Exit { get; init; }

    internal bool FaultTolerant { get; init; }

    internal bool Resume { get; init; }

    internal bool Suspend { get; init; }

    internal string? ConnectedBrokers { get; init; }

    internal string? ReconnectTo { get; init; }

    internal bool Rebalance { get; init; }
}

internal sealed record ProducerAck(ProducerId? ProducerId, int SizeBytes) : Command(WireType.ProducerAck);

internal sealed record MessagePull(ConsumerId? ConsumerId, Destination? Destination, long TimeoutMilliseconds) : Command(WireType.MessagePull);

internal enum AckType : byte
{
    Delivered = 0,
    Poison = 1,
    Standard = 2,
    Redelivered = 3,
    Individual = 4,
    Unmatched = 5,
    Expired = 6,
}

internal sealed record MessageAck(Destination? Destination, ConsumerId? ConsumerId, AckType AckType) : Command(WireType.MessageAck)
{
    internal WireMessageId? FirstMessageId { get; init; }

    internal WireMessageId? LastMessageId { get; init; }

    internal int MessageCount { get; init; }

    internal BrokerException? PoisonCause { get; init; }
}

/// <summary>A message id with the number that the broker's store gave the message.</summary>
internal readonly record struct WireMessageId(MessageId Id, long BrokerSequenceId);

/// <summary>An answer: plain, or one of those that carry something this client has no use for.</summary>
internal sealed record Response(int CorrelationId) : Command(WireType.Response);

internal sealed record ExceptionResponse(int CorrelationId, BrokerException? Exception) : Command(WireType.ExceptionResponse);

/// <summary>A command that is part of OpenWire and of no use to a client; its fields are not read.</summary>
internal sealed record UnreadCommand(byte Type) : Command(Type);
