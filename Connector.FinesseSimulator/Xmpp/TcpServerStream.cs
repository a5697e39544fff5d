using System.Buffers;
using System.Net.Sockets;
using System.Xml.Linq;
using Connector.Xmpp.Streams;

namespace Connector.FinesseSimulator.Xmpp;

/// <summary>A client's stream on TCP (RFC 6120). TLS would stand between the socket and this.</summary>
internal sealed class TcpServerStream(Socket socket, XmppStreamLimits limits) : IServerStream
{
    private readonly NetworkStream _network = new(socket, ownsSocket: true);
    private readonly byte[] _buffer = new byte[4096];
    private XmppStreamParser _parser = new(limits);
    private int _start;
    private int _end;

    /// <inheritdoc />
    public string Peer { get; } = socket.RemoteEndPoint?.ToString() ?? "";

    /// <inheritdoc />
    public async ValueTask<XmppStreamEvent?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryRead(out var streamEvent)) return streamEvent;
            _start = 0;
            _end = await _network.ReadAsync(_buffer, cancellationToken);
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
        _network.WriteAsync(bytes, cancellationToken);

    /// <inheritdoc />
    public void Abort() => socket.Dispose();

    /// <inheritdoc />
    public void Reset() => socket.Close(timeout: 0);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _network.DisposeAsync();

    private bool TryRead(out XmppStreamEvent? streamEvent)
    {
        ReadOnlySpan<byte> input = _buffer.AsSpan(_start, _end - _start);
        var complete = _parser.TryRead(ref input, out streamEvent);
        _start = _end - input.Length;
        return complete;
    }
}
