using System.Xml.Linq;

namespace Connector.Xmpp;

/// <summary>One live XMPP session: signed in, resource bound, presence sent unless the options say otherwise. It ends once and does not come back.</summary>
/// <remarks>All members may be called from any thread at any time.</remarks>
public interface IXmppSession : IAsyncDisposable
{
    /// <summary>The full address that the server bound.</summary>
    Jid Jid { get; }

    /// <summary>
    /// Completes when the session is over, with the first reason that came up. Never faults, never is cancelled. A handler may
    /// still be within its last stanza; <see cref="IAsyncDisposable.DisposeAsync"/> waits for that.
    /// </summary>
    Task<XmppSessionEnd> Ended { get; }

    /// <summary>
    /// Queues a stanza to be sent, in order of the calls; waits while the queue is full. Completion does not mean that the
    /// server has it. The stanza may be changed afterwards, its bytes are taken at once.
    /// </summary>
    /// <param name="stanza">A <c>message</c>, <c>presence</c> or <c>iq</c> in <see cref="XmppNamespaces.Client"/>.</param>
    /// <param name="cancellationToken">Ends the wait for room in the queue.</param>
    /// <exception cref="ArgumentException">It is no stanza, or cannot be written as XML.</exception>
    /// <exception cref="XmppSessionEndedException">The session is over.</exception>
    ValueTask SendAsync(XElement stanza, CancellationToken cancellationToken);

    /// <summary>Sends a request and waits for its answer (RFC 6120, 8.2.3).</summary>
    /// <param name="iq">An <c>iq</c> of type <c>get</c> or <c>set</c>. Its <c>id</c> is set here, on a copy.</param>
    /// <param name="timeout">How long to wait; <see cref="XmppSessionOptions.RequestTimeout"/> where null.</param>
    /// <param name="cancellationToken">Ends the wait; the server may act on the request all the same.</param>
    /// <returns>The answer, an <c>iq</c> of type <c>result</c>.</returns>
    /// <exception cref="ArgumentException">It is no request, or cannot be written as XML.</exception>
    /// <exception cref="XmppStanzaException">The answer was an error.</exception>
    /// <exception cref="TimeoutException">No answer in time; whether the server acted is not known.</exception>
    /// <exception cref="XmppSessionEndedException">The session ended before the answer.</exception>
    Task<XElement> RequestAsync(XElement iq, TimeSpan? timeout, CancellationToken cancellationToken);

    /// <summary>
    /// Sends a presence (RFC 6121, 4.2), and waits until the server has taken it in: from then on, what is sent to the bare address comes here. A server handles
    /// a stream's stanzas in order (RFC 6120, 10.1), so the answer to a ping behind the presence says so, an error as well as a result.
    /// Without it, what the server routes between the sending and the taking in is lost, and nobody would know.
    /// </summary>
    /// <param name="priority">Its priority, as <see cref="XmppSessionOptions.Priority"/>.</param>
    /// <param name="timeout">How long to wait; <see cref="XmppSessionOptions.RequestTimeout"/> where null.</param>
    /// <param name="cancellationToken">Ends the wait; the server may take the presence in all the same.</param>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    /// <exception cref="XmppSessionEndedException">The session ended before the answer.</exception>
    Task AnnounceAsync(sbyte priority, TimeSpan? timeout, CancellationToken cancellationToken);

    /// <summary>Sends the presence that says that this session is not available any more (RFC 6121, 4.5), and stays connected: nothing is routed here from when the
    /// server has taken it in, until <see cref="AnnounceAsync"/>.</summary>
    /// <param name="cancellationToken">Ends the wait for room in the queue.</param>
    /// <exception cref="XmppSessionEndedException">The session is over.</exception>
    ValueTask WithdrawAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Closes the session in order: what is queued is sent, then the closing tag, then the server's is awaited for at most
    /// <see cref="XmppSessionOptions.CloseTimeout"/>. Does nothing where the session is over already.
    /// </summary>
    /// <param name="cancellationToken">Closes without waiting for the server.</param>
    Task CloseAsync(CancellationToken cancellationToken);
}

/// <summary>
/// Takes what the server sends, in the order of the wire, one at a time, on the session's reader: while a method runs, nothing
/// else is read. It must not block; what takes time belongs in a queue of the handler. An exception from it is logged and
/// does not end the session. The first call may come before <see cref="IXmppConnector.ConnectAsync"/> has returned.
/// </summary>
public interface IXmppStanzaHandler
{
    /// <summary>A <c>message</c> came, errors included.</summary>
    void OnMessage(XElement message);

    /// <summary>A <c>presence</c> came, errors included; one of the user's other sessions is known by its <c>from</c>.</summary>
    void OnPresence(XElement presence);
}

/// <summary>Begins XMPP sessions.</summary>
public interface IXmppConnector
{
    /// <summary>
    /// Connects, protects the connection, signs in, binds the resource and, unless it is to be silent, sends the initial presence. One attempt: whether and
    /// when to try again is the caller's decision (<see cref="XmppSessionEnd.IsTransient"/>).
    /// </summary>
    /// <param name="options">Where, who and how.</param>
    /// <param name="handler">Takes what the server sends.</param>
    /// <param name="cancellationToken">Gives up the attempt.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="XmppConnectException">No session; its reason says why.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    Task<IXmppSession> ConnectAsync(XmppSessionOptions options, IXmppStanzaHandler handler, CancellationToken cancellationToken);
}
