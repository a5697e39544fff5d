using System.Buffers;
using System.Net.WebSockets;
using System.Xml.Linq;
using Connector.Xmpp.Streams;

namespace Connector.Xmpp.Wire;

/// <summary>
/// One WebSocket with the stream on it (RFC 7395): a text message for each piece. While nothing comes it holds no buffer of its own.
/// </summary>
internal sealed class WebSocketWire : IXmppWire
{
    private const int ReadBytes = 8 * 1024;

    private static readonly byte[] ClosingMessage = XmppMessageWriter.Close();

    // The server has our close of the stream already, and has answered it or had its time for that.
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromMilliseconds(250);

    private readonly WebSocket _socket;
    private readonly XmppSessionOptions _options;
    private readonly TimeProvider _time;
    private XmppMessageParser _parser;
    private long _bytesRead;

    /// <summary>Takes a connected WebSocket over.</summary>
    public WebSocketWire(WebSocket socket, XmppSessionOptions options, TimeProvider time)
    {
        _socket = socket;
        _options = options;
        _time = time;
        _parser = new XmppMessageParser(options.Limits);
    }

    /// <inheritdoc/>
    public long BytesRead => Volatile.Read(ref _bytesRead);

    /// <inheritdoc/>
    public bool IsProtected => _options.IsTlsFirst;

    /// <inheritdoc/>
    public bool CanStartTls => false;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Encode(XElement element) => XmppMessageWriter.ToBytes(element);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte>[] EncodeBoth(XElement first, XElement second) => [Encode(first), Encode(second)];

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> EncodeHeader(XmppStreamHeader header) => XmppMessageWriter.Open(header);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> EncodeEnd() => ClosingMessage;

    /// <inheritdoc/>
    public async ValueTask<XmppStreamEvent?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // A read of no bytes completes when there are some, or with an end: only then a buffer is taken.
            ValueWebSocketReceiveResult received = await _socket.ReceiveAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
            if (received is { EndOfMessage: false, MessageType: not WebSocketMessageType.Close })
                received = await TakeInAsync(cancellationToken).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close)
                return OfClose();
            if (received.EndOfMessage && _parser.TryComplete(out XmppStreamEvent? streamEvent))
                return streamEvent;
        }
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken) =>
        _socket.SendAsync(piece, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    /// <inheritdoc/>
    public void RestartStream() => _parser = new XmppMessageParser(_options.Limits);

    /// <inheritdoc/>
    public Task StartTlsAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException("A WebSocket has no STARTTLS (RFC 7395, 3.9).");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            using var limit = new CancellationTokenSource(CloseTimeout, _time);
            try
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The connection is gone: nobody needs to be told.
            }
        }

        _socket.Dispose();
    }

    private async ValueTask<ValueWebSocketReceiveResult> TakeInAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            ValueWebSocketReceiveResult received = await _socket.ReceiveAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Binary)
                throw new XmppProtocolException(XmppStreamConditions.BadFormat, "A message is binary; XMPP's are text.");
            Volatile.Write(ref _bytesRead, _bytesRead + received.Count);
            _parser.Append(buffer.AsSpan(0, received.Count));
            return received;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    // Closed in order, but without XMPP's own close before it: some servers do so when they stop.
    private XmppStreamEnd OfClose() =>
        _socket.CloseStatus is null or WebSocketCloseStatus.NormalClosure or WebSocketCloseStatus.EndpointUnavailable
            ? new XmppStreamEnd()
            : throw new IOException(
                $"The server closed the WebSocket: {(int)_socket.CloseStatus} ({_socket.CloseStatus}) {_socket.CloseStatusDescription}".TrimEnd() + ".");
}
