using System.Globalization;
using Connector.Lab.Brokers;
using Connector.Lab.Connectors;
using Connector.Lab.Links;
using Connector.Lab.Simulators;

namespace Connector.Tests.EndToEnd.Harness;

/// <summary>
/// A whole installation: a real broker, a Finesse simulator and a connector, each a process of its own, and a client app in this one. The
/// connector reaches Finesse's two halves over links that a test can cut.
/// </summary>
internal sealed class LiveSystem : IAsyncDisposable
{
    public const string ConnectorId = "gc-e2e";

    private readonly Stack<IAsyncDisposable> _parts = new();

    public ActiveMqBroker Broker { get; private set; } = null!;

    public SimulatorProcess Simulator { get; private set; } = null!;

    /// <summary>From the connector to Finesse's REST API.</summary>
    public CuttableLink RestLink { get; private set; } = null!;

    /// <summary>From the connector to Finesse's XMPP server.</summary>
    public CuttableLink XmppLink { get; private set; } = null!;

    public ConnectorProcess Connector { get; private set; } = null!;

    public ClientApp Client { get; private set; } = null!;

    /// <summary>Starts everything and waits until the connector is ready.</summary>
    /// <param name="agents">How many agents the simulator has.</param>
    /// <param name="settings">Further configuration of the connector.</param>
    public static Task<LiveSystem> StartAsync(int agents = 40, params (string Key, string Value)[] settings) =>
        StartAsync(agents, new Dictionary<string, string>(StringComparer.Ordinal), settings);

    /// <summary>Starts everything, with a simulator of one's own making, and waits until the connector is ready.</summary>
    /// <param name="agents">How many agents the simulator has.</param>
    /// <param name="simulator">Further settings of the simulator (<c>SIM_*</c>).</param>
    /// <param name="settings">Further configuration of the connector.</param>
    public static async Task<LiveSystem> StartAsync(
        int agents, IReadOnlyDictionary<string, string> simulator, params (string Key, string Value)[] settings)
    {
        var system = await PrepareAsync(agents, simulator);
        try
        {
            system.StartConnector(settings);
            await system.Connector.WaitUntilReadyAsync();
            await system.StartClientAsync();
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts broker and simulator only.</summary>
    /// <param name="agents">How many agents the simulator has.</param>
    /// <param name="simulator">Further settings of the simulator (<c>SIM_*</c>), or null.</param>
    public static async Task<LiveSystem> PrepareAsync(int agents = 40, IReadOnlyDictionary<string, string>? simulator = null)
    {
        var system = new LiveSystem();
        try
        {
            var broker = ActiveMqBroker.StartAsync();
            system.Simulator = system.Own(await SimulatorProcess.StartAsync(agents, settings: simulator));
            system.Broker = system.Own(await broker);
            system.RestLink = system.Own(CuttableLink.To(system.Simulator.RestPort));
            system.XmppLink = system.Own(CuttableLink.To(system.Simulator.XmppPort));
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>The connector's configuration towards this installation.</summary>
    public Dictionary<string, string> Settings(params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ActiveMq_URL_1"] = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Broker.OpenWirePort}"),
            ["SERVER_ADDRESS_1"] = "127.0.0.1",
            ["Finesse_1"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{RestLink.Port}/finesse/api/"),
            ["XMPP_PORT"] = XmppLink.Port.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (key, value) in more)
            settings[key] = value;
        return settings;
    }

    /// <summary>Starts the connector without waiting for anything.</summary>
    public void StartConnector(params (string Key, string Value)[] settings) =>
        Connector = Own(ConnectorProcess.Start(ConnectorId, Settings(settings)));

    public async Task StartClientAsync() => Client = Own(await ClientApp.StartAsync(Broker.OpenWirePort, "client-app"));

    public Task<StompClient> StompAsync() => StompClient.ConnectAsync(Broker.StompPort);

    /// <summary>Ends everything in the reverse order, each part even if another one would not end.</summary>
    public async ValueTask DisposeAsync()
    {
        var failures = new List<Exception>();
        while (_parts.TryPop(out var part))
        {
            try
            {
                await part.DisposeAsync();
            }
            catch (Exception failure)
            {
                failures.Add(failure);
            }
        }

        if (failures.Count > 0)
            throw new AggregateException(failures);
    }

    private TPart Own<TPart>(TPart part)
        where TPart : IAsyncDisposable
    {
        _parts.Push(part);
        return part;
    }
}
