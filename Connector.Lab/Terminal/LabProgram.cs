using Connector.Lab.Deployment;
using Spectre.Console;

namespace Connector.Lab.Terminal;

/// <summary>What the laboratory is started with.</summary>
internal sealed record LabChoices
{
    /// <summary>The deployment.</summary>
    public required DuplexOptions Duplex { get; init; }

    /// <summary>Whether client apps are started.</summary>
    public bool Clients { get; init; } = true;

    /// <summary>Requests a second of each.</summary>
    public double Rate { get; init; } = 5;
}

/// <summary>The laboratory from its start to its end.</summary>
internal static class LabProgram
{
    /// <summary>Exit code where something failed.</summary>
    public const int Failed = 1;

    /// <summary>Exit code where what was said cannot be read.</summary>
    public const int Misread = 2;

    /// <summary>Starts everything, does what is said, ends everything.</summary>
    /// <param name="choices">What to start.</param>
    /// <param name="statements">What to do; null to ask whoever sits in front of it.</param>
    /// <param name="cancellationToken">Ends it: Ctrl-C.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(LabChoices choices, IReadOnlyList<LabStatement>? statements, CancellationToken cancellationToken)
    {
        var isTerminal = statements is null && !Console.IsInputRedirected && !Console.IsOutputRedirected;
        ILabScreen screen = isTerminal
            ? new LiveScreen(AnsiConsole.Console, TimeProvider.System)
            : new PlainScreen(Console.In, Console.Out, TimeProvider.System);
        try
        {
            await Console.Out.WriteLineAsync(
                $"Starting two brokers, two connectors ({(choices.Duplex.Mode == DuplexMode.ActiveActive ? "active-active" : "active-passive")}) and a pair of "
                + $"Finesse servers with {choices.Duplex.Agents} agents. This takes some seconds.").ConfigureAwait(false);
            var deployment = await DuplexDeployment.StartAsync(choices.Duplex, cancellationToken).ConfigureAwait(false);
            await using (deployment.ConfigureAwait(false))
            {
                var clients = choices.Clients ? LabClients.Start(deployment, choices.Rate) : LabClients.None();
                await using (clients.ConfigureAwait(false))
                    return await ServeAsync(deployment, clients, screen, statements, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception failure) when (failure is InvalidOperationException or TimeoutException or IOException)
        {
            await Console.Error.WriteLineAsync($"The laboratory cannot go on: {failure.Message}").ConfigureAwait(false);
            return Failed;
        }
    }

    private static async Task<int> ServeAsync(
        DuplexDeployment deployment, LabClients clients, ILabScreen screen, IReadOnlyList<LabStatement>? statements, CancellationToken cancellationToken)
    {
        Task<LabStatus> LookAsync(CancellationToken cancel) => LabStatus.ReadAsync(deployment, clients.Rows(), cancel);
        var session = new LabSession(
            deployment, screen.Say, async cancel => screen.Show(await LookAsync(cancel).ConfigureAwait(false)));
        Introduce(deployment, screen);
        if (statements is not null)
        {
            foreach (var statement in statements)
            {
                if (!await session.DoAsync(statement, cancellationToken).ConfigureAwait(false))
                    return Failed;
                if (session.IsOver)
                    break;
            }

            return 0;
        }

        while (!session.IsOver && await screen.NextAsync(LookAsync, cancellationToken).ConfigureAwait(false) is { } line)
        {
            var (said, problem) = LabStatement.ReadAll(line);
            if (problem is not null)
                screen.Say(problem);
            foreach (var statement in said.TakeWhile(_ => !session.IsOver))
                await session.DoAsync(statement, cancellationToken).ConfigureAwait(false);
        }

        return 0;
    }

    private static void Introduce(DuplexDeployment deployment, ILabScreen screen)
    {
        foreach (var connector in deployment.Connectors)
            screen.Say($"{connector.ConnectorId} tells how it is at {connector.ConsoleUrl}api/status");
        screen.Say($"The Finesse servers are told what to do at http://127.0.0.1:{deployment.Simulator.ControlPort}/sim/ (docs/simulator.md).");
        screen.Say("Type 'help' for what can be done here. Ctrl-C ends it all.");
    }
}
