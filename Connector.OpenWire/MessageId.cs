using System.Globalization;

namespace Connector.OpenWire;

/// <summary>Names one producer for as long as the broker keeps duplicates apart (OpenWire ProducerId, type 123).</summary>
/// <param name="ConnectionId">The connection on which the producer was made.</param>
/// <param name="SessionId">The session's number within the connection.</param>
/// <param name="Value">The producer's number within the session.</param>
public sealed record ProducerId(string ConnectionId, long SessionId, long Value)
{
    /// <summary>The id as ActiveMQ prints it: <c>connection:session:producer</c>.</summary>
    /// <returns>The id as text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ConnectionId}:{SessionId}:{Value}");
}

/// <summary>Names one consumer of a connection (OpenWire ConsumerId, type 122).</summary>
/// <param name="ConnectionId">The connection on which the consumer was made.</param>
/// <param name="SessionId">The session's number within the connection.</param>
/// <param name="Value">The consumer's number within the session.</param>
public sealed record ConsumerId(string ConnectionId, long SessionId, long Value)
{
    /// <summary>The id as ActiveMQ prints it: <c>connection:session:consumer</c>.</summary>
    /// <returns>The id as text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ConnectionId}:{SessionId}:{Value}");
}

/// <summary>
/// Names one message (OpenWire MessageId, type 110): its producer and the number it gave. Equal for every delivery of the
/// same message, so a consumer may use it to know what it has handled already.
/// </summary>
/// <param name="Producer">The producer; null only in a message from a foreign protocol that gave none.</param>
/// <param name="ProducerSequence">Counts a producer's messages from 1 on.</param>
public readonly record struct MessageId(ProducerId? Producer, long ProducerSequence)
{
    /// <summary>A name given by a foreign protocol or another broker, which replaces the printed form; mostly null.</summary>
    internal string? TextView { get; init; }

    /// <summary>The JMSMessageID as ActiveMQ prints it: <c>connection:session:producer:sequence</c>.</summary>
    /// <returns>The id as text.</returns>
    public override string ToString() =>
        TextView is { Length: > 0 } text
            ? text
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{Producer?.ConnectionId}:{Producer?.SessionId ?? 0}:{Producer?.Value ?? 0}:{ProducerSequence}");
}
