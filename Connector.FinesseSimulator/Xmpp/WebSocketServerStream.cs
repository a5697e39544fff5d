using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using Connector.Xmpp.Streams;

namespace Connector.FinesseSimulator.Xmpp;

/// <summary>A client's stream on a WebSocket (RFC 7395): a text message for each element.</summary>
internal sealed class WebSocketServerStream(WebSocket socket, HttpContext context, XmppStreamLimits limits) : IServerStream
{
    private readonly byte[] _buffer = new byte[4096];
    private XmppMessageParser _parser = new(limits);
    private Task<WebSocketReceiveResult>? _receiving;

    /// <inheritdoc />
    public string Peer { get; } = $"{context.Connection.RemoteIpAddress}:{context.Connection.RemotePort}";

    /// <inheritdoc />
    public bool CanStartTls => false;

    /// <inheritdoc />
    public Task StartTlsAsync(X509Certificate2 certificate, CancellationToken cancellationToken) =>
        throw new NotSupportedException("A WebSocket has no STARTTLS (RFC 7395, 3.9).");

    /// <inheritdoc />
    public async ValueTask<XmppStreamEvent?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            // Not cancelled but left waiting: a cancelled receive would abort the WebSocket, and the server's last words with it.
            _receiving ??= socket.ReceiveAsync(_buffer, CancellationToken.None);
            var received = await ReceivedAsync(_receiving, cancellationToken);
            _receiving = null;
            if (received.MessageType is WebSocketMessageType.Close) return null;
            if (received.MessageType is WebSocketMessageType.Binary)
                throw new XmppProtocolException(XmppStreamConditions.BadFormat, "A message is binary; XMPP's are text.");
            _parser.Append(_buffer.AsSpan(0, received.Count));
            if (received.EndOfMessage && _parser.TryComplete(out var streamEvent)) return streamEvent;
        }
    }

    /// <inheritdoc />
    public void Restart() => _parser = new XmppMessageParser(limits);

    /// <inheritdoc />
    public ReadOnlyMemory<byte> Encode(XElement stanza) => XmppMessageWriter.ToBytes(stanza);

    /// <inheritdoc />
    public ReadOnlyMemory<byte> EncodeHeader(XmppStreamHeader header) => XmppMessageWriter.Open(header);

    /// <inheritdoc />
    public ReadOnlyMemory<byte> EncodeEnd() => XmppMessageWriter.Close();

    /// <inheritdoc />
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        catch (WebSocketException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    /// <inheritdoc />
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
            if (socket.State is WebSocketState.CloseSent) await ClientClosesAsync(cancellationToken);
        }
        catch (WebSocketException exception)
        {
            throw new IOException(exception.Message, exception);
        }
        finally
        {
            Abort();
        }
    }

    /// <inheritdoc />
    public void Abort() => context.Abort();

    /// <inheritdoc />
    public void Reset() => context.Abort();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        socket.Dispose();
        try
        {
            if (_receiving is not null) await _receiving;
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException
            or IOException)
        {
            // Ended by the disposal.
        }
    }

    private static async Task<WebSocketReceiveResult> ReceivedAsync(
        Task<WebSocketReceiveResult> receiving, CancellationToken cancellationToken)
    {
        try
        {
            return await receiving.WaitAsync(cancellationToken);
        }
        catch (WebSocketException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    // Until it does or its time is up; what it still says concerns nobody.
    private async Task ClientClosesAsync(CancellationToken cancellationToken)
    {
        while (socket.State is WebSocketState.CloseSent)
        {
            _receiving ??= socket.ReceiveAsync(_buffer, CancellationToken.None);
            await ReceivedAsync(_receiving, cancellationToken);
            _receiving = null;
        }
    }
}
