using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Connector.Lab.Brokers;
using Connector.OpenWire;
using Connector.Service.Configuration;
using Connector.Service.Hosting;
using Connector.Tests.ActiveMqTransport.Support;
using MassTransit;
using Shouldly;
using Xunit;

namespace Connector.Tests.OpenWire.Tls;

/// <summary>TLS with a real broker: what is agreed, and the error of each way in which it can fail.</summary>
[Collection(TlsCollection.Name)]
public sealed class TlsTests(TlsBroker tls)
{
    private const string Secret = "not-the-right-one";

    private OpenWireTlsOptions Right => new() { TrustedRoots = [tls.Authority], ClientCertificate = tls.Client };

    [Fact]
    public async Task With_the_right_certificates_name_and_password_messages_are_carried()
    {
        await using var connection = await ConnectAsync(Right);
        var session = await connection.OpenSessionAsync();
        var inbox = new Inbox();
        await session.SubscribeAsync(new ConsumerOptions { Destination = Destination.Queue("tls") }, inbox.Put);
        var text = new string('x', 1024 * 1024);
        await session.SendTextsAsync(Destination.Queue("tls"), text);
        (await inbox.NextAsync()).ReadText().ShouldBe(text);
    }

    [Fact]
    public async Task An_unknown_authority_is_named()
    {
        var failure = await FailsAsync(TlsFailure.UnknownAuthority, Right with { TrustedRoots = [tls.StrangeAuthority] });

        failure.Message.ShouldContain("CN=localhost, issued by CN=Parity Test Authority");
        failure.Message.ShouldContain("TrustedRoots");
        await FailsAsync(TlsFailure.UnknownAuthority, Right with { TrustedRoots = null });
    }

    [Fact]
    public async Task A_wrong_host_name_is_named()
    {
        var failure = await FailsAsync(TlsFailure.WrongHostName, Right, host: "127.0.0.1");

        failure.Message.ShouldContain("is not for '127.0.0.1'");
        failure.Message.ShouldContain("CN=localhost");
        await using var named = await ConnectAsync(Right with { ExpectedHostName = "localhost" }, host: "127.0.0.1");
        await FailsAsync(TlsFailure.WrongHostName, Right with { ExpectedHostName = "other.example" });
    }

    [Fact]
    public async Task An_expired_certificate_is_named_with_its_dates()
    {
        using var expired = tls.IssueExpired();
        await using var broker = await tls.StartAsync(expired);

        var failure = await FailsAsync(TlsFailure.OutOfDate, Right, broker: broker);

        failure.Message.ShouldContain($"to {expired.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC");
    }

    [Fact]
    public async Task A_missing_client_certificate_is_named()
    {
        var failure = await FailsAsync(TlsFailure.ClientCertificateMissing, Right with { ClientCertificate = null });

        failure.Message.ShouldContain("asks for a client certificate and none is configured");
    }

    [Fact]
    public async Task A_client_certificate_of_an_authority_that_the_broker_does_not_know_is_named()
    {
        var failure = await FailsAsync(TlsFailure.ClientCertificateRefused, Right with { ClientCertificate = tls.StrangeClient });

        failure.Message.ShouldContain("did not accept the client certificate");
    }

    [Fact]
    public async Task TLS_to_a_plain_port_is_named()
    {
        var failure = await FailsAsync(TlsFailure.PortIsPlain, Right, port: tls.Broker.OpenWirePort);

        failure.Message.ShouldContain("Use tcp://");
    }

    [Fact]
    public async Task A_plain_port_that_hangs_up_before_it_has_spoken_is_asked_once_more_and_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync();

        var failure = await FailsAsync(TlsFailure.PortIsPlain, Right, port: ((IPEndPoint)listener.LocalEndpoint).Port);

        failure.Message.ShouldContain("Use tcp://");
        await serving;

        async Task ServeAsync()
        {
            using (var offended = await listener.AcceptSocketAsync())
                await offended.ReceiveAsync(new byte[1]);
            using var asked = await listener.AcceptSocketAsync();
            await asked.SendAsync((byte[])[0, 0, 0, 240, 1, .. "ActiveMQ"u8]);
        }
    }

    [Fact]
    public async Task No_TLS_to_a_TLS_port_is_named()
    {
        var failure = await FailsAsync(TlsFailure.PortIsTls, Right, useTls: false);

        failure.Message.ShouldContain("Use ssl://");
    }

    [Fact]
    public async Task A_wrong_password_is_told_without_the_password()
    {
        var failure = await Should.ThrowAsync<AuthenticationRefusedException>(() => ConnectAsync(Right, password: Secret));

        failure.ToString().ShouldNotContain(Secret);
    }

    [Fact]
    public async Task The_transport_speaks_TLS_by_its_host_verbs()
    {
        var arrivals = new Arrivals<string>();
        await using var bus = await TestBus.StartAsync(
            tls.Broker.OpenWirePort,
            (_, cfg) =>
            {
                cfg.Host(new Uri($"ssl://localhost:{tls.Broker.OpenWireTlsPort}"), host =>
                {
                    host.Username("alice");
                    host.Password("right");
                    host.UseSsl(Right);
                });
                cfg.ReceiveEndpoint("tls-endpoint", e => e.Handler<Note>(context =>
                {
                    arrivals.Add(context.Message.Text);
                    return Task.CompletedTask;
                }));
            });

        await bus.SendAsync("tls-endpoint", new Note("sealed"));

        (await arrivals.FirstAsync()).ShouldBe("sealed");
        bus.Log.Lines().ShouldContain(line => line.Contains($"ssl://localhost:{tls.Broker.OpenWireTlsPort}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_send_of_the_transport_says_why_TLS_failed()
    {
        var bus = ActiveMqBusFactory.Create(cfg => cfg.Host(new Uri($"ssl://127.0.0.1:{tls.Broker.OpenWireTlsPort}"), host =>
        {
            host.Username("alice");
            host.Password(Secret);
            host.UseSsl(Right);
            host.SendTimeout(TimeSpan.FromSeconds(2));
        }));
        using var giveUp = new CancellationTokenSource();
        var starting = bus.StartAsync(giveUp.Token);
        try
        {
            var endpoint = await bus.GetSendEndpoint(new Uri("queue:tls-endpoint"));
            var failure = await Should.ThrowAsync<ActiveMqConnectionException>(() => endpoint.Send(new Note("never")));
            failure.ToString().ShouldContain("is not for '127.0.0.1'");
            failure.ToString().ShouldNotContain(Secret);
        }
        finally
        {
            await giveUp.CancelAsync();
            await Task.WhenAny(starting);
            await bus.StopAsync(TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public async Task The_services_certificate_files_are_read_and_hold_at_the_broker()
    {
        var (authorities, client) = (tls.PathOf("service-ca.pem"), tls.PathOf("service-client.pem"));
        await File.WriteAllTextAsync(authorities, tls.Authority.ExportCertificatePem());
        using var key = tls.Client.GetRSAPrivateKey()!;
        await File.WriteAllTextAsync(client, tls.Client.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");

        using var certificate = PemFiles.CertificateWithKey(ConfigurationKeys.BrokerClientCertificate, client);
        var options = new OpenWireTlsOptions
        {
            TrustedRoots = PemFiles.Authorities(ConfigurationKeys.BrokerAuthorities, authorities),
            ClientCertificate = certificate,
        };

        await using var connection = await ConnectAsync(options);
        Should.Throw<StartException>(() => PemFiles.CertificateWithKey(ConfigurationKeys.BrokerClientCertificate, authorities))
            .Message.ShouldStartWith($"ActiveMq_CERTIFICATE_FILE '{authorities}' cannot be read: ");
        Should.Throw<StartException>(() => PemFiles.Authorities(ConfigurationKeys.BrokerAuthorities, client + ".gone"))
            .Message.ShouldStartWith($"ActiveMq_CA_FILE '{client}.gone' cannot be read: ");
    }

    private async Task<TlsFailedException> FailsAsync(
        TlsFailure expected, OpenWireTlsOptions? options, string host = "localhost", int? port = null, bool useTls = true, ActiveMqBroker? broker = null)
    {
        var failure = await Should.ThrowAsync<TlsFailedException>(() => ConnectAsync(options, host, port, useTls, broker));
        failure.Failure.ShouldBe(expected, failure.ToString());
        failure.Broker.Host.ShouldBe(host);
        return failure;
    }

    private Task<IOpenWireConnection> ConnectAsync(
        OpenWireTlsOptions? options, string host = "localhost", int? port = null, bool useTls = true, ActiveMqBroker? broker = null, string password = "right") =>
        OpenWire.Broker.Connector.ConnectAsync(new OpenWireOptions
        {
            Broker = new Connector.OpenWire.BrokerAddress(host, port ?? (broker ?? tls.Broker).OpenWireTlsPort, useTls),
            User = "alice",
            Password = password,
            Tls = options,
            ConnectTimeout = TimeSpan.FromSeconds(60),
        });

    public sealed record Note(string Text);
}
