using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Connector.Tests.OpenWire.Tls;

/// <summary>A certificate authority of the test, and what it signs. RSA, which Java's TLS takes from any key store.</summary>
internal sealed class LabCertificates : IDisposable
{
    private readonly RSA _key = RSA.Create(2048);
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    public LabCertificates(string name)
    {
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        Authority = request.CreateSelfSigned(_now.AddYears(-2), _now.AddYears(1));
    }

    /// <summary>The authority's own certificate: what the other side is told to trust.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>Signs a certificate for a DNS name, with its key.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isExpired">True: it was valid until yesterday.</param>
    public X509Certificate2 Issue(string name, bool isExpired = false)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        using var signed = request.Create(
            Authority, _now.AddYears(-1), isExpired ? _now.AddDays(-1) : _now.AddDays(30), RandomNumberGenerator.GetBytes(12));
        using var whole = signed.CopyWithPrivateKey(key);
        // By way of PKCS#12: TLS takes no ephemeral keys on some systems.
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    public void Dispose()
    {
        Authority.Dispose();
        _key.Dispose();
    }
}
