namespace Connector.OpenWire.Wire;

/// <summary>
/// The fields of a message (types 23 to 28) in the order of the wire. A struct, so that an outgoing message needs no object of its own and a
/// delivery holds its fields without one more.
/// </summary>
internal struct WireMessage
{
    internal MessageBodyKind Kind;
    internal MessageId Id;
    internal long BrokerSequenceId;
    internal Destination? Destination;
    internal Destination? OriginalDestination;
    internal string? GroupId;
    internal int GroupSequence;
    internal string? CorrelationId;
    internal bool Persistent;
    internal long ExpirationMilliseconds;
    internal byte Priority;
    internal Destination? ReplyTo;
    internal long TimestampMilliseconds;
    internal string? Type;

    /// <summary>The content as the wire has it (a text's with its length in front); null where there is none.</summary>
    internal ReadOnlyMemory<byte>? Content;

    /// <summary>The marshalled property map; null where there is none.</summary>
    internal ReadOnlyMemory<byte>? MarshalledProperties;

    /// <summary>What an advisory message tells of: a ConsumerInfo, RemoveInfo, ...; null in other messages.</summary>
    internal object? DataStructure;

    internal bool Compressed;
    internal int RedeliveryCounter;
    internal IReadOnlyList<string>? BrokerPath;
    internal string? UserId;
    internal bool IsFirstOfGroup;
}

/// <summary>What an outgoing message has beside <see cref="WireMessage"/>: contents still to be encoded.</summary>
internal readonly struct OutgoingContent
{
    internal ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the body is a text, whose content begins with its length.</summary>
    internal bool IsText { get; init; }

    internal IReadOnlyDictionary<string, object?>? Properties { get; init; }

    /// <summary>Zero for none.</summary>
    internal long ScheduledDelayMilliseconds { get; init; }
}

/// <summary>What the broker dispatched to whom; the message is null at the end of a browse.</summary>
internal struct WireDispatch
{
    internal ConsumerId? ConsumerId;
    internal Destination? Destination;
    internal bool HasMessage;
    internal int RedeliveryCounter;
}
