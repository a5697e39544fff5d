using System.Security.Cryptography;

namespace Connector.FinesseSimulator;

/// <summary>Where the program gets its certificate from.</summary>
/// <param name="CertificateFile">A PEM file with a certificate and its private key; none: one is made.</param>
/// <param name="AuthorityFile">Where to write, as PEM, what clients are to trust; none: nowhere.</param>
internal sealed record CertificateSource(string? CertificateFile, string? AuthorityFile)
{
    /// <summary>Reads or makes the certificate, and writes what clients are to trust.</summary>
    /// <exception cref="CryptographicException">A file cannot be read or written, or holds no certificate with its key; the message
    /// is a sentence that names it.</exception>
    public async Task<SimulatedCertificate> GetAsync(SimulatorOptions options, CancellationToken cancellationToken)
    {
        var certificate = CertificateFile is null
            ? SimulatedCertificate.Make(NamesOf(options), options.TimeProvider)
            : await TryAsync("SIM_CERTIFICATE_FILE", CertificateFile, () => TakeAsync(CertificateFile, cancellationToken));
        if (AuthorityFile is null) return certificate;
        return await TryAsync("SIM_AUTHORITY_FILE", AuthorityFile, async () =>
        {
            await File.WriteAllTextAsync(AuthorityFile, certificate.AuthorityPem, cancellationToken);
            return certificate;
        });
    }

    private static async Task<SimulatedCertificate> TryAsync(string key, string file, Func<Task<SimulatedCertificate>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is CryptographicException or UnauthorizedAccessException or IOException
            or ArgumentException)
        {
            throw new CryptographicException($"{key} is '{file}', which cannot be used: {exception.Message}", exception);
        }
    }

    private static async Task<SimulatedCertificate> TakeAsync(string file, CancellationToken cancellationToken)
    {
        var pem = await File.ReadAllTextAsync(file, cancellationToken);
        return SimulatedCertificate.Take(pem, pem);
    }

    private static List<string> NamesOf(SimulatorOptions options)
    {
        List<string> names = [options.Domain, "localhost", "127.0.0.1"];
        if (options.SideB is { } other) names.Add(other.Domain);
        return [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];
    }
}
