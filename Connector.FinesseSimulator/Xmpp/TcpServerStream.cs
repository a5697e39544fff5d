using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using Connector.Xmpp.Streams;

namespace Connector.FinesseSimulator.Xmpp;

/// <summary>A client's stream on TCP (RFC 6120), with TLS from the first byte, from STARTTLS on, or never.</summary>
internal sealed class TcpServerStream(Socket socket, XmppStreamLimits limits) : IServerStream
{
    private readonly byte[] _buffer = new byte[4096];
    private volatile Stream _stream = new NetworkStream(socket, ownsSocket: true);
    private XmppStreamParser _parser = new(limits);
    private int _start;
    private int _end;

    /// <inheritdoc />
    public string Peer { get; } = socket.RemoteEndPoint?.ToString() ?? "";

    /// <inheritdoc />
    public bool CanStartTls => _stream is not SslStream;

    /// <inheritdoc />
    public async Task StartTlsAsync(X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        // Whoever put something behind the request would have it taken for protected (RFC 6120, 5.4.3.3).
        if (_start < _end)
            throw new XmppProtocolException(XmppStreamConditions.PolicyViolation, "The client sent data before TLS stood.");
        var secured = new SslStream(_stream, leaveInnerStreamOpen: false);
        try
        {
            await secured.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancellationToken);
        }
        catch (Exception exception)
        {
            // Nothing is said in the clear where TLS was to stand.
            Abort();
            if (exception is AuthenticationException) throw new IOException($"TLS was not agreed: {exception.Message}", exception);
            throw;
        }

        _stream = secured;
        Restart();
    }

    /// <inheritdoc />
    public async ValueTask<XmppStreamEvent?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryRead(out var streamEvent)) return streamEvent;
            _start = 0;
            _end = await _stream.ReadAsync(_buffer, cancellationToken);
            if (_end == 0) return null;
        }
    }

    /// <inheritdoc />
    public void Restart() => _parser = new XmppStreamParser(limits);

    /// <inheritdoc />
    public ReadOnlyMemory<byte> Encode(XElement stanza) => XmppStreamWriter.ToBytes(stanza);

    /// <inheritdoc />
    public ReadOnlyMemory<byte> EncodeHeader(XmppStreamHeader header)
    {
        var bytes = new ArrayBufferWriter<byte>();
        XmppStreamWriter.WriteHeader(bytes, header);
        return bytes.WrittenMemory;
    }

    /// <inheritdoc />
    public ReadOnlyMemory<byte> EncodeEnd()
    {
        var bytes = new ArrayBufferWriter<byte>();
        XmppStreamWriter.WriteEnd(bytes);
        return bytes.WrittenMemory;
    }

    /// <inheritdoc />
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        _stream.WriteAsync(bytes, cancellationToken);

    /// <inheritdoc />
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        // TLS has an end of its own, without which the client may take what came for cut off.
        if (_stream is SslStream secured) await secured.ShutdownAsync().WaitAsync(cancellationToken);
        socket.Dispose();
    }

    /// <inheritdoc />
    public void Abort() => socket.Dispose();

    /// <inheritdoc />
    public void Reset() => socket.Close(timeout: 0);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private bool TryRead(out XmppStreamEvent? streamEvent)
    {
        ReadOnlySpan<byte> input = _buffer.AsSpan(_start, _end - _start);
        var complete = _parser.TryRead(ref input, out streamEvent);
        _start = _end - input.Length;
        return complete;
    }
}
