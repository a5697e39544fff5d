using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Connector.OpenWire.Link;

/// <summary>Opens the byte stream to a broker: TCP, and TLS on it for <c>ssl://</c>.</summary>
internal static class SocketDialer
{
    /// <summary>Connects and, where asked for, agrees TLS.</summary>
    /// <exception cref="BrokerUnreachableException">There is no way to the broker, or TLS was not agreed.</exception>
    internal static async Task<Stream> DialAsync(OpenWireOptions options, CancellationToken cancellationToken)
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
        return broker.UseTls ? await AuthenticateAsync(stream, options, cancellationToken).ConfigureAwait(false) : stream;
    }

    private static async Task<Stream> AuthenticateAsync(NetworkStream stream, OpenWireOptions options, CancellationToken cancellationToken)
    {
        var settings = options.Tls ?? new OpenWireTlsOptions();
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(ToSsl(options.Broker, settings), cancellationToken).ConfigureAwait(false);
            return tls;
        }
        catch (Exception cause) when (cause is AuthenticationException or IOException)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw new BrokerUnreachableException(
                options.Broker,
                $"{options.Broker} answered, but TLS was not agreed: {cause.Message} Check the broker's certificate (authority, host name, validity) and that the port is its ssl connector.",
                cause);
        }
        catch
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static SslClientAuthenticationOptions ToSsl(BrokerAddress broker, OpenWireTlsOptions settings)
    {
        var ssl = new SslClientAuthenticationOptions { TargetHost = settings.ExpectedHostName ?? broker.Host };
        if (settings.ClientCertificate is not null)
            ssl.ClientCertificates = [settings.ClientCertificate];
        if (settings.TrustedRoots is not { } roots)
            return ssl;

        var chain = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        chain.CustomTrustStore.AddRange(roots);
        ssl.CertificateChainPolicy = chain;
        return ssl;
    }
}
