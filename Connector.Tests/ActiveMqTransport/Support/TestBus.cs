using Connector.Lab.Processes;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connector.Tests.ActiveMqTransport.Support;

/// <summary>A bus registered as an application registers it, on a real broker.</summary>
internal sealed class TestBus : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private TestBus(ServiceProvider services, LogRecorder log)
    {
        _services = services;
        Log = log;
        Bus = services.GetRequiredService<IBusControl>();
    }

    public IBusControl Bus { get; }

    public LogRecorder Log { get; }

    public BusHealthStatus Health => Bus.CheckHealth().Status;

    /// <summary>Makes a bus without starting it.</summary>
    public static TestBus Create(
        int port,
        Action<IBusRegistrationContext, IActiveMqBusFactoryConfigurator>? configure = null,
        Action<IBusRegistrationConfigurator>? register = null,
        Action<IActiveMqHostConfigurator>? host = null)
    {
        var log = new LogRecorder();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log));
        services.AddMassTransit(x =>
        {
            register?.Invoke(x);
            x.UsingActiveMq((context, cfg) =>
            {
                cfg.Host("127.0.0.1", port, h =>
                {
                    h.Username("user");
                    h.Password("s3cret");
                    host?.Invoke(h);
                });
                configure?.Invoke(context, cfg);
            });
        });
        return new TestBus(services.BuildServiceProvider(validateScopes: true), log);
    }

    /// <summary>Makes and starts a bus; its endpoints consume when this returns.</summary>
    public static async Task<TestBus> StartAsync(
        int port,
        Action<IBusRegistrationContext, IActiveMqBusFactoryConfigurator>? configure = null,
        Action<IBusRegistrationConfigurator>? register = null,
        Action<IActiveMqHostConfigurator>? host = null)
    {
        var bus = Create(port, configure, register, host);
        await bus.StartAsync();
        return bus;
    }

    /// <summary>Makes and starts a bus with one endpoint.</summary>
    public static Task<TestBus> StartAsync(int port, string endpoint, Action<IActiveMqReceiveEndpointConfigurator> configure) =>
        StartAsync(port, (_, cfg) => cfg.ReceiveEndpoint(endpoint, configure));

    public Task StartAsync() => Bus.StartAsync(TimeSpan.FromSeconds(60));

    public Task StopAsync() => Bus.StopAsync(TimeSpan.FromSeconds(60));

    public async Task SendAsync<T>(string queue, T message, Action<SendContext<T>>? configure = null)
        where T : class
    {
        var endpoint = await Bus.GetSendEndpoint(new Uri($"queue:{queue}"));
        await endpoint.Send(message, context => configure?.Invoke(context));
    }

    public IRequestClient<T> RequestClient<T>(TimeSpan? timeout = null)
        where T : class => Bus.CreateRequestClient<T>(RequestTimeout.After(ms: (int)(timeout ?? TimeSpan.FromSeconds(15)).TotalMilliseconds));

    public Task HasHealthAsync(BusHealthStatus status) =>
        Eventually.HoldsAsync($"the bus to be {status}; its log is:\n{Log}", () => Health == status, TimeSpan.FromSeconds(60));

    public Task HasLoggedAsync(string text) => Eventually.HoldsAsync(
        $"the line '{text}'", () => Log.Lines(LogLevel.Debug).Any(line => line.Contains(text, StringComparison.Ordinal)), TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
    }
}
