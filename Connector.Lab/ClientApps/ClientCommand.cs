using System.Runtime.InteropServices;
using Connector.Client;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connector.Lab.ClientApps;

/// <summary>A client app as a program: Connector.Client on the transport, as an application would use it.</summary>
internal static class ClientCommand
{
    /// <summary>What it prints when every agent is signed in.</summary>
    public const string Ready = "every agent is signed in";

    private const int SignInsAtOnce = 25;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan QuietWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan CatchUpWithin = TimeSpan.FromSeconds(20);

    /// <summary>Runs until SIGTERM or Ctrl-C.</summary>
    /// <param name="arguments">The command line behind the word <c>client</c>.</param>
    /// <returns>The exit code: 0; 2 where the command line is wrong.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        ClientSettings settings;
        try
        {
            settings = ClientSettings.Parse(arguments);
        }
        catch (FormatException wrongUse)
        {
            await Console.Error.WriteLineAsync($"{wrongUse.Message}\n{ClientSettings.Usage}").ConfigureAwait(false);
            return 2;
        }

        var log = new ClientLog(settings.LogFile, TimeProvider.System);
        await using (log.ConfigureAwait(false))
        {
            // Not the host's own handling of signals: it stops the bus, over which the last answers are still to come.
            using var stop = new CancellationTokenSource();
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
            using var host = Host(settings, log);
            await host.StartAsync().ConfigureAwait(false);
            await RunAsync(settings, log, host.Services, stop.Token).ConfigureAwait(false);
            await host.StopAsync().ConfigureAwait(false);

            void Stop(PosixSignalContext signal)
            {
                signal.Cancel = true;
                stop.Cancel();
            }
        }

        return 0;
    }

    private static async Task RunAsync(ClientSettings settings, ClientLog log, IServiceProvider services, CancellationToken stopping)
    {
        var screen = services.GetRequiredService<Screen>();
        var feed = services.GetRequiredService<AgentEventFeed>();
        var client = services.GetRequiredService<IConnectorClient>();
        var agents = settings.Agents.Select(number => new AgentDriver(number, settings, client, feed, screen, log)).ToList();
        try
        {
            var atOnce = new ParallelOptions { MaxDegreeOfParallelism = SignInsAtOnce, CancellationToken = stopping };
            await Parallel.ForEachAsync(agents, atOnce, async (agent, cancel) => await agent.SignInAsync(cancel).ConfigureAwait(false))
                .ConfigureAwait(false);
            await Console.Out.WriteLineAsync(Ready).ConfigureAwait(false);
            await Task.WhenAll(agents.Select(agent => agent.RunAsync(stopping))).ConfigureAwait(false);
            await EndAsync(agents, screen).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped before everybody was signed in.
        }

        foreach (var agent in agents)
            await agent.EndAsync().ConfigureAwait(false);
    }

    // Whatever comes in time comes; the judge says what is missing.
    private static async Task EndAsync(IEnumerable<AgentDriver> agents, Screen screen)
    {
        using var limit = new CancellationTokenSource(QuietWithin + CatchUpWithin);
        try
        {
            var since = TimeProvider.System.GetTimestamp();
            while (screen.Silence < Quiet && TimeProvider.System.GetElapsedTime(since) < QuietWithin)
                await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token).ConfigureAwait(false);
            await Task.WhenAll(agents.Select(agent => agent.CatchUpAsync(limit.Token))).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Events that the connectors told of did not come in time.").ConfigureAwait(false);
        }
    }

    private static IHost Host(ClientSettings settings, ClientLog log)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.Services.AddSingleton(settings).AddSingleton(log);
        builder.Services.AddSingleton<Screen>();
        builder.Services.AddSingleton<IAgentEventHandler>(services => services.GetRequiredService<Screen>());
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConnectorEvents<Screen>();
            bus.UsingActiveMq((context, broker) =>
            {
                broker.Host(new Uri("tcp://" + settings.Brokers[0]), host =>
                {
                    host.Username(settings.User);
                    host.Password(Environment.GetEnvironmentVariable(ClientSettings.PasswordVariable) ?? "");
                    host.FailoverHosts([.. settings.Brokers]);
                    host.PriorityBackup(settings.Returns);
                });
                broker.ReceiveEndpoint(settings.Name, endpoint => endpoint.ConfigureConnectorEvents(context));
            });
        });
        return builder.Build();
    }

    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
