using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Connector.Xmpp.Wire;

/// <summary>Whom TLS trusts, in the framework's terms.</summary>
internal static class XmppTls
{
    /// <summary>
    /// The certificate must be the domain's, or the host's that the operator named: RFC 6120, 13.7.1.2.1, counts both as what
    /// the client meant to reach. A Finesse certificate bears the host's name.
    /// </summary>
    public static SslClientAuthenticationOptions ClientOptions(XmppSessionOptions options)
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
            TargetHost = options.Domain,
            CertificateRevocationCheckMode = options.Tls.Revocation,
            CertificateChainPolicy = policy,
            RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                options.Tls.AcceptAnyCertificate || IsAccepted(certificate as X509Certificate2, errors, options.Host),
        };
    }

    private static bool IsAccepted(X509Certificate2? certificate, SslPolicyErrors errors, string host) => errors switch
    {
        SslPolicyErrors.None => true,
        SslPolicyErrors.RemoteCertificateNameMismatch => certificate?.MatchesHostname(host) == true,
        _ => false,
    };
}
