using Connector.Sagas;
using Connector.Sagas.Ownership;
using Connector.Sagas.Ports;
using Connector.Service.Adapters;
using Connector.Service.Cluster;
using Connector.Service.Configuration;
using Connector.Service.Demo;
using Connector.Service.Rehearsals;
using Connector.Service.Status;
using Microsoft.Extensions.Logging.Console;

namespace Connector.Service.Hosting;

/// <summary>Puts the service together. Nothing here decides anything.</summary>
internal static class ConnectorHost
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);

    /// <summary>Builds the service.</summary>
    /// <param name="settings">What it is to be.</param>
    /// <param name="simulator">The simulator inside, where no Finesse is configured.</param>
    /// <exception cref="StartException">A file that the settings name cannot be used.</exception>
    public static WebApplication Build(ConnectorSettings settings, DemoSimulator? simulator)
    {
        // Empty: the framework's own settings files, environment variables and command line are not ours to honour.
        var builder = WebApplication.CreateEmptyBuilder(new() { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (settings.Console.Address is { } address)
                kestrel.Listen(address, settings.Console.Port);
            else
                kestrel.ListenLocalhost(settings.Console.Port);
        });
        AddLogging(builder.Logging, settings);

        var services = builder.Services;
        services.AddRouting();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = StopLimit + ClusterRegistration.StopLimit(settings));
        services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);

        // Answers the service manager where Windows started the program as a service; elsewhere it does nothing.
        services.AddWindowsService(service => service.ServiceName = "GenericConnector");
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.AddFinesse(settings.Finesse ?? simulator!.Settings, settings.ConnectorId);
        services.AddAgentSessions(new AgentSessionsOptions { ConnectorId = settings.ConnectorId, EventMemory = settings.EventMemory });
        if (settings.DemoPage)
            services.AddDemo(simulator);
        var tls = BusRegistration.Tls(settings.Broker);
        services.AddBus(settings, tls);

        // After the bus, so that it is stopped before: what waits for the broker can still go.
        services.AddSingleton<IEventPublisher, BusEventPublisher>();
        services.AddSingleton(new AgentEventsOptions { TimeToLive = settings.EventTimeToLive });
        services.AddSingleton<AgentEvents>();
        services.AddSingleton<IAgentEvents>(provider => provider.GetRequiredService<AgentEvents>());
        services.AddHostedService(provider => provider.GetRequiredService<AgentEvents>());
        services.AddSingleton<StatusBoard>();
        services.AddHostedService<StatusAnnouncer>();

        // Last, so that it is stopped first: the agents are handed over while everything still works.
        services.AddCluster(settings, tls);
        if (settings.Mode != DeploymentMode.Simplex && settings.Finesse is not null)
            services.AddHostedService<Rehearsal>();

        var app = builder.Build();
        app.MapStatus();
        if (settings.DemoPage)
            app.MapDemo();
        return app;
    }

    private static void AddLogging(ILoggingBuilder logging, ConnectorSettings settings)
    {
        logging.SetMinimumLevel(settings.LogLevel);
        // A start that fails is said by the program itself, in a sentence; the host would add a stack trace.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        // What the frameworks say of each request and each start is no news to an operator, unless a fault is looked for.
        if (settings.LogLevel is LogLevel.Information)
            logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("MassTransit", LogLevel.Warning);
        if (settings.LogsJson)
            logging.AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ"));
        else
            logging.AddSimpleConsole(console => (console.SingleLine, console.ColorBehavior, console.TimestampFormat) = (true, LoggerColorBehavior.Default, "HH:mm:ss "));
    }
}
