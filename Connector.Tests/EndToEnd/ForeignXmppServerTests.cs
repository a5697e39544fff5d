using System.Globalization;
using Connector.FinesseSimulator;
using Connector.Lab.Brokers;
using Connector.Lab.Connectors;
using Connector.Lab.XmppServers;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

/// <summary>The main flow with an XMPP server that was not written here: it signs the agent in over STARTTLS, binds the resource, keeps the
/// presence and carries the notifications; the simulator does REST and the calls only.</summary>
public sealed class ForeignXmppServerTests(ITestOutputHelper output)
{
    private const string Agent = "1001";

    [Theory]
    [InlineData("ejabberd")]
    [InlineData("prosody")]
    public async Task The_main_flow_holds_with_another_xmpp_server_as_finesses(string product)
    {
        var starting = ActiveMqBroker.StartAsync();
        await using XmppServer xmpp = product == "ejabberd" ? new EjabberdServer() : new ProsodyServer();
        await xmpp.StartAsync();
        await using var broker = await starting;
        await xmpp.RegisterAsync(Agent, "pw" + Agent);
        var sink = new XmppServerSink(xmpp);
        await using var finesse = await SimulatedFinesse.StartAsync(
            new SimulatorOptions { Domain = xmpp.Domain, XmppPort = xmpp.Port, NotificationSink = sink }, CancellationToken.None);
        using var authority = new PemFile(xmpp.Authority);
        await using var connector = ConnectorProcess.Start(LiveSystem.ConnectorId, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ActiveMq_URL_1"] = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{broker.OpenWirePort}"),
            ["SERVER_ADDRESS_1"] = "127.0.0.1",
            ["Finesse_1"] = new Uri(finesse.RestBase, "finesse/api/").ToString(),
            ["XMPP_PORT"] = xmpp.Port.ToString(CultureInfo.InvariantCulture),
            ["XMPP_SECURITY"] = "starttls",
            ["FINESSE_CA_FILE"] = authority.Path,
        });
        try
        {
            await connector.WaitUntilReadyAsync();
            await using var client = await ClientApp.StartAsync(broker.OpenWirePort, "client-app");

            var dialogId = await MainFlow.PlayAsync(client, Agent, (from, to, variables) => finesse.StartIncomingCallAsync(from, to, variables));

            finesse.Requests.Where(request => request.Method is not "GET")
                .Select(request => FinesseRequestText.Of(request.Method, request.Path, request.Body))
                .ShouldBe(MainFlow.Effects(Agent, dialogId));
            sink.Published.ShouldBeGreaterThan(0, $"the notifications went through {product}");
        }
        finally
        {
            output.WriteLine(connector.Log);
        }
    }

    private sealed class PemFile : IDisposable
    {
        public PemFile(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate)
        {
            Path = System.IO.Path.GetTempFileName();
            File.WriteAllText(Path, certificate.ExportCertificatePem());
        }

        public string Path { get; }

        public void Dispose() => File.Delete(Path);
    }
}
