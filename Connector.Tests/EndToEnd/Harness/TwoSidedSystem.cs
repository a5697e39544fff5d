using System.Globalization;
using System.Text.Json;
using Connector.Lab.Brokers;
using Connector.Lab.Connectors;
using Connector.Lab.Simulators;

namespace Connector.Tests.EndToEnd.Harness;

/// <summary>A whole installation with both sides of Finesse: broker, simulator and connector as processes, and a client app.</summary>
internal sealed class TwoSidedSystem : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _parts = new();

    public SimulatorProcess Simulator { get; private set; } = null!;

    public ConnectorProcess Connector { get; private set; } = null!;

    public ClientApp Client { get; private set; } = null!;

    public static async Task<TwoSidedSystem> StartAsync(int agents, params (string Key, string Value)[] simulation)
    {
        var system = new TwoSidedSystem();
        try
        {
            var starting = ActiveMqBroker.StartAsync();
            var simulator = await SimulatorProcess.StartAsync(
                agents, two: true, settings: simulation.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal));
            system.Simulator = system.Own(simulator);
            var broker = system.Own(await starting);
            system.Connector = system.Own(ConnectorProcess.Start("gc-sides", new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ActiveMq_URL_1"] = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{broker.OpenWirePort}"),
                ["Finesse_1"] = Rest(simulator.RestPort),
                ["Finesse_2"] = Rest(simulator.SideB!.RestPort),
            }));
            await system.Connector.WaitUntilReadyAsync();
            system.Client = system.Own(await ClientApp.StartAsync(broker.OpenWirePort, "client-app"));
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>What <c>/api/status</c> says of a side: its judgement, since when, and how many agents are on it.</summary>
    public async Task<(string Judgement, DateTimeOffset Since, int Agents)> SideAsync(int side)
    {
        var (_, body) = await Connector.GetAsync("api/status") ?? throw new InvalidOperationException("The connector does not answer.");
        using var json = JsonDocument.Parse(body);
        var row = json.RootElement.GetProperty("finesseSides")[side];
        return (row.GetProperty("judgement").GetString()!, row.GetProperty("since").GetDateTimeOffset(), row.GetProperty("agents").GetInt32());
    }

    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
            await part.DisposeAsync();
    }

    private TPart Own<TPart>(TPart part)
        where TPart : IAsyncDisposable
    {
        _parts.Push(part);
        return part;
    }

    private static string Rest(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/finesse/api/");
}
