namespace Connector.OpenWire.Failover;

/// <summary>Where a fail-over connection stands.</summary>
public enum FailoverPhase
{
    /// <summary>There was no connection yet; one is being made.</summary>
    Connecting,

    /// <summary>There is a connection.</summary>
    Connected,

    /// <summary>The connection was lost; another one is being made. Sends and other calls wait.</summary>
    Interrupted,

    /// <summary>It was closed, or given up; see <see cref="IOpenWireConnection.Ended"/>.</summary>
    Ended,
}

/// <summary>How a fail-over connection stands at one moment.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Broker">The broker connected to, or lost; null before the first connection.</param>
/// <param name="Since">When this phase began.</param>
/// <param name="Reason">Why there is no connection, as a sentence; empty where there is one, or nothing is known yet.</param>
/// <param name="Failure">The last failure behind <paramref name="Reason"/>.</param>
/// <param name="FailedRounds">How many rounds over all brokers have failed since the last connection.</param>
public sealed record FailoverStatus(
    FailoverPhase Phase, BrokerAddress? Broker, DateTimeOffset Since, string Reason, Exception? Failure, int FailedRounds);

/// <summary>What fail-over has done until now.</summary>
public sealed record FailoverStatistics
{
    /// <summary>Connections made after the first.</summary>
    public long Reconnects { get; init; }

    /// <summary>Of these, moves from one working broker to another.</summary>
    public long Moves { get; init; }

    /// <summary>Messages sent again because their answer was lost with a connection.</summary>
    public long MessagesResent { get; init; }

    /// <summary>Sends that found no connection for <see cref="FailoverOptions.SendTimeout"/>.</summary>
    public long SendsTimedOut { get; init; }

    /// <summary>Redeliveries that were not handed out, because the message was settled already or is still being handled.</summary>
    public long DuplicatesSuppressed { get; init; }

    /// <summary>Acknowledgements for a connection that was lost meanwhile.</summary>
    public long StaleAcknowledgements { get; init; }

    /// <summary>Bytes of messages that wait for a connection or for their answer.</summary>
    public long PendingBytes { get; init; }

    /// <summary>Consumers and producers that the broker refused to take back; they are asked for again and again.</summary>
    public int Refused { get; init; }
}

/// <summary>A send found no connection for the time allowed. The message is not sent later; one that was on its way when the connection broke may have been stored.</summary>
public sealed class SendTimeoutException : OpenWireException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="limit">How long was waited.</param>
    /// <param name="reason">Why there is no connection, as a sentence.</param>
    public SendTimeoutException(TimeSpan limit, string reason)
        : base($"The message was not sent: no broker could be reached within {limit.TotalSeconds:0.###} s (FailoverOptions.SendTimeout). {reason}")
    {
    }
}

/// <summary>A send was refused because too much waits already for a connection to come back.</summary>
public sealed class SendBufferFullException : OpenWireException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="limit">The limit, in bytes.</param>
    /// <param name="reason">Why there is no connection, as a sentence.</param>
    public SendBufferFullException(long limit, string reason)
        : base($"The message was not sent: there is no connection, and {limit:N0} bytes of messages wait for one already (FailoverOptions.MaxPendingBytes). Send slower, or wait for the connection. {reason}")
    {
    }
}
