using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Connector.OpenWire.Link;

/// <summary>One TLS handshake with a broker, and what it showed: what it takes to say afterwards why it failed.</summary>
internal sealed class TlsHandshake(OpenWireOptions options)
{
    private static readonly TimeSpan AskingLimit = TimeSpan.FromSeconds(2);

    private readonly OpenWireTlsOptions _settings = options.Tls ?? new OpenWireTlsOptions();
    private TlsFailure? _refusal;
    private string _shown = "";
    private bool _clientCertificateAsked;

    private string ExpectedHost => _settings.ExpectedHostName ?? options.Broker.Host;

    /// <summary>Agrees TLS on a connected stream.</summary>
    /// <exception cref="TlsFailedException">It was not agreed; the stream is closed.</exception>
    internal async Task<Stream> AuthenticateAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var broker = stream.Socket.RemoteEndPoint!;
        var opening = new OpeningStream(stream);
        var tls = new SslStream(opening, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(ToSsl(), cancellationToken).ConfigureAwait(false);
            opening.StopWatching();
            return tls;
        }
        catch (Exception cause) when (cause is AuthenticationException or IOException)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            // A plain connector that is offended by the first bytes before it has spoken only hangs up: it is asked once more, without a word of ours.
            var isPlain = opening.IsOpenWire || (!opening.HasSpoken && await SpeaksOpenWireAsync(broker, cancellationToken).ConfigureAwait(false));
            throw Failed(isPlain ? TlsFailure.PortIsPlain : _refusal ?? OfClientCertificate() ?? TlsFailure.Other, cause);
        }
        catch
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// The reason why a connection ended right after its handshake, where TLS is it: with TLS 1.3 the broker judges the client's certificate when
    /// the client already thinks that all is agreed (RFC 8446, 4.4.2.4). Null where TLS is not the reason.
    /// </summary>
    internal TlsFailedException? EndedAtOnce(Exception? cause) =>
        OfClientCertificate() is { } failure && cause is IOException { InnerException: not SocketException } ? Failed(failure, cause) : null;

    private async Task<bool> SpeaksOpenWireAsync(EndPoint broker, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(AskingLimit, options.TimeProvider);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(broker, limit.Token).ConfigureAwait(false);
            var opening = new OpeningStream(new NetworkStream(socket, ownsSocket: false));
            await using (opening.ConfigureAwait(false))
            {
                var buffer = new byte[64];
                int read;
                do
                    read = await opening.ReadAsync(buffer, limit.Token).ConfigureAwait(false);
                while (read > 0 && !opening.IsOpenWire);
                return opening.IsOpenWire;
            }
        }
        catch (Exception unknown) when (unknown is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    private TlsFailure? OfClientCertificate() => !_clientCertificateAsked ? null
        : _settings.ClientCertificate is null ? TlsFailure.ClientCertificateMissing
        : TlsFailure.ClientCertificateRefused;

    private TlsFailedException Failed(TlsFailure failure, Exception cause)
    {
        var detail = failure is TlsFailure.UnknownAuthority or TlsFailure.OutOfDate or TlsFailure.WrongHostName
            ? _shown
            : (cause.InnerException ?? cause).Message;
        return new TlsFailedException(options.Broker, failure, TlsVerdict.Words(options.Broker, failure, ExpectedHost, detail), cause);
    }

    private SslClientAuthenticationOptions ToSsl()
    {
        var ssl = new SslClientAuthenticationOptions
        {
            TargetHost = ExpectedHost,
            RemoteCertificateValidationCallback = Judge,
            LocalCertificateSelectionCallback = Choose,
        };
        if (_settings.TrustedRoots is not { } roots)
            return ssl;

        var chain = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        chain.CustomTrustStore.AddRange(roots);
        ssl.CertificateChainPolicy = chain;
        return ssl;
    }

    // The verdict is .NET's; only the reason is noted.
    private bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        var status = chain is null
            ? X509ChainStatusFlags.NoError
            : chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        _refusal = TlsVerdict.OfCertificate(errors, status);
        _shown = TlsVerdict.Describe(certificate as X509Certificate2);
        return false;
    }

    // .NET asks once before the handshake, without a remote certificate, and again when the broker has asked: only then is one shown, and the
    // asking noted.
    private X509Certificate2 Choose(
        object sender, string targetHost, X509CertificateCollection localCertificates, X509Certificate? remoteCertificate, string[] acceptableIssuers)
    {
        _clientCertificateAsked |= remoteCertificate is not null;
        // Null says "none"; the delegate's signature dates from before nullable references.
        return (_clientCertificateAsked ? _settings.ClientCertificate : null)!;
    }
}
