using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Connector.FinesseSimulator;

/// <summary>TLS of the simulator: a certificate that is given, or one that is made at the start for its names.</summary>
public sealed class SimulatedCertificate : IDisposable
{
    private const string AuthorityName = "CN=Finesse simulator (not a Cisco product)";

    private SimulatedCertificate(X509Certificate2 server, X509Certificate2 authority)
    {
        Server = server;
        Authority = authority;
    }

    /// <summary>What a client is to trust: the authority of a made certificate, or the given certificate itself.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>The same as PEM, for a client's file of authorities.</summary>
    public string AuthorityPem => Authority.ExportCertificatePem();

    /// <summary>What the server shows, with its private key.</summary>
    internal X509Certificate2 Server { get; }

    /// <summary>Makes an authority and has it sign a certificate; both are forgotten with the process.</summary>
    /// <param name="names">Host names and IP addresses that it bears.</param>
    /// <param name="time">The clock.</param>
    public static SimulatedCertificate Make(IReadOnlyCollection<string> names, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(time);
        var now = time.GetUtcNow();
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest(AuthorityName, authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        authorityRequest.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        authorityRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authorityRequest.PublicKey, false));
        using var signing = authorityRequest.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names.First()}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address)) alternatives.AddIpAddress(address);
            else alternatives.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(signing, true, false));
        using var bare = request.Create(signing, now.AddDays(-1), now.AddYears(1), RandomNumberGenerator.GetBytes(12));
        using var whole = bare.CopyWithPrivateKey(key);
        return new SimulatedCertificate(Usable(whole), X509CertificateLoader.LoadCertificate(signing.RawData));
    }

    /// <summary>Takes a certificate with its private key.</summary>
    /// <param name="certificatePem">The certificate as PEM.</param>
    /// <param name="keyPem">Its private key as PEM, not encrypted.</param>
    /// <exception cref="CryptographicException">They are unreadable, or do not belong together.</exception>
    public static SimulatedCertificate Take(string certificatePem, string keyPem)
    {
        using var whole = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        return new SimulatedCertificate(Usable(whole), X509CertificateLoader.LoadCertificate(whole.RawData));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Server.Dispose();
        Authority.Dispose();
    }

    // Windows serves TLS only with keys that came out of a file.
    private static X509Certificate2 Usable(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
}
