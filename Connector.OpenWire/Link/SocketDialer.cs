using System.Net.Sockets;

namespace Connector.OpenWire.Link;

/// <summary>Opens the byte stream to a broker: TCP, and TLS on it for <c>ssl://</c>.</summary>
internal static class SocketDialer
{
    /// <summary>Connects and, where asked for, agrees TLS.</summary>
    /// <exception cref="TlsFailedException">TLS was not agreed.</exception>
    /// <exception cref="BrokerUnreachableException">There is no way to the broker.</exception>
    internal static async Task<Dialed> DialAsync(OpenWireOptions options, CancellationToken cancellationToken)
    {
        var broker = options.Broker;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            SendBufferSize = options.SocketBufferBytes,
            ReceiveBufferSize = options.SocketBufferBytes,
        };
        try
        {
            await socket.ConnectAsync(broker.Host, broker.Port, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException cause)
        {
            socket.Dispose();
            throw new BrokerUnreachableException(broker, $"Cannot connect to {broker}: {cause.Message}. Check that the broker runs and listens there.", cause);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var stream = new NetworkStream(socket, ownsSocket: true);
        if (!broker.UseTls)
            return new Dialed(stream, Tls: null);
        var handshake = new TlsHandshake(options);
        return new Dialed(await handshake.AuthenticateAsync(stream, cancellationToken).ConfigureAwait(false), handshake);
    }
}

/// <summary>A way to a broker.</summary>
/// <param name="Stream">What OpenWire is spoken on.</param>
/// <param name="Tls">How TLS was agreed on it; null without TLS.</param>
internal sealed record Dialed(Stream Stream, TlsHandshake? Tls);
