using System.Xml.Linq;
using Microsoft.Extensions.Logging;

namespace Connector.Xmpp;

/// <summary>Everything this room logs.</summary>
internal static partial class XmppLog
{
    // Whoever holds the session says so with what it is for.
    [LoggerMessage(1, LogLevel.Debug, "XMPP session of {Jid} with {Host}:{Port} is live, by {Transport}, {Protection}.")]
    public static partial void SessionLive(ILogger logger, Jid jid, string host, int port, XmppTransport transport, string protection);

    [LoggerMessage(2, LogLevel.Information, "XMPP session of {Jid} ended. {End}")]
    public static partial void SessionEnded(ILogger logger, Jid jid, XmppSessionEnd end);

    [LoggerMessage(3, LogLevel.Warning,
        "Passwords go unprotected to {Host}:{Port} (SASL {Mechanism} without TLS). Set the security to StartTls or Tls. Said once.")]
    public static partial void UnprotectedPassword(ILogger logger, string host, int port, string mechanism);

    [LoggerMessage(4, LogLevel.Warning,
        "Any certificate of {Host}:{Port} is accepted, so nobody knows who is at the other end. For laboratories only. Said once.")]
    public static partial void AnyCertificate(ILogger logger, string host, int port);

    [LoggerMessage(5, LogLevel.Error, "The handler of {Jid} failed on a {Stanza}; the session goes on.")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, Jid jid, string stanza);

    [LoggerMessage(6, LogLevel.Warning,
        "An answer of {Jid} to a request of the server was dropped: {Queue} stanzas wait to be sent already.")]
    public static partial void AnswerDropped(ILogger logger, Jid jid, int queue);

    [LoggerMessage(7, LogLevel.Debug, "The element {Name}, which is no stanza, was ignored by {Jid}.")]
    public static partial void ElementIgnored(ILogger logger, Jid jid, XName name);
}
