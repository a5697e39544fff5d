using System.Security.Cryptography.X509Certificates;
using Connector.Finesse.Notifications;

namespace Connector.Finesse.Subscriptions;

/// <summary>How agents' sessions with the notification service are held.</summary>
public sealed record AgentSubscriptionsOptions
{
    /// <summary>This connector's id; the XMPP resource is <c>gc-&lt;ConnectorId&gt;</c>.</summary>
    public required string ConnectorId { get; init; }

    /// <summary>
    /// Whether the sessions only see who else is there: under a resource of their own (<see cref="ConnectorResource"/>), beside the agent's
    /// own session, and with a negative priority, so that no notification goes to them (RFC 6121, 8.5.2.1).
    /// </summary>
    public bool OnlyWatches { get; init; }

    /// <summary><c>XMPP_PORT</c>; null to learn it from SystemInfo.</summary>
    public int? XmppPort { get; init; }

    /// <summary><c>XMPP_SECURITY</c>.</summary>
    public XmppSecurityChoice XmppSecurity { get; init; } = XmppSecurityChoice.Auto;

    /// <summary><c>XMPP_TRANSPORT</c>.</summary>
    public XmppTransportChoice XmppTransport { get; init; } = XmppTransportChoice.Auto;

    /// <summary>
    /// How long the way that worked last is tried first, so that two thousand sign-ins do not each wait for a port that is closed.
    /// Not for ever: a better way may be open again.
    /// </summary>
    public TimeSpan RememberedWay { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How many agents may be signing in at one time, so that a start of shift does not swamp the server; who came first goes first.
    /// </summary>
    public int MaxParallelSignIns { get; init; } = 32;

    /// <summary>How long one sign-in may take, from the socket to the presence.</summary>
    public TimeSpan SignInTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How silent sessions are kept.</summary>
    public StandbyOptions Standby { get; init; } = new();

    /// <summary>How long to wait between attempts to restore a session.</summary>
    public Backoff Backoff { get; init; } = new();

    /// <summary>How many item ids a subscription remembers in order to drop duplicates.</summary>
    public int RememberedItems { get; init; } = 256;

    /// <summary>Where notifications are counted, for all subscriptions together; nowhere where null.</summary>
    public NotificationCounts? Counts { get; init; }

    /// <summary>Certificate authorities to trust instead of the machine's; the machine's where empty.</summary>
    public X509Certificate2Collection TrustedAuthorities { get; init; } = [];
}

/// <summary>The values of <c>XMPP_TRANSPORT</c>.</summary>
public enum XmppTransportChoice
{
    /// <summary>TCP, and where nothing listens there, a WebSocket.</summary>
    Auto,

    /// <summary>TCP or nothing.</summary>
    Tcp,

    /// <summary>A WebSocket or nothing: port 7443 unless set.</summary>
    WebSocket,
}

/// <summary>The values of <c>XMPP_SECURITY</c>.</summary>
public enum XmppSecurityChoice
{
    /// <summary>TLS from the first byte where SystemInfo names only such a port, else STARTTLS where the server offers it.</summary>
    Auto,

    /// <summary>In the clear: a laboratory.</summary>
    None,

    /// <summary>STARTTLS or nothing; on TCP only.</summary>
    StartTls,

    /// <summary>TLS from the first byte (5223).</summary>
    Tls,
}
