using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Connector.Lab.Brokers;
using Connector.OpenWire;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire;

/// <summary>A broker that asks for user and password and speaks TLS with a certificate of a private authority.</summary>
public sealed class GuardedBroker : IAsyncLifetime
{
    private readonly string _keyStore = Path.Combine(Path.GetTempPath(), $"lab-{Guid.NewGuid():N}.p12");
    private ActiveMqBroker? _broker;

    public ActiveMqBroker Broker => _broker ?? throw new InvalidOperationException("The broker has not been started.");

    /// <summary>The certificate, which is its own authority. It names localhost, not 127.0.0.1.</summary>
    public X509Certificate2 Certificate { get; } = SelfSigned();

    public async Task InitializeAsync()
    {
        const string Password = "key-store-password";
        await File.WriteAllBytesAsync(_keyStore, Certificate.Export(X509ContentType.Pkcs12, Password));
        _broker = await ActiveMqBroker.StartAsync(new ActiveMqBrokerOptions
        {
            Name = "guarded",
            Users = new Dictionary<string, string> { ["alice"] = "right" },
            KeyStoreFile = _keyStore,
            KeyStorePassword = Password,
        });
    }

    public async Task DisposeAsync()
    {
        if (_broker is not null)
            await _broker.DisposeAsync();
        File.Delete(_keyStore);
        Certificate.Dispose();
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}

public sealed class GuardedBrokerTests(GuardedBroker guarded) : IClassFixture<GuardedBroker>
{
    [Fact]
    public async Task The_right_password_is_accepted()
    {
        await using var connection = await guarded.Broker.ConnectAsync(options => options with { User = "alice", Password = "right" });
        await connection.OpenSessionAsync();
    }

    [Theory]
    [InlineData("alice", "wrong-one")]
    [InlineData("mallory", "wrong-one")]
    [InlineData(null, null)]
    public async Task Others_are_refused_and_no_password_is_told(string? user, string? password)
    {
        var refusal = await Should.ThrowAsync<AuthenticationRefusedException>(
            () => guarded.Broker.ConnectAsync(options => options with { User = user, Password = password }));
        refusal.JavaClass.ShouldBe("java.lang.SecurityException");
        refusal.BrokerMessage.ShouldNotBeEmpty();
        refusal.ToString().ShouldNotContain("wrong-one");
    }

    [Fact]
    public async Task TLS_with_a_private_authority_carries_messages()
    {
        await using var connection = await Broker.Connector.ConnectAsync(Tls("localhost", new OpenWireTlsOptions { TrustedRoots = [guarded.Certificate] }));
        connection.Broker.ToString().ShouldStartWith("ssl://localhost:");
        var session = await connection.OpenSessionAsync();
        var inbox = new Inbox();
        var queue = Destination.Queue("secret");
        await session.SubscribeAsync(new ConsumerOptions { Destination = queue }, inbox.Put);
        var text = new string('x', 500_000);
        await session.SendTextsAsync(queue, text);
        (await inbox.NextAsync()).ReadText().ShouldBe(text);
    }

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_refused()
    {
        var failure = await Should.ThrowAsync<BrokerUnreachableException>(() => Broker.Connector.ConnectAsync(Tls("localhost", null)));
        failure.Message.ShouldContain("TLS was not agreed");
    }

    [Fact]
    public async Task A_certificate_of_another_host_is_refused()
    {
        var tls = new OpenWireTlsOptions { TrustedRoots = [guarded.Certificate] };
        await Should.ThrowAsync<BrokerUnreachableException>(() => Broker.Connector.ConnectAsync(Tls("127.0.0.1", tls)));
        await using var named = await Broker.Connector.ConnectAsync(Tls("127.0.0.1", tls with { ExpectedHostName = "localhost" }));
    }

    [Fact]
    public async Task Plain_text_to_a_TLS_port_is_refused()
    {
        var options = Tls("localhost", null) with { Broker = new BrokerAddress("localhost", guarded.Broker.OpenWireTlsPort, false) };
        await Should.ThrowAsync<OpenWireException>(() => Broker.Connector.ConnectAsync(options));
    }

    private OpenWireOptions Tls(string host, OpenWireTlsOptions? tls) => new()
    {
        Broker = new BrokerAddress(host, guarded.Broker.OpenWireTlsPort, true),
        User = "alice",
        Password = "right",
        Tls = tls,
    };
}
