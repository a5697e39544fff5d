using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using Connector.Xmpp.Streams;

namespace Connector.FinesseSimulator.Xmpp;

/// <summary>
/// The server's end of one client's stream, whatever carries it. On TCP it is XML as RFC 6120 frames it; a WebSocket (RFC 7395)
/// frames it otherwise but says the same.
/// </summary>
internal interface IServerStream : IAsyncDisposable
{
    /// <summary>Where the client is, for the log.</summary>
    string Peer { get; }

    /// <summary>Whether TLS can be begun here: not twice, and not on a WebSocket, which has it below or not at all.</summary>
    bool CanStartTls { get; }

    /// <summary>Protects the connection, and expects a new stream. Nothing is written meanwhile.</summary>
    /// <exception cref="IOException">TLS was not agreed.</exception>
    /// <exception cref="XmppProtocolException">The client had sent more already.</exception>
    Task StartTlsAsync(X509Certificate2 certificate, CancellationToken cancellationToken);

    /// <summary>The next event; none where the connection is closed.</summary>
    /// <exception cref="XmppProtocolException">The client sent what is not allowed.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    ValueTask<XmppStreamEvent?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Expects a new stream on the same connection, as after a sign-in.</summary>
    void Restart();

    /// <summary>The bytes of a stanza, which may go to several streams.</summary>
    ReadOnlyMemory<byte> Encode(XElement stanza);

    /// <summary>The bytes that open the server's stream.</summary>
    ReadOnlyMemory<byte> EncodeHeader(XmppStreamHeader header);

    /// <summary>The bytes that close it.</summary>
    ReadOnlyMemory<byte> EncodeEnd();

    /// <summary>Sends bytes. Called by one writer at a time.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Closes the connection as its carrier wants it, once the end of the stream is written.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    Task CloseAsync(CancellationToken cancellationToken);

    /// <summary>Closes the connection at once.</summary>
    void Abort();

    /// <summary>Resets the connection at once: the client sees a reset, not an end.</summary>
    void Reset();
}
