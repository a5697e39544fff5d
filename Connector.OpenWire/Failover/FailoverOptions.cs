namespace Connector.OpenWire.Failover;

/// <summary>
/// Between which brokers a connection moves, and how. Immutable. Names and meaning are those of the Java client's fail-over transport
/// (org.apache.activemq.transport.failover.FailoverTransport) where it has them.
/// </summary>
public sealed record FailoverOptions
{
    /// <summary>The brokers, at least one. The first is the preferred one, unless <see cref="PreferredBrokers"/> says otherwise.</summary>
    public required IReadOnlyList<BrokerAddress> Brokers { get; init; }

    /// <summary>
    /// User, password, client id, TLS, limits and clock of each connection; its <see cref="OpenWireOptions.Broker"/> and
    /// <see cref="OpenWireOptions.FaultTolerant"/> are set here. <see cref="OpenWireOptions.MaxInactivity"/> is the time after which a frozen broker is
    /// left. Null takes the defaults.
    /// </summary>
    public OpenWireOptions? Connection { get; init; }

    /// <summary>
    /// Whether each round over the brokers goes in an order of its own. False: in the order given. (The Java client's own default is true, which a
    /// list with a preferred broker first would not expect.) Either way, a broker that just failed is tried last.
    /// </summary>
    public bool Randomize { get; init; }

    /// <summary>Whether the connection goes back to a preferred broker as soon as that answers. The move is drained: it loses and repeats nothing.</summary>
    public bool PriorityBackup { get; init; }

    /// <summary>The preferred brokers for <see cref="PriorityBackup"/>; empty for the first of <see cref="Brokers"/>.</summary>
    public IReadOnlyList<BrokerAddress> PreferredBrokers { get; init; } = [];

    /// <summary>Pause before the first round after a loss. 10 ms.</summary>
    public TimeSpan InitialReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Longest pause between rounds, and the pace at which a preferred broker is looked for in the end. 30 s.</summary>
    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>By what the pause grows with each failed round; 1 keeps it. 2.</summary>
    public double ReconnectDelayExponent { get; init; } = 2;

    /// <summary>After how many failed rounds in a row a lost connection is given up; -1 never, 0 does not even try.</summary>
    public int MaxReconnectAttempts { get; init; } = -1;

    /// <summary>The same for the first connection; -1 takes <see cref="MaxReconnectAttempts"/>.</summary>
    public int StartupMaxReconnectAttempts { get; init; } = -1;

    /// <summary>How long a send waits while there is no connection before it fails with <see cref="SendTimeoutException"/>; null for as long as it takes.</summary>
    public TimeSpan? SendTimeout { get; init; }

    /// <summary>
    /// How many bytes of messages may wait here for a connection or for their answer. While there is no connection, a send above it fails at
    /// once with <see cref="SendBufferFullException"/>. 64 MiB.
    /// </summary>
    public long MaxPendingBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// How many settled messages each consumer remembers, so that one whose acknowledgement was lost with a connection is not handed out again.
    /// 4,096: more than the acknowledgements that fit between here and a broker's store. 0 remembers none.
    /// </summary>
    public int RememberedMessages { get; init; } = 4096;

    /// <summary>
    /// How long a broker that was left for another one is kept for deliveries in hand to be acknowledged, and sends wait to be answered by it. 10 s. What takes
    /// longer is redelivered by it. New deliveries come from the next broker meanwhile.
    /// </summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after a move the broker that was left may still answer into temporary queues. 5 s.</summary>
    public TimeSpan LingerTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether brokers announced by a broker (ConnectionControl) join the list and its wish to move clients is obeyed. They never replace <see cref="Brokers"/>.</summary>
    public bool UpdateBrokers { get; init; } = true;

    /// <summary>Reads a full <c>failover:(tcp://a:61616,ssl://b)?randomize=false</c> address, as <see cref="FailoverUri.Parse"/> does.</summary>
    /// <param name="uri">The address.</param>
    /// <returns>The options.</returns>
    /// <exception cref="FormatException">The address is malformed, or has an option that nobody knows; the message says which.</exception>
    public static FailoverOptions Parse(string uri) => FailoverUri.Parse(uri).Options;

    /// <summary>What is wrong with the options, each as a sentence; empty if nothing is.</summary>
    internal IEnumerable<string> Faults()
    {
        if (Brokers is not { Count: > 0 })
            yield return "There is no broker in the list; at least one is needed.";
        if (InitialReconnectDelay < TimeSpan.Zero || MaxReconnectDelay < InitialReconnectDelay)
            yield return $"The reconnect delays {InitialReconnectDelay} (initial) and {MaxReconnectDelay} (maximum) must not be negative and must be in this order.";
        if (!(ReconnectDelayExponent >= 1))
            yield return $"The reconnect delay exponent {ReconnectDelayExponent} is less than 1.";
        if (MaxReconnectAttempts < -1 || StartupMaxReconnectAttempts < -1)
            yield return "A number of reconnect attempts is -1 (without end), 0 or more.";
        if (SendTimeout is { } timeout && timeout <= TimeSpan.Zero)
            yield return $"The send time-out {timeout} is not more than zero; null waits without end.";
        if (MaxPendingBytes <= 0 || RememberedMessages < 0)
            yield return "MaxPendingBytes must be more than zero, RememberedMessages not negative.";
    }

    /// <summary>The options of one connection.</summary>
    internal OpenWireOptions ToConnection(BrokerAddress broker) =>
        (Connection ?? new OpenWireOptions { Broker = broker }) with { Broker = broker, FaultTolerant = true };
}
