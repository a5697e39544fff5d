using System.Net.Sockets;
using System.Net.WebSockets;

namespace Connector.Xmpp.Wire;

/// <summary>Reaches a server: TCP, then TLS where it comes first, then the WebSocket where one is wanted.</summary>
internal static class XmppDialer
{
    /// <summary>Connects by TCP.</summary>
    /// <exception cref="XmppConnectException">No connection within the time.</exception>
    public static async Task<ReachedStream> ReachAsync(
        XmppSessionOptions options, CancellationToken either, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, either).ConfigureAwait(false);
            return new ReachedStream(socket);
        }
        catch (Exception exception)
        {
            socket.Dispose();
            throw exception switch
            {
                SocketException => Unreachable(
                    options, $"{exception.Message} Check name, port and firewall; Finesse can close 5222 and 5223.", exception),
                OperationCanceledException when !cancellationToken.IsCancellationRequested => Unreachable(
                    options, $"No answer within {options.ConnectTimeout.TotalSeconds:0.###} s.", exception),
                _ => exception,
            };
        }
    }

    /// <summary>Makes a wire of a connection. The wire owns it; where this fails, it is closed.</summary>
    /// <exception cref="XmppConnectException">TLS or the WebSocket was not agreed.</exception>
    public static async Task<IXmppWire> PrepareAsync(
        ReachedStream reached, XmppSessionOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        Stream stream = reached;
        try
        {
            if (options.IsTlsFirst)
                stream = await new XmppTlsHandshake(options).ProtectAsync(reached, cancellationToken).ConfigureAwait(false);
            if (options.Transport == XmppTransport.Tcp)
                return new TcpWire(stream, options);
            WebSocket socket = await WebSocketUpgrade.RunAsync(stream, options, cancellationToken).ConfigureAwait(false);
            return new WebSocketWire(socket, options, time);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static XmppConnectException Unreachable(XmppSessionOptions options, string why, Exception cause) => new(new XmppSessionEnd(
        XmppEndReason.ServerUnreachable, $"No TCP connection to {options.Host}:{options.Port}. {why}", Cause: cause));
}
