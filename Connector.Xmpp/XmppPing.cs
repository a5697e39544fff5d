using Connector.Xmpp.Live;

namespace Connector.Xmpp;

/// <summary>Asks the server for a sign of life (XEP-0199, 4.2).</summary>
public static class XmppPing
{
    /// <summary>Pings the server and waits for its answer. A stream keeps its order (RFC 6120, 10.1): what the server had sent by then has been handed to the session's
    /// handler. A refusal is an answer, too.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">No answer within the session's <see cref="XmppSessionOptions.RequestTimeout"/>.</exception>
    /// <exception cref="XmppSessionEndedException">The session ended before the answer.</exception>
    public static async Task PingAsync(this IXmppSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        try
        {
            await session.RequestAsync(XmppStanzas.Ping(session.Jid.Domain), timeout: null, cancellationToken).ConfigureAwait(false);
        }
        catch (XmppStanzaException)
        {
            // It need not know what a ping is to have read it.
        }
    }
}
