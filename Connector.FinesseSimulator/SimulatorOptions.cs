using System.Net;
using Connector.FinesseSimulator.Notifications;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.FinesseSimulator;

/// <summary>A reason code that people can choose.</summary>
/// <param name="Id">The database id, which a request names in <c>reasonCodeId</c>.</param>
/// <param name="Category"><c>NOT_READY</c> or <c>LOGOUT</c>.</param>
/// <param name="Code">The code that reports show.</param>
/// <param name="Label">The text a person reads.</param>
public sealed record SimulatedReasonCode(int Id, string Category, int Code, string Label);

/// <summary>How one server of a pair is set up.</summary>
public sealed record SideOptions
{
    /// <summary>The port of REST and of the control API; 0 for a free one.</summary>
    public int RestPort { get; init; }

    /// <summary>The port of REST and of the control API with TLS; 0 for a free one. Not opened without a certificate.</summary>
    public int HttpsPort { get; init; }

    /// <summary>The port of XMPP; 0 for a free one.</summary>
    public int XmppPort { get; init; }

    /// <summary>The port of XMPP with TLS from the first byte; 0 for a free one. Not opened without a certificate.</summary>
    public int XmppSecurePort { get; init; }

    /// <summary>The port of XMPP by WebSocket with TLS; 0 for a free one. Not opened without a certificate.</summary>
    public int WebSocketPort { get; init; }

    /// <summary>The XMPP domain, and the host that SystemInfo names; different from the other server's.</summary>
    public string Domain { get; init; } = "finesse-b.sim";

    /// <summary>Where notifications go instead of to the simulator's own XMPP server.</summary>
    public INotificationSink? NotificationSink { get; init; }
}

/// <summary>How a simulated Finesse is set up.</summary>
public sealed record SimulatorOptions
{
    /// <summary>The most agents one simulator takes: ids and extensions have four digits.</summary>
    public const int MaxAgentCount = 7999;

    /// <summary>
    /// How many agents there are, 1 to <see cref="MaxAgentCount"/>: ids from 1001, passwords <c>pw</c> and the id, extensions
    /// from
    /// 2001, login names <c>agent</c> and the id; every tenth supervises the team of ten that he closes.
    /// </summary>
    public int AgentCount { get; init; } = 10;

    /// <summary>Where REST and XMPP listen. Loopback unless told otherwise: passwords are known to everybody.</summary>
    public IPAddress ListenAddress { get; init; } = IPAddress.Loopback;

    /// <summary>The port of REST and of the control API; 0 for a free one.</summary>
    public int RestPort { get; init; }

    /// <summary>
    /// The port of XMPP; 0 for a free one. With a <see cref="NotificationSink"/> it is the port that SystemInfo names, where
    /// somebody else's XMPP server listens.
    /// </summary>
    public int XmppPort { get; init; }

    /// <summary>
    /// TLS: STARTTLS at <see cref="XmppPort"/>, which is not demanded, and the three ports below; none: no TLS. The caller disposes
    /// of it.
    /// </summary>
    public SimulatedCertificate? Certificate { get; init; }

    /// <summary>The port of REST and of the control API with TLS; 0 for a free one. Not opened without a certificate.</summary>
    public int HttpsPort { get; init; }

    /// <summary>Whether plain REST answers 301 to <see cref="HttpsPort"/>, as since Finesse 12.5 (facts 1.1); not the control API.
    /// Nothing without a certificate.</summary>
    public bool RedirectToHttps { get; init; }

    /// <summary>The port of XMPP with TLS from the first byte; 0 for a free one. Not opened without a certificate.</summary>
    public int XmppSecurePort { get; init; }

    /// <summary>
    /// The port of XMPP by WebSocket with TLS (<c>wss</c>, path <c>/ws/</c>); 0 for a free one. Not opened without a certificate.
    /// Without TLS, <see cref="RestPort"/> serves the same path.
    /// </summary>
    public int WebSocketPort { get; init; }

    /// <summary>The XMPP domain, and the host that SystemInfo names.</summary>
    public string Domain { get; init; } = "localhost";

    /// <summary>Where notifications go instead of to the simulator's own XMPP server, which then does not start.</summary>
    public INotificationSink? NotificationSink { get; init; }

    /// <summary>The second server of the pair; none for one Finesse alone.</summary>
    public SideOptions? SideB { get; init; }

    /// <summary>
    /// A port for the control API alone, which stays while servers are down; 0 for a free one. None: the control API is only on
    /// the servers' own REST ports.
    /// </summary>
    public int? ControlPort { get; init; }

    /// <summary>Which contact centre stands behind it.</summary>
    public SimulatedDeployment Deployment { get; init; }

    /// <summary>What users sign in with: passwords, access tokens, or each user his own.</summary>
    public SimulatedAuthMode AuthMode { get; init; }

    /// <summary>With <see cref="SimulatedAuthMode.Hybrid"/>: the ids of the agents who sign in with a token.</summary>
    public IReadOnlyCollection<string> SsoAgents { get; init; } = [];

    /// <summary>How long an access token is good where nothing is said when it is issued.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Whether an XMPP session that was begun with a token ends with it (stream error <c>not-authorized</c>). Otherwise, as an XMPP
    /// server does by itself, a token is looked at when a session begins, and what lives lives on.
    /// </summary>
    public bool TokenEndsXmpp { get; init; }

    /// <summary>How long Finesse takes to notice that its CTI server is lost: three heartbeats of five seconds (facts
    /// 6.5).</summary>
    public TimeSpan CtiDetection { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the telephony takes to carry out what REST has accepted with 202.</summary>
    public TimeSpan AsyncDelay { get; init; }

    /// <summary>Whether requests are carried out before their 202 goes out, so that the event can overtake it (facts
    /// 8.10).</summary>
    public bool NotifyBeforeResponse { get; init; }

    /// <summary>Whether signing in somebody who is signed in already is notified; on some real systems it is not (facts
    /// 8.10).</summary>
    public bool NotifyRepeatedSignIn { get; init; } = true;

    /// <summary>The reason codes to choose from. Where a category has some, a request must name one.</summary>
    public IReadOnlyList<SimulatedReasonCode> ReasonCodes { get; init; } = [];

    /// <summary>Whether agents write their calls up.</summary>
    public WrapUpMode WrapUp { get; init; }

    /// <summary>How long they do at the most.</summary>
    public TimeSpan WrapUpTime { get; init; } = TimeSpan.FromSeconds(7200);

    /// <summary>Numbers outside that are engaged.</summary>
    public IReadOnlyList<string> BusyNumbers { get; init; } = ["5550486"];

    /// <summary>Numbers that do not exist.</summary>
    public IReadOnlyList<string> BadNumbers { get; init; } = ["5550404"];

    /// <summary>How long it rings at a number outside before somebody answers; none: nobody does by himself.</summary>
    public TimeSpan? OutsideRings { get; init; } = TimeSpan.Zero;

    /// <summary>How many parties a conference takes.</summary>
    public int MaxConferenceParties { get; init; } = 8;

    /// <summary>Who may drop others from a conference (UCCE).</summary>
    public DropPermission DropPermission { get; init; }

    /// <summary>What happens to a signed-in agent whose last XMPP session has gone (facts 5.5).</summary>
    public LostClientAction LostClient { get; init; }

    /// <summary>
    /// Whether each server watches its own sessions only, as on real systems: the old server's logout then hits an agent who has
    /// signed in at the other meanwhile (facts 8.17). Otherwise whoever is at one of the two is there.
    /// </summary>
    public bool ForcedLogoutPerSide { get; init; }

    /// <summary>How long Finesse waits for the client to come back before that; none: for ever.</summary>
    public TimeSpan? PresenceGrace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an XMPP session may be silent before it counts as gone; half of it later the server asks by a
    /// ping.</summary>
    public TimeSpan XmppIdleTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Wrong passwords in a row that lock a user out of REST, which is one more than a client should ever try.</summary>
    public int WrongPasswordsUntilLockout { get; init; } = 5;

    /// <summary>How long such a lockout lasts (facts 1.2).</summary>
    public TimeSpan LockoutTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many requests are remembered; older ones are forgotten first.</summary>
    public int RequestLogCapacity { get; init; } = 10_000;

    /// <summary>How many events a recording holds; then it stops, and says so.</summary>
    public int RecordingCapacity { get; init; } = 500_000;

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where logs go.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Where the program is to get <see cref="Certificate"/> from; none: no TLS.</summary>
    internal CertificateSource? CertificateSource { get; init; }

    /// <summary>The first server, which the options above describe.</summary>
    internal SideOptions SideA => new()
    {
        RestPort = RestPort,
        HttpsPort = HttpsPort,
        XmppPort = XmppPort,
        XmppSecurePort = XmppSecurePort,
        WebSocketPort = WebSocketPort,
        Domain = Domain,
        NotificationSink = NotificationSink,
    };
}
