namespace Connector.OpenWire;

/// <summary>How one connection is made and kept. Immutable; every default carries its reason.</summary>
public sealed record OpenWireOptions
{
    /// <summary>The broker to connect to.</summary>
    public required BrokerAddress Broker { get; init; }

    /// <summary>User name; null signs in without one, which a broker without authentication accepts.</summary>
    public string? User { get; init; }

    /// <summary>Password. It goes into ConnectionInfo as it is, so only <c>ssl://</c> keeps it secret on the wire. Never logged.</summary>
    public string? Password { get; init; }

    /// <summary>
    /// JMS client id; null takes the connection id. The broker refuses a second connection with the same one. Durable topic
    /// subscriptions belong to it.
    /// </summary>
    public string? ClientId { get; init; }

    /// <summary>For <c>ssl://</c> addresses: whom to trust and which certificate to show. Null takes the machine's trusted roots.</summary>
    public OpenWireTlsOptions? Tls { get; init; }

    /// <summary>
    /// Limit for TCP connect, TLS, negotiation and sign-in together. 10 s: a loaded broker answers in milliseconds, and a
    /// broker that does not answer in 10 s should not hold up a fail-over to the next one.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Limit for the broker's answer to one command, a persistent send included. 30 s, the broker's own inactivity limit:
    /// a broker that is alive but out of memory or disk may keep a send that long.
    /// </summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Limit for the steps of a clean close together. 5 s: a close must not hang a shutting-down process for longer; the
    /// broker cleans up after a dropped socket as well.
    /// </summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Largest frame accepted and sent, in bytes; the smaller of this and the broker's limit holds. 100 MiB (104,857,600): what
    /// ActiveMQ's shipped configuration sets. A larger incoming frame ends the connection before anything is allocated for it.
    /// </summary>
    public int MaxFrameBytes { get; init; } = 104_857_600;

    /// <summary>
    /// The longest silence from the broker before the connection counts as lost; the smaller of this and the broker's figure
    /// holds, and zero on either side switches the monitor off. 30 s, ActiveMQ's default; both sides send a keep-alive after a
    /// third of it.
    /// </summary>
    public TimeSpan MaxInactivity { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Socket send and receive buffer, in bytes. 256 KiB: with 8 KiB, the official .NET client's default, loopback traffic stalls
    /// for 200 ms per burst.
    /// </summary>
    public int SocketBufferBytes { get; init; } = 256 * 1024;

    /// <summary>
    /// How many encoded bytes may wait for the socket before senders wait too. 1 MiB: some hundred messages, enough to keep
    /// the socket busy, and a bound on memory when the broker stops reading (its flow control).
    /// </summary>
    public int MaxUnsentBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// Whether the broker is told that this client follows ConnectionControl commands (fail-over lists). False: a single
    /// connection does not act on them.
    /// </summary>
    public bool FaultTolerant { get; init; }

    /// <summary>The clock of timeouts, keep-alive and message timestamps. The system's by default; tests put their own here.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The options without the password, for logs.</summary>
    /// <returns>A text safe to log.</returns>
    public override string ToString() => $"{Broker}, user {User ?? "(none)"}, client id {ClientId ?? "(generated)"}";
}
