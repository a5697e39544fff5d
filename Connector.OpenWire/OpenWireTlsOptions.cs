using System.Security.Cryptography.X509Certificates;

namespace Connector.OpenWire;

/// <summary>TLS for <c>ssl://</c> brokers. The host name of the address is always checked against the broker's certificate.</summary>
public sealed record OpenWireTlsOptions
{
    /// <summary>
    /// Certificates of the authorities to trust, instead of the machine's. Null trusts the machine's roots. A private authority belongs
    /// here; there is no switch to trust everybody.
    /// </summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>The certificate (with private key) to show when the broker asks for one (<c>needClientAuth</c>); null shows none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The name the broker's certificate must carry; null takes the host of the address.</summary>
    public string? ExpectedHostName { get; init; }
}
