using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Connector.FinesseSimulator;

/// <summary>The simulator as a program.</summary>
internal static class EntryPoint
{
    private const int Stopped = 0;
    private const int CannotListen = 1;
    private const int WrongSetting = 2;

    /// <summary>Serves until Ctrl-C or SIGTERM.</summary>
    /// <returns>0 after a clean end, 1 where a port is taken, 2 where a setting is wrong.</returns>
    public static async Task<int> Main(string[] args)
    {
        var (options, problem) = ProgramSettings.Read(args, Environment.GetEnvironmentVariable);
        if (options is null)
        {
            await Console.Error.WriteLineAsync(problem);
            return WrongSetting;
        }

        using var logs = LoggerFactory.Create(logging => logging
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddSimpleConsole(console => console.SingleLine = true));
        using var stop = new CancellationTokenSource();
        var signalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            using var certificate = await CertificateAsync(options);
            await using var finesse = await SimulatedFinesse.StartAsync(
                options with { LoggerFactory = logs, Certificate = certificate }, stop.Token);
            await Console.Out.WriteLineAsync(Describe(finesse));
            await signalled.Task;
            await Console.Out.WriteLineAsync("Stopping.");
            return Stopped;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Stopped;
        }
        catch (CryptographicException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return WrongSetting;
        }
        catch (IOException exception)
        {
            await Console.Error.WriteLineAsync(
                $"The simulator cannot listen: {exception.Message} Set SIM_REST_PORT and SIM_XMPP_PORT to free ports.");
            return CannotListen;
        }

        void Stop(PosixSignalContext signal)
        {
            // The process ends when Main returns, not at once.
            signal.Cancel = true;
            stop.Cancel();
            signalled.TrySetResult();
        }
    }

    private static async Task<SimulatedCertificate?> CertificateAsync(SimulatorOptions options) =>
        options.CertificateSource is { } source ? await source.GetAsync(options, CancellationToken.None) : null;

    private static string Https(SimulatedSide side) =>
        side.HttpsPort is { } port ? $", https://{side.RestBase.Host}:{port}" : "";

    private static string Secured(SimulatedSide side) => side.XmppSecurePort is not { } port
        ? " without TLS"
        : $", STARTTLS offered; TLS at {port}; wss://{side.RestBase.Host}:{side.WebSocketPort}/ws/";

    private static string Describe(SimulatedFinesse finesse)
    {
        var agents = finesse.Agents;
        var sides = string.Concat(finesse.Sides.Select(side => $"""
              side {side.Name}   {side.RestBase}finesse/api/SystemInfo{Https(side)}
                       XMPP {side.RestBase.Host}:{side.XmppPort}, domain {side.Domain}, SASL PLAIN{Secured(side)}
                       and by WebSocket ws://{side.RestBase.Authority}/ws/

            """));
        return $"""
            Simulated Cisco Finesse (not a Cisco product), {agents.Count} agents
            {sides.TrimEnd()}
              agents   {agents[0].Id} to {agents[^1].Id}, password pw and the id, every tenth a supervisor
              lines    {agents[0].DefaultExtension} to {agents[^1].DefaultExtension}
              control  {finesse.ControlBase}sim/... (calls, agents, requests, status, sides); docs/simulator.md tells all
            Ctrl-C ends it.
            """;
    }
}
