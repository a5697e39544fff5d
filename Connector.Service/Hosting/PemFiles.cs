using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Connector.Service.Configuration;

namespace Connector.Service.Hosting;

/// <summary>Reads the certificates that the configuration names.</summary>
internal static class PemFiles
{
    /// <summary>The certificate authorities in a file.</summary>
    /// <exception cref="StartException">It cannot be read, or holds none.</exception>
    public static X509Certificate2Collection Authorities(ConfigurationKey key, string file)
    {
        var authorities = new X509Certificate2Collection();
        Read(key, file, () => authorities.ImportFromPemFile(file));
        return authorities.Count > 0
            ? authorities
            : throw new StartException($"{key.Name} '{ValueReader.Shown(file)}' holds no certificate in PEM.");
    }

    /// <summary>A certificate with its private key, both in one file.</summary>
    /// <exception cref="StartException">It cannot be read, or lacks one of the two.</exception>
    public static X509Certificate2 CertificateWithKey(ConfigurationKey key, string file)
    {
        X509Certificate2? certificate = null;
        Read(key, file, () =>
        {
            using var pem = X509Certificate2.CreateFromPemFile(file);
            // Windows' TLS takes keys from its own store only, into which a PKCS#12 is read.
            certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
        });
        return certificate!;
    }

    private static void Read(ConfigurationKey key, string file, Action read)
    {
        try
        {
            read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new StartException($"{key.Name} '{ValueReader.Shown(file)}' cannot be read: {exception.Message}");
        }
    }
}
