namespace Connector.Xmpp;

/// <summary>Why a session could not begin, or why it ended.</summary>
public enum XmppEndReason
{
    /// <summary>
    /// No TCP connection: name not found, refused, no route, or no answer in time; or a web server that has no WebSocket for us
    /// at the path. Nothing secret was sent.
    /// </summary>
    ServerUnreachable,

    /// <summary>
    /// TLS could not be agreed on, or the certificate is not trusted or not the server's; <see cref="XmppSessionEnd.TlsFailure"/>
    /// says which. Nothing secret was sent.
    /// </summary>
    TlsFailed,

    /// <summary>We demand TLS and the server does not offer it, or it demands TLS and we are told not to use it.</summary>
    TlsRequired,

    /// <summary>The server refused user or password. Never to be retried with the same ones: five times lock an agent out.</summary>
    AuthenticationRefused,

    /// <summary>The server cannot check passwords at the moment (SASL <c>temporary-auth-failure</c>).</summary>
    AuthenticationUnavailable,

    /// <summary>The server offers no SASL mechanism that we speak.</summary>
    MechanismNotOffered,

    /// <summary>Another session has our resource, or took it (<c>conflict</c>). To come back blindly would take it back.</summary>
    ResourceConflict,

    /// <summary>The server will not have this session: <c>policy-violation</c>, <c>resource-constraint</c>, <c>not-authorized</c>.</summary>
    PolicyRefused,

    /// <summary>The server sends its clients elsewhere (<c>see-other-host</c>); the text names where.</summary>
    SeeOtherHost,

    /// <summary>The server is being shut down (<c>system-shutdown</c>).</summary>
    SystemShutdown,

    /// <summary>Any other stream error or refusal; <see cref="XmppSessionEnd.Condition"/> names it.</summary>
    StreamError,

    /// <summary>The connection stands and the server answers nothing: pings were missed, or signing in took too long.</summary>
    PeerSilent,

    /// <summary>The connection broke without a word.</summary>
    ConnectionLost,

    /// <summary>The server sent what XMPP does not allow, or more than the limits.</summary>
    ProtocolViolation,

    /// <summary>We closed the session.</summary>
    ClosedByUs,

    /// <summary>The server closed the stream in order, without naming an error.</summary>
    ClosedByServer,
}

/// <summary>The end of a session, or of the attempt to begin one. The first reason that came up, whatever followed from it.</summary>
/// <param name="Reason">What kind of end.</param>
/// <param name="Text">What happened, for a person; holds no secret.</param>
/// <param name="Condition">The condition that the server named (RFC 6120, 4.9.3, 6.5, 8.3.3); null if it named none.</param>
/// <param name="Cause">The exception behind it, if any.</param>
public sealed record XmppSessionEnd(XmppEndReason Reason, string Text, string? Condition = null, Exception? Cause = null)
{
    /// <summary>What stood in the way of TLS, where <see cref="Reason"/> is <see cref="XmppEndReason.TlsFailed"/>; else null.</summary>
    public XmppTlsFailure? TlsFailure { get; init; }

    /// <summary>
    /// Whether trying again, here or at the other side, can help without anybody changing something. False of a refused
    /// password, a conflict, and faults of configuration or protocol.
    /// </summary>
    public bool IsTransient => Reason is XmppEndReason.ServerUnreachable or XmppEndReason.AuthenticationUnavailable
        or XmppEndReason.SeeOtherHost or XmppEndReason.SystemShutdown or XmppEndReason.StreamError or XmppEndReason.PeerSilent
        or XmppEndReason.ConnectionLost or XmppEndReason.ClosedByServer;

    /// <inheritdoc/>
    public override string ToString() => Condition is null ? $"{Reason}: {Text}" : $"{Reason} ({Condition}): {Text}";
}
