using System.Security.Cryptography.X509Certificates;
using System.Text;
using Connector.Xmpp.Negotiation;
using Connector.Xmpp.Streams;

namespace Connector.Xmpp;

/// <summary>How the connection is protected.</summary>
public enum XmppSecurity
{
    /// <summary>
    /// On TCP, STARTTLS if the server offers it (RFC 6120, 5); otherwise unprotected, password included. On a WebSocket, which has no
    /// STARTTLS, the same as <see cref="Tls"/>.
    /// </summary>
    Auto,

    /// <summary>Never TLS, even if offered: a laboratory on loopback.</summary>
    None,

    /// <summary>STARTTLS or nothing: a server that does not offer it is refused before the password is sent. Not for WebSockets.</summary>
    StartTls,

    /// <summary>TLS from the first byte (port 5223, XEP-0368); of a WebSocket, <c>wss</c>.</summary>
    Tls,
}

/// <summary>Whom TLS trusts.</summary>
public sealed record XmppTlsOptions
{
    /// <summary>
    /// Certificate authorities that are trusted instead of the system's, such as the one that signed Finesse's certificate;
    /// null to trust the system's.
    /// </summary>
    public X509Certificate2Collection? TrustedAuthorities { get; init; }

    /// <summary>
    /// Takes any certificate, which protects against nobody who can stand in between. For laboratories; logged as a warning.
    /// </summary>
    public bool AcceptAnyCertificate { get; init; }

    /// <summary>Whether revocation is checked; not by default, since contact centres' networks rarely reach the lists.</summary>
    public X509RevocationMode Revocation { get; init; } = X509RevocationMode.NoCheck;
}

/// <summary>Everything that one XMPP session needs to know. Immutable; its text form hides the password.</summary>
public sealed record XmppSessionOptions
{
    private const string MustBePositive = "must be more than zero";

    /// <summary>Name or address of the server to connect to. Finesse's is the host name of one side.</summary>
    public required string Host { get; init; }

    /// <summary>
    /// TCP port; 5222 unless set. Finesse: 5222 (STARTTLS, closed from outside since 12.5), 5223 (TLS) or 7443 (WebSocket).
    /// </summary>
    public int Port { get; init; } = 5222;

    /// <summary>What carries the stream; <see cref="XmppTransport.Tcp"/> unless set.</summary>
    public XmppTransport Transport { get; init; }

    /// <summary>The path of the WebSocket; <c>/ws/</c> unless set, which is Finesse's (facts: finesse, 8.13). Not used on TCP.</summary>
    public string WebSocketPath { get; init; } = "/ws/";

    /// <summary>The XMPP domain, of Finesse what SystemInfo calls <c>xmppDomain</c>; it need not equal <see cref="Host"/>.</summary>
    public required string Domain { get; init; }

    /// <summary>The local part of the address, which is the user name in SASL; of Finesse the agent's id.</summary>
    public required string User { get; init; }

    /// <summary>The password. Never logged, never part of an error.</summary>
    public required string Password { get; init; }

    /// <summary>
    /// The resource to bind, which names this session among the user's others; null to let the server choose. Binding one that
    /// is in use ends the older session with a conflict on most servers (RFC 6120, 7.7.2.2).
    /// </summary>
    public string? Resource { get; init; }

    /// <summary>How the connection is protected; <see cref="XmppSecurity.Auto"/> unless set.</summary>
    public XmppSecurity Security { get; init; } = XmppSecurity.Auto;

    /// <summary>
    /// SASL mechanisms that may be used, the best first: the first one that the server offers too is taken. Known are <c>SCRAM-SHA-256</c>, <c>SCRAM-SHA-1</c>
    /// (RFC 5802, RFC 7677) and <c>PLAIN</c> (RFC 4616); all three in this order unless set. Finesse is known to offer PLAIN only.
    /// </summary>
    public IReadOnlyList<string> Mechanisms { get; init; } = [SaslScram.Sha256Name, SaslScram.Sha1Name, SaslPlain.MechanismName];

    /// <summary>Whom TLS trusts.</summary>
    public XmppTlsOptions Tls { get; init; } = new();

    /// <summary>
    /// Priority of the initial presence, -128 to 127; 0 unless set. A negative one gets nothing that is sent to the bare address
    /// (RFC 6121, 8.5.2.1), and all automatic subscriptions of Finesse are (facts: finesse, 5.1). Null: no presence is sent, the session is a
    /// connected resource that is not available (RFC 6121, 4.1): nobody sees it and nothing is routed to it before <see cref="IXmppSession.AnnounceAsync"/>.
    /// </summary>
    public sbyte? Priority { get; init; } = 0;

    /// <summary>How long the way from the first packet to the initial presence may take; 10 s unless set.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer to a request may take where the caller does not say; 10 s unless set.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often the server is pinged (XEP-0199), whatever else is sent; 10 s unless set. Finesse wants one each 20 s at the
    /// latest, its own desktop sends one each 10 s (facts: finesse, 5.1). <see cref="TimeSpan.Zero"/> switches pings off, and
    /// with them the detection of a server that fell silent.
    /// </summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after a ping nothing at all may come before the ping counts as missed; 5 s unless set.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How many pings in a row may be missed before the server counts as silent; 2 unless set. A missed ping is followed by
    /// the next one at once, so a silent server is noticed within the interval plus this many times the timeout.
    /// </summary>
    public int MissedPings { get; init; } = 2;

    /// <summary>What a stanza may cost.</summary>
    public XmppStreamLimits Limits { get; init; } = XmppStreamLimits.Default;

    /// <summary>Stanzas that may wait to be sent; 128 unless set. A sender waits while that many do.</summary>
    public int OutgoingQueue { get; init; } = 128;

    /// <summary>How long a closing session waits for the server's closing tag; 2 s unless set.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether TLS comes first, before anything of HTTP or XMPP.</summary>
    internal bool IsTlsFirst =>
        Security == XmppSecurity.Tls || (Transport == XmppTransport.WebSocket && Security != XmppSecurity.None);

    /// <summary>Checks the values that types cannot.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        Require(!string.IsNullOrWhiteSpace(Host), nameof(Host), "must name the server");
        Require(!string.IsNullOrEmpty(Password), nameof(Password), "must be given");
        Require(Port is >= 1 and <= 65535, nameof(Port), "must be 1 to 65535");
        Require(Enum.IsDefined(Security), nameof(Security), "must be one of XmppSecurity");
        Require(Enum.IsDefined(Transport), nameof(Transport), "must be one of XmppTransport");
        Require(
            Transport != XmppTransport.WebSocket || Security != XmppSecurity.StartTls,
            nameof(Security),
            "must be None, Auto or Tls for a WebSocket, which has no STARTTLS (RFC 7395, 3.9)");
        Require(WebSocketPath.StartsWith('/'), nameof(WebSocketPath), "must begin with '/'");
        Require(ConnectTimeout > TimeSpan.Zero, nameof(ConnectTimeout), MustBePositive);
        Require(RequestTimeout > TimeSpan.Zero, nameof(RequestTimeout), MustBePositive);
        Require(PingInterval >= TimeSpan.Zero, nameof(PingInterval), "must not be negative");
        Require(PingTimeout > TimeSpan.Zero, nameof(PingTimeout), MustBePositive);
        Require(MissedPings >= 1, nameof(MissedPings), "must be 1 or more");
        Require(
            Mechanisms.Count > 0 && Mechanisms.All(SaslMechanism.IsKnown), nameof(Mechanisms), "must name SCRAM-SHA-256, SCRAM-SHA-1 or PLAIN, at least one");
        Require(OutgoingQueue >= 1, nameof(OutgoingQueue), "must be 1 or more");
        Require(CloseTimeout > TimeSpan.Zero, nameof(CloseTimeout), MustBePositive);
        _ = new Jid(User, Domain, Resource);
    }

    private static void Require(bool holds, string option, string rule)
    {
        if (!holds)
            throw new ArgumentException($"{nameof(XmppSessionOptions)}.{option} {rule}.", nameof(option));
    }

    // Records print all their members; this one holds a password.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"{User}@{Domain}/{Resource} at {Host}:{Port}, {Transport}, {Security}");
        return true;
    }
}
