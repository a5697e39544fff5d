using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Connector.Xmpp.Wire;

/// <summary>One TLS handshake with a server, and what it showed: what it takes to say afterwards why it failed.</summary>
internal sealed class XmppTlsHandshake(XmppSessionOptions options)
{
    private XmppTlsFailure? _refusal;
    private string _shown = "";

    /// <summary>
    /// The name asked for: on TCP the domain's (RFC 6120, 13.7.2), on a WebSocket the host's of its address (RFC 7395, 4). The
    /// other one is as good: both are what the operator meant to reach (RFC 6120, 13.7.1.2.1), and Finesse's certificate bears the
    /// host's name.
    /// </summary>
    private string TargetName => options.Transport == XmppTransport.WebSocket ? options.Host : options.Domain;

    /// <summary>Agrees TLS on a connected stream.</summary>
    /// <returns>The protected stream, which owns the other.</returns>
    /// <exception cref="XmppConnectException">It was not agreed; the connection is closed.</exception>
    public async Task<SslStream> ProtectAsync(Stream stream, CancellationToken cancellationToken)
    {
        var protectedStream = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await protectedStream.AuthenticateAsClientAsync(ClientOptions(), cancellationToken).ConfigureAwait(false);
            return protectedStream;
        }
        catch (Exception exception)
        {
            await protectedStream.DisposeAsync().ConfigureAwait(false);
            if (exception is AuthenticationException or IOException)
                throw Failed(options, Failure(stream), _shown, exception);
            throw;
        }
    }

    /// <summary>The end of an attempt that TLS stood in the way of.</summary>
    /// <param name="options">What was tried.</param>
    /// <param name="failure">What stood in the way.</param>
    /// <param name="shown">The certificate shown, if any.</param>
    /// <param name="cause">What was thrown.</param>
    public static XmppConnectException Failed(
        XmppSessionOptions options, XmppTlsFailure failure, string shown, Exception cause) => new(
        new XmppSessionEnd(XmppEndReason.TlsFailed, XmppTlsVerdict.Words(options, failure, shown, cause), Cause: cause) { TlsFailure = failure });

    // Of STARTTLS the first bytes were plain, rightly.
    private XmppTlsFailure Failure(Stream stream) =>
        options.IsTlsFirst && stream is ReachedStream { AnswersPlain: true } ? XmppTlsFailure.PortIsPlain : _refusal ?? XmppTlsFailure.Other;

    private SslClientAuthenticationOptions ClientOptions()
    {
        X509ChainPolicy? policy = null;
        if (options.Tls.TrustedAuthorities is { } authorities)
        {
            policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = options.Tls.Revocation,
                DisableCertificateDownloads = true,
            };
            policy.CustomTrustStore.AddRange(authorities);
        }

        return new SslClientAuthenticationOptions
        {
            TargetHost = TargetName,
            CertificateRevocationCheckMode = options.Tls.Revocation,
            CertificateChainPolicy = policy,
            RemoteCertificateValidationCallback = Judge,
        };
    }

    // The verdict is .NET's, but for the second name; only the reason is noted.
    private bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None || options.Tls.AcceptAnyCertificate)
            return true;
        var shown = certificate as X509Certificate2;
        if (errors == SslPolicyErrors.RemoteCertificateNameMismatch && (IsFor(shown, options.Host) || IsFor(shown, options.Domain)))
            return true;
        X509ChainStatusFlags status = chain is null
            ? X509ChainStatusFlags.NoError
            : chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        _refusal = XmppTlsVerdict.OfCertificate(errors, status);
        _shown = XmppTlsVerdict.Describe(shown);
        return false;
    }

    private static bool IsFor(X509Certificate2? certificate, string name) =>
        Uri.CheckHostName(name) != UriHostNameType.Unknown && certificate?.MatchesHostname(name) == true;
}
