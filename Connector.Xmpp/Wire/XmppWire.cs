using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using Connector.Xmpp.Streams;

namespace Connector.Xmpp.Wire;

/// <summary>
/// One TCP connection with the stream on it: reads events, writes bytes, turns to TLS. One reader and one writer at a time.
/// While nothing comes it holds no buffer, which matters with thousands of idle sessions in one process.
/// </summary>
internal sealed class XmppWire : IAsyncDisposable
{
    private const int ReadBytes = 8 * 1024;

    private readonly XmppStreamLimits _limits;
    private Stream _stream;
    private XmppStreamParser _parser;
    private byte[]? _buffer;
    private int _from;
    private int _to;
    private long _bytesRead;

    /// <summary>Takes a connected transport over.</summary>
    public XmppWire(Stream stream, XmppStreamLimits limits)
    {
        _stream = stream;
        _limits = limits;
        _parser = new XmppStreamParser(limits);
    }

    /// <summary>How many bytes have come so far: proof of life, whatever they mean. Readable from any thread.</summary>
    public long BytesRead => Volatile.Read(ref _bytesRead);

    /// <summary>Whether TLS protects the connection.</summary>
    public bool IsProtected => _stream is SslStream;

    /// <summary>Connects by TCP.</summary>
    /// <exception cref="SocketException">No connection.</exception>
    public static async Task<XmppWire> ConnectAsync(
        string host, int port, XmppStreamLimits limits, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
            return new XmppWire(new NetworkStream(socket, ownsSocket: true), limits);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next event; null when the connection has ended without the stream's closing tag.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="XmppProtocolException">What came is no XMPP.</exception>
    public async ValueTask<XmppStreamEvent?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryParse(out XmppStreamEvent? streamEvent))
                return streamEvent;

            // A read of no bytes completes when there are some: only then a buffer is taken.
            _ = await _stream.ReadAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
            _buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
            _from = 0;
            _to = await _stream.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false);
            if (_to == 0)
                return null;
            Volatile.Write(ref _bytesRead, _bytesRead + _to);
        }
    }

    /// <summary>Writes bytes as they are.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        _stream.WriteAsync(bytes, cancellationToken);

    /// <summary>Makes ready for a new stream on the same connection.</summary>
    /// <exception cref="XmppProtocolException">
    /// Something came behind the element that ended the old stream. After <c>proceed</c> it could have been put there by anybody
    /// on the way, and would be taken for protected (RFC 6120, 5.4.3.3).
    /// </exception>
    public void RestartStream()
    {
        if (_buffer is not null && _from < _to)
        {
            throw new XmppProtocolException(
                XmppStreamConditions.PolicyViolation, "The server sent data before the new stream was opened.");
        }

        _parser = new XmppStreamParser(_limits);
    }

    /// <summary>Protects the connection, and makes ready for a new stream.</summary>
    public async Task StartTlsAsync(XmppSessionOptions options, CancellationToken cancellationToken)
    {
        RestartStream();
        var protectedStream = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = protectedStream;
        await protectedStream.AuthenticateAsClientAsync(XmppTls.ClientOptions(options), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync().ConfigureAwait(false);
        ReleaseBuffer();
    }

    private bool TryParse(out XmppStreamEvent? streamEvent)
    {
        ReadOnlySpan<byte> input = _buffer is null ? default : _buffer.AsSpan(_from, _to - _from);
        bool complete = _parser.TryRead(ref input, out streamEvent);
        _from = _to - input.Length;
        if (input.IsEmpty)
            ReleaseBuffer();
        return complete;
    }

    private void ReleaseBuffer()
    {
        if (_buffer is not null)
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        _buffer = null;
        _from = _to = 0;
    }
}
