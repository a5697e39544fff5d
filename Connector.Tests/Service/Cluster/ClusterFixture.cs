using System.Globalization;
using System.Text.Json;
using Connector.Lab.Brokers;
using Connector.Lab.Connectors;
using Connector.Lab.Processes;
using Connector.Lab.Simulators;
using Connector.Tests.EndToEnd.Harness;
using Xunit;

namespace Connector.Tests.Service.Cluster;

/// <summary>Two brokers in a network, run with the shipped files, and a Finesse, for the tests that start connectors as processes.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private BrokerPair? _pair;
    private SimulatorProcess? _simulator;

    public BrokerPair Pair => _pair ?? throw new InvalidOperationException("The brokers have not been started.");

    public async Task InitializeAsync()
    {
        var pair = BrokerPair.StartAsync();
        _simulator = await SimulatorProcess.StartAsync(40);
        _pair = await pair;
    }

    public async Task DisposeAsync()
    {
        if (_pair is not null)
            await _pair.DisposeAsync();
        if (_simulator is not null)
            await _simulator.DisposeAsync();
    }

    /// <summary>Starts a connector at both brokers, as a process.</summary>
    public ConnectorProcess Start(string connectorId, int priority, params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DEPLOYMENT_MODE"] = "active-passive",
            ["GRC_CONSUMER_PRIORITY"] = priority.ToString(CultureInfo.InvariantCulture),
            ["SYNC_SHARED_KEY"] = Key,
            ["ActiveMq_URL_1"] = Address(Pair.First),
            ["ActiveMq_URL_2"] = Address(Pair.Second),
            ["ActiveMq_User"] = BrokerPair.User,
            ["ActiveMq_Password"] = BrokerPair.Password,
            ["SERVER_ADDRESS_1"] = "127.0.0.1",
            ["Finesse_1"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_simulator!.RestPort}/finesse/api/"),
            ["XMPP_PORT"] = _simulator.XmppPort.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (key, value) in more)
            settings[key] = value;
        return ConnectorProcess.Start(connectorId, settings);
    }

    internal static Task<ClientApp> ClientAsync(ActiveMqBroker broker, string name) =>
        ClientApp.StartAsync(broker.OpenWirePort, name, BrokerPair.User, BrokerPair.Password);

    private static string Address(ActiveMqBroker broker) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{broker.OpenWirePort}");
}

/// <summary>What tests ask of a connector's status page.</summary>
internal static class ConnectorStatusExtensions
{
    /// <summary>Waits until the status says something.</summary>
    public static async Task<JsonElement> StatusAsync(this ConnectorProcess connector, string what, Func<JsonElement, bool> holds, TimeSpan? limit = null)
    {
        JsonElement? last = null;
        try
        {
            await Eventually.HoldsAsync(
                $"{connector.ConnectorId}: {what}",
                async () =>
                {
                    if (await connector.GetAsync("api/status") is not var (_, body))
                        return false;
                    last = JsonDocument.Parse(body).RootElement;
                    return holds(last.Value);
                },
                limit ?? TimeSpan.FromSeconds(60));
            return last!.Value;
        }
        catch (TimeoutException cause)
        {
            throw new TimeoutException($"{cause.Message} Its status: {last} It wrote:\n{connector.TailOfLog()}", cause);
        }
    }

    /// <summary>What the connector holds of another: InContact, Silent, OutOfContact, Down; empty: it knows of none.</summary>
    public static string ContactOf(this JsonElement status, string peer) => status.GetProperty("ownership").GetProperty("peers").EnumerateArray()
        .Where(row => row.GetProperty("connectorId").GetString() == peer)
        .Select(row => row.GetProperty("contact").GetString()!)
        .FirstOrDefault("");

    public static string Phase(this JsonElement status) => status.GetProperty("ownership").GetProperty("phase").GetString()!;

    public static IEnumerable<string> Reasons(this JsonElement status) => status.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()!);
}
