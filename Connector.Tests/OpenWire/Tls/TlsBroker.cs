using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using Connector.Lab.Brokers;
using Connector.Lab.Processes;
using Xunit;

namespace Connector.Tests.OpenWire.Tls;

/// <summary>A broker that speaks TLS, demands a client certificate of the test's authority, and a user with password.</summary>
[SuppressMessage("Design", "CA1001", Justification = "xunit calls IAsyncLifetime.DisposeAsync, which disposes them.")]
public sealed class TlsBroker : IAsyncLifetime
{
    private const string Password = "key-store-password";

    private readonly string _folder = Directory.CreateTempSubdirectory("lab-tls-").FullName;
    private readonly LabCertificates _certificates = new("Parity Test Authority");
    private readonly LabCertificates _strangers = new("Somebody Else");
    private ActiveMqBroker? _broker;

    public ActiveMqBroker Broker => _broker ?? throw new InvalidOperationException("The broker has not been started.");

    /// <summary>What signed the broker's certificate, and clients' that it accepts.</summary>
    public X509Certificate2 Authority => _certificates.Authority;

    /// <summary>An authority that signed nothing here.</summary>
    public X509Certificate2 StrangeAuthority => _strangers.Authority;

    /// <summary>A client certificate that the broker accepts.</summary>
    public X509Certificate2 Client { get; private set; } = null!;

    /// <summary>A client certificate of another authority.</summary>
    public X509Certificate2 StrangeClient { get; private set; } = null!;

    /// <summary>A file for the test.</summary>
    public string PathOf(string name) => Path.Combine(_folder, name);

    public async Task InitializeAsync()
    {
        Client = _certificates.Issue("client");
        StrangeClient = _strangers.Issue("client");
        using var server = _certificates.Issue("localhost");
        _broker = await StartAsync(server);
    }

    /// <summary>Starts another broker of the kind, with the given certificate.</summary>
    public async Task<ActiveMqBroker> StartAsync(X509Certificate2 server)
    {
        var name = Guid.NewGuid().ToString("N");
        var (keyStore, trustStore, authority) = (PathOf(name + ".p12"), PathOf(name + "-trust.p12"), PathOf(name + ".pem"));
        await File.WriteAllBytesAsync(keyStore, server.Export(X509ContentType.Pkcs12, Password));
        await File.WriteAllTextAsync(authority, Authority.ExportCertificatePem());
        // Java trusts a certificate of a PKCS#12 file only where Java's own tool has marked it as trusted.
        await using var keytool = ChildProcess.Start(
            "keytool",
            ActiveMqInstallation.JavaProgram("keytool"),
            ["-importcert", "-noprompt", "-alias", "authority", "-file", authority, "-keystore", trustStore, "-storetype", "PKCS12", "-storepass", Password]);
        if (await keytool.WaitForExitAsync(JavaPeer.Limit) != 0)
            throw new UnreachableException(keytool.Output);
        return await ActiveMqBroker.StartAsync(new ActiveMqBrokerOptions
        {
            Name = "tls",
            Users = new Dictionary<string, string> { ["alice"] = "right" },
            KeyStoreFile = keyStore,
            KeyStorePassword = Password,
            TrustStoreFile = trustStore,
            TrustStorePassword = Password,
        });
    }

    /// <summary>An expired certificate of the trusted authority.</summary>
    public X509Certificate2 IssueExpired() => _certificates.Issue("localhost", isExpired: true);

    public async Task DisposeAsync()
    {
        if (_broker is not null)
            await _broker.DisposeAsync();
        Client?.Dispose();
        StrangeClient?.Dispose();
        _certificates.Dispose();
        _strangers.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

[CollectionDefinition(Name)]
public sealed class TlsCollection : ICollectionFixture<TlsBroker>
{
    public const string Name = "TLS";
}
