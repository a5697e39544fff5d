using System.Buffers;
using System.Net.Security;
using System.Xml.Linq;
using Connector.Xmpp.Streams;

namespace Connector.Xmpp.Wire;

/// <summary>
/// One TCP connection with the stream on it. While nothing comes it holds no buffer, which matters with thousands of idle sessions
/// in one process.
/// </summary>
internal sealed class TcpWire : IXmppWire
{
    private const int ReadBytes = 8 * 1024;

    private static readonly byte[] ClosingTag = "</stream:stream>"u8.ToArray();

    private readonly XmppSessionOptions _options;
    private Stream _stream;
    private XmppStreamParser _parser;
    private byte[]? _buffer;
    private int _from;
    private int _to;
    private long _bytesRead;

    /// <summary>Takes a connected transport over.</summary>
    public TcpWire(Stream stream, XmppSessionOptions options)
    {
        _stream = stream;
        _options = options;
        _parser = new XmppStreamParser(options.Limits);
    }

    /// <inheritdoc/>
    public long BytesRead => Volatile.Read(ref _bytesRead);

    /// <inheritdoc/>
    public bool IsProtected => _stream is SslStream;

    /// <inheritdoc/>
    public bool CanStartTls => !IsProtected;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Encode(XElement element) => XmppStreamWriter.ToBytes(element);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte>[] EncodeBoth(XElement first, XElement second)
    {
        var output = new ArrayBufferWriter<byte>(256);
        XmppStreamWriter.WriteElement(output, first);
        XmppStreamWriter.WriteElement(output, second);
        return [output.WrittenMemory];
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> EncodeHeader(XmppStreamHeader header)
    {
        var output = new ArrayBufferWriter<byte>(256);
        XmppStreamWriter.WriteHeader(output, header);
        return output.WrittenMemory;
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> EncodeEnd() => ClosingTag;

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken) =>
        _stream.WriteAsync(piece, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>
    /// What comes behind <c>proceed</c> could have been put there by anybody on the way, and would be taken for protected
    /// (RFC 6120, 5.4.3.3).
    /// </remarks>
    public void RestartStream()
    {
        if (_buffer is not null && _from < _to)
        {
            throw new XmppProtocolException(
                XmppStreamConditions.PolicyViolation, "The server sent data before the new stream was opened.");
        }

        _parser = new XmppStreamParser(_options.Limits);
    }

    /// <inheritdoc/>
    public async Task StartTlsAsync(CancellationToken cancellationToken)
    {
        RestartStream();
        _stream = await new XmppTlsHandshake(_options).ProtectAsync(_stream, cancellationToken).ConfigureAwait(false);
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
