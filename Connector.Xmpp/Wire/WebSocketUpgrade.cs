using System.Net;
using System.Net.WebSockets;

namespace Connector.Xmpp.Wire;

/// <summary>
/// Turns a connection into a WebSocket (RFC 6455, 4.1) with the framework's HTTP client. TCP and TLS stand already, so a failure of
/// theirs is told alike on every transport.
/// </summary>
internal static class WebSocketUpgrade
{
    private const string SubProtocol = "xmpp";
    private const int MaxHeaderKilobytes = 16;

    /// <summary>Asks for the WebSocket.</summary>
    /// <exception cref="XmppConnectException">The server has none for us.</exception>
    public static async Task<WebSocket> RunAsync(Stream stream, XmppSessionOptions options, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.AddSubProtocol(SubProtocol);
            socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan; // XMPP's own pings tell more: that the server behind is alive.
            socket.Options.CollectHttpResponseDetails = true;
            using var invoker = new HttpMessageInvoker(Over(stream));
            await socket.ConnectAsync(Address(options), invoker, cancellationToken).ConfigureAwait(false);
            return socket.SubProtocol == SubProtocol ? socket : throw new XmppConnectException(new XmppSessionEnd(
                XmppEndReason.ProtocolViolation,
                $"The WebSocket at {Where(options)} does not speak XMPP: the server did not choose the sub-protocol '{SubProtocol}'."));
        }
        catch (WebSocketException exception)
        {
            HttpStatusCode status = socket.HttpStatusCode;
            socket.Dispose();
            throw new XmppConnectException(Refusal(status, options, exception));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Plain 'ws' although TLS may stand: the stream given is the protected one.
    private static Uri Address(XmppSessionOptions options) =>
        new UriBuilder(Uri.UriSchemeWs, options.Host, options.Port, options.WebSocketPath).Uri;

    // One connection, this one: no proxy, no redirection to another place with our password.
    private static SocketsHttpHandler Over(Stream stream)
    {
        int taken = 0;
        return new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            ConnectCallback = (_, _) => Interlocked.Exchange(ref taken, 1) == 0
                ? ValueTask.FromResult(stream)
                : throw new IOException("The connection is used up."),
        };
    }

    private static XmppSessionEnd Refusal(HttpStatusCode status, XmppSessionOptions options, WebSocketException exception)
    {
        if (status is not default(HttpStatusCode) and not HttpStatusCode.SwitchingProtocols)
        {
            return new XmppSessionEnd(
                XmppEndReason.ServerUnreachable,
                $"No WebSocket at {Where(options)}: the web server answered {(int)status} ({status}). Check the path, which is '/ws/' on Finesse.",
                Cause: exception);
        }

        return exception.InnerException is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse }
            || status == HttpStatusCode.SwitchingProtocols
            ? new XmppSessionEnd(
                XmppEndReason.ProtocolViolation, $"{options.Host}:{options.Port} does not speak HTTP as a WebSocket needs it: {Innermost(exception)}", Cause: exception)
            : new XmppSessionEnd(
                XmppEndReason.ConnectionLost,
                $"The connection to {options.Host}:{options.Port} broke before the WebSocket stood: {Innermost(exception)}",
                Cause: exception);
    }

    private static string Where(XmppSessionOptions options) => $"{options.Host}:{options.Port}{options.WebSocketPath}";

    private static string Innermost(Exception exception) => exception.GetBaseException().Message;
}
