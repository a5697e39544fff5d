using Connector.Lab.Brokers;
using Connector.Tests.ActiveMqTransport.Support;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connector.Tests.BrokerFaults;

/// <summary>One application's bus over both brokers.</summary>
internal sealed class FaultBus : IAsyncDisposable
{
    // Longer than a broker is away in any round: what this bus was handed is sent, not given up.
    private static readonly TimeSpan SendTimeout = TimeSpan.FromMinutes(2);

    private readonly ServiceProvider _services;

    private FaultBus(ServiceProvider services, LogRecorder log)
    {
        _services = services;
        Log = log;
        Bus = services.GetRequiredService<IBusControl>();
    }

    public IBusControl Bus { get; }

    public LogRecorder Log { get; }

    /// <summary>Starts a bus that prefers the first of two brokers.</summary>
    public static async Task<FaultBus> StartAsync(
        IReadOnlyList<ActiveMqBroker> brokers, bool returns, Action<IActiveMqBusFactoryConfigurator> configure)
    {
        var log = new LogRecorder();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(log));
        services.AddMassTransit(registration => registration.UsingActiveMq((_, bus) =>
        {
            bus.Host("127.0.0.1", brokers[0].OpenWirePort, host =>
            {
                host.Username(BrokerPair.User);
                host.Password(BrokerPair.Password);
                host.FailoverHosts([.. brokers.Select(broker => $"127.0.0.1:{broker.OpenWirePort}")]);
                host.TransportOptions([new("transport.priorityBackup", returns ? "true" : "false"), new("transport.randomize", "false")]);
                host.SendTimeout(SendTimeout);
            });
            configure(bus);
        }));
        var started = new FaultBus(services.BuildServiceProvider(validateScopes: true), log);
        await started.Bus.StartAsync(TimeSpan.FromSeconds(60));
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        await Bus.StopAsync(TimeSpan.FromSeconds(60));
        await _services.DisposeAsync();
    }
}
