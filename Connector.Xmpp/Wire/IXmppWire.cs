using System.Xml.Linq;
using Connector.Xmpp.Streams;

namespace Connector.Xmpp.Wire;

/// <summary>
/// A connection with one stream on it, whatever carries it: reads events, writes pieces. One reader and one writer at a time. A
/// piece is an element, a header or the end, as this wire encodes it; a WebSocket makes a message of each.
/// </summary>
internal interface IXmppWire : IAsyncDisposable
{
    /// <summary>How many bytes have come so far: proof of life, whatever they mean. Readable from any thread.</summary>
    long BytesRead { get; }

    /// <summary>Whether TLS protects the connection.</summary>
    bool IsProtected { get; }

    /// <summary>Whether STARTTLS can be used here: not on a WebSocket (RFC 7395, 3.9).</summary>
    bool CanStartTls { get; }

    /// <summary>The piece of an element.</summary>
    /// <exception cref="ArgumentException">It cannot be written as XML.</exception>
    ReadOnlyMemory<byte> Encode(XElement element);

    /// <summary>The pieces of two elements that follow each other at once: one where the wire can, for each is a write of its own.</summary>
    /// <inheritdoc cref="Encode" path="/exception"/>
    ReadOnlyMemory<byte>[] EncodeBoth(XElement first, XElement second);

    /// <summary>The piece that opens the stream.</summary>
    ReadOnlyMemory<byte> EncodeHeader(XmppStreamHeader header);

    /// <summary>The piece that closes it.</summary>
    ReadOnlyMemory<byte> EncodeEnd();

    /// <summary>Reads the next event; null when the connection has ended without the end of the stream.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="XmppProtocolException">What came is no XMPP.</exception>
    ValueTask<XmppStreamEvent?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Writes one piece.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken);

    /// <summary>Makes ready for a new stream on the same connection.</summary>
    /// <exception cref="XmppProtocolException">Something came behind the element that ended the old stream.</exception>
    void RestartStream();

    /// <summary>Protects the connection, and makes ready for a new stream.</summary>
    /// <exception cref="XmppConnectException">TLS was not agreed.</exception>
    Task StartTlsAsync(CancellationToken cancellationToken);
}
