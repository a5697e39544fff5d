using Connector.Lab.Processes;
using Connector.Tests.ActiveMqTransport.Support;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace Connector.Tests.ActiveMqTransport.Parity;

/// <summary>Which transport a test runs on: ours, or MassTransit's own in memory, which shows what is right.</summary>
public enum Transport
{
    /// <summary>MassTransit's.</summary>
    InMemory,

    /// <summary>Ours, on a real broker.</summary>
    ActiveMq,
}

/// <summary>A bus whose configuration names no transport, so that the same test body runs over either.</summary>
internal sealed class ParityBus : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private ParityBus(ServiceProvider services, LogRecorder log)
    {
        _services = services;
        Log = log;
        Bus = services.GetRequiredService<IBusControl>();
    }

    public IServiceProvider Services => _services;

    public IBusControl Bus { get; }

    public LogRecorder Log { get; }

    /// <summary>Makes and starts a bus; its endpoints consume when this returns.</summary>
    public static async Task<ParityBus> StartAsync(
        Transport transport,
        int port,
        Action<IBusRegistrationContext, IBusFactoryConfigurator> configure,
        Action<IBusRegistrationConfigurator>? register = null)
    {
        var log = new LogRecorder();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log));
        services.AddMassTransit(x =>
        {
            register?.Invoke(x);
            if (transport == Transport.InMemory)
            {
                x.UsingInMemory((context, cfg) => configure(context, cfg));
            }
            else
            {
                x.UsingActiveMq((context, cfg) =>
                {
                    cfg.Host("127.0.0.1", port);
                    configure(context, cfg);
                });
            }
        });
        var bus = new ParityBus(services.BuildServiceProvider(validateScopes: true), log);
        await bus.Bus.StartAsync(TimeSpan.FromMinutes(1));
        return bus;
    }

    /// <summary>Sends to an endpoint of this bus.</summary>
    public async Task SendAsync<T>(string queue, T message, Action<SendContext<T>>? configure = null)
        where T : class
    {
        var endpoint = await Bus.GetSendEndpoint(new Uri($"queue:{queue}"));
        await endpoint.Send(message, context => configure?.Invoke(context));
    }

    /// <summary>A request client for an endpoint of this bus.</summary>
    public IRequestClient<T> Client<T>(string queue)
        where T : class => Bus.CreateRequestClient<T>(new Uri($"queue:{queue}"), RequestTimeout.After(s: 60));

    public Task HasHealthAsync(BusHealthStatus status) =>
        Eventually.HoldsAsync($"the bus to be {status}; its log is:\n{Log}", () => Bus.CheckHealth().Status == status, Waiting.Limit);

    public async ValueTask DisposeAsync()
    {
        await Bus.StopAsync(TimeSpan.FromMinutes(1));
        await _services.DisposeAsync();
    }
}

/// <summary>How the suite waits: long, since a wait that succeeds costs nothing.</summary>
internal static class Waiting
{
    public static TimeSpan Limit { get; } = TimeSpan.FromMinutes(1);

    /// <summary>Waits for arrivals; afterwards there are exactly so many.</summary>
    public static async Task<IReadOnlyList<T>> ExactlyAsync<T>(this Arrivals<T> arrivals, int count)
    {
        var items = await arrivals.CountAsync(count, Limit);
        items.Count.ShouldBe(count);
        return items;
    }

    /// <summary>Waits for the first arrival.</summary>
    public static async Task<T> OneAsync<T>(this Arrivals<T> arrivals) => (await arrivals.CountAsync(1, Limit))[0];

    /// <summary>Waits for what may never come, with the suite's limit.</summary>
    public static Task<T> InTimeAsync<T>(this Task<T> task) => task.WaitAsync(Limit);
}
