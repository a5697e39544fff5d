using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Connector.Lab.XmppServers;

/// <summary>A certificate authority of the laboratory, made in memory, whose key is never written anywhere.</summary>
public sealed class LabAuthority : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TimeProvider _time;

    /// <summary>Makes an authority, valid for a day.</summary>
    /// <param name="name">Its common name.</param>
    /// <param name="time">The clock that its validity goes by; the system's where null.</param>
    public LabAuthority(string name, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        DateTimeOffset now = _time.GetUtcNow();
        Certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
    }

    /// <summary>The authority's own certificate: what a client is told to trust.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Signs a server's certificate.</summary>
    /// <param name="dnsNames">The names it bears, the first also as its common name.</param>
    /// <returns>Certificate and private key, both as PEM.</returns>
    public (string CertificatePem, string KeyPem) Issue(params IReadOnlyList<string> dnsNames)
    {
        ArgumentNullException.ThrowIfNull(dnsNames);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={dnsNames[0]}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (string name in dnsNames)
            names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false));
        DateTimeOffset now = _time.GetUtcNow();
        using X509Certificate2 certificate = request.Create(
            Certificate, now.AddMinutes(-30), now.AddHours(12), RandomNumberGenerator.GetBytes(12));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }
}
