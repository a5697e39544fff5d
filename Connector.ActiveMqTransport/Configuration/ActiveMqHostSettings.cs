using Connector.OpenWire;
using Connector.OpenWire.Failover;

namespace MassTransit;

/// <summary>How a bus reaches its brokers, as plain values.</summary>
public sealed record ActiveMqHostSettings
{
    // More bring nothing but threads at the broker: see the measurements in docs/decisions/0083.
    private const int MostSendConnections = 8;

    /// <summary>Host name of the broker; stands in the addresses of this bus.</summary>
    public string Host { get; init; } = "localhost";

    /// <summary>TCP port, 1 to 65535; 61616 by default.</summary>
    public int Port { get; init; } = BrokerAddress.DefaultPort;

    /// <summary>User to sign in as; empty for none.</summary>
    public string Username { get; init; } = "";

    /// <summary>Password; empty for none. Never logged.</summary>
    public string Password { get; init; } = "";

    /// <summary>True: TLS to <see cref="Host"/> and to every fail-over host that names no scheme.</summary>
    public bool UseSsl { get; init; }

    /// <summary>What to trust and to show with TLS; null for the machine's trusted roots and no client certificate.</summary>
    public OpenWireTlsOptions? Tls { get; init; }

    /// <summary>Brokers to try in this order; empty for <see cref="Host"/> alone. See <see cref="IActiveMqHostConfigurator.FailoverHosts"/>.</summary>
    public IReadOnlyList<string> FailoverHosts { get; init; } = [];

    /// <summary>How long a send waits for a broker during an outage; 10 seconds by default.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause after the first failed round of connecting; 100 milliseconds by default.</summary>
    public TimeSpan InitialReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause between rounds of connecting; 2 seconds by default, so that brokers that are back after a long outage are soon used.</summary>
    public TimeSpan MaximumReconnectDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>By what the pause grows each round; 1 keeps it. 2 by default.</summary>
    public double ReconnectDelayExponent { get; init; } = 2;

    /// <summary>Whether the brokers are tried in random order; false by default, which takes them in the order given.</summary>
    public bool Randomize { get; init; }

    /// <summary>Whether the bus goes back to the first broker as soon as that is there again; false by default.</summary>
    public bool PriorityBackup { get; init; }

    /// <summary>
    /// After which silence a broker counts as frozen and is left; 5 seconds by default. The broker's own limit holds where it is shorter; each side sends
    /// a keep-alive after a third of it.
    /// </summary>
    public TimeSpan InactivityLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Over how many connections the bus sends, 1 to 8; 4 by default. The broker stores the persistent messages of one connection one after the other,
    /// those of several together.
    /// </summary>
    public int SendConnections { get; init; } = 4;

    /// <summary>Called at each change of the connection to the broker; see <see cref="IActiveMqHostConfigurator.ObserveBroker"/>.</summary>
    public Action<ActiveMqBrokerStatus>? BrokerObserver { get; init; }

    /// <summary>See <see cref="IActiveMqHostConfigurator.EnableAsyncSend"/>.</summary>
    public bool AsyncSend { get; init; }

    /// <summary>
    /// Least prefetch of temporary queues, 1 to 32,767; 1,000 by default. A temporary queue has one consumer, so nobody is starved by a large
    /// window, and answers come without round trips.
    /// </summary>
    public int TemporaryQueuePrefetch { get; init; } = 1000;

    /// <summary>Names of options that were given and that this transport has no use for.</summary>
    public IReadOnlyList<string> OptionsWithoutEffect { get; init; } = [];

    /// <summary>The address under which this bus names its queues and topics, <c>activemq://host[:port]/</c>.</summary>
    public Uri HostAddress => Connector.ActiveMqTransport.Addressing.HostAddress.Create(Host, Port);

    /// <summary>The brokers to try, in order.</summary>
    internal IReadOnlyList<BrokerAddress> Brokers =>
        FailoverHosts.Count == 0 ? [new BrokerAddress(Host, Port, UseSsl)] : [.. FailoverHosts.Select(Parse)];

    /// <summary>How each connection of the bus finds its brokers.</summary>
    internal FailoverOptions ToFailover(TimeProvider timeProvider) => new()
    {
        Brokers = Brokers,
        Randomize = Randomize,
        PriorityBackup = PriorityBackup,
        InitialReconnectDelay = InitialReconnectDelay,
        MaxReconnectDelay = MaximumReconnectDelay,
        ReconnectDelayExponent = ReconnectDelayExponent,
        SendTimeout = SendTimeout,
        Connection = new OpenWireOptions
        {
            Broker = Brokers[0],
            User = Username.Length == 0 ? null : Username,
            Password = Password.Length == 0 ? null : Password,
            Tls = Tls,
            TimeProvider = timeProvider,
            MaxInactivity = InactivityLimit,
        },
    };

    /// <summary>Says what is wrong with these settings, each as a sentence.</summary>
    internal IEnumerable<string> Faults()
    {
        if (Uri.CheckHostName(Host) == UriHostNameType.Unknown)
            yield return $"the host '{Host}' is not a host name or an IP address";
        if (Port is < 1 or > 65535)
            yield return $"the port {Port} is not in 1 to 65535";
        foreach (var host in FailoverHosts.Where(host => !BrokerAddress.TryParse(host, out _)))
            yield return $"the fail-over host '{host}' is not host:port, tcp://host:port or ssl://host:port";
        if (TemporaryQueuePrefetch is < 1 or > short.MaxValue)
            yield return $"the queue prefetch {TemporaryQueuePrefetch} is not in 1 to {short.MaxValue}";
        if (SendTimeout <= TimeSpan.Zero)
            yield return $"the send time-out {SendTimeout} is not more than zero";
        if (SendConnections is < 1 or > MostSendConnections)
            yield return $"the number of send connections {SendConnections} is not in 1 to {MostSendConnections}";
        if (InactivityLimit < TimeSpan.Zero)
            yield return $"the inactivity limit {InactivityLimit} is negative; zero switches it off";
        if (InitialReconnectDelay <= TimeSpan.Zero || MaximumReconnectDelay < InitialReconnectDelay)
        {
            yield return $"the reconnect delays {InitialReconnectDelay} (initial) and {MaximumReconnectDelay} (maximum) are not "
                + "more than zero and in this order";
        }
        if (!(ReconnectDelayExponent >= 1))
            yield return $"the reconnect delay exponent {ReconnectDelayExponent} is less than 1";
    }

    /// <summary>The brokers and the user, without the password.</summary>
    /// <returns>A text fit for a log.</returns>
    public override string ToString() =>
        $"{string.Join(", ", FailoverHosts.Count == 0 ? [$"{Host}:{Port}"] : FailoverHosts)}, user {(Username.Length == 0 ? "(none)" : Username)}";

    private BrokerAddress Parse(string text)
    {
        var address = BrokerAddress.Parse(text);
        // Without a scheme the address takes over what UseSsl said for the bus.
        return text.Contains("://", StringComparison.Ordinal) ? address : address with { UseTls = UseSsl };
    }
}
