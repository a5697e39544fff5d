using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Connector.Lab.Deployment;

namespace Connector.Lab.Terminal;

/// <summary>The command line of <c>./build.sh lab</c>.</summary>
internal static class LabCommand
{
    private const string ActivePassive = "active-passive";
    private const string ActiveActive = "active-active";
    private const int MaxAgents = 10_000;

    // Everything is killed by then, also on a busy machine.
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(2);

    /// <summary>Reads it and runs the laboratory until it is told to end.</summary>
    /// <param name="arguments">What stands behind the word <c>lab</c>.</param>
    /// <returns>The exit code: 0; 1 where something failed, which is said; 2 where a statement cannot be read.</returns>
    public static Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var given = Create().Parse(arguments);
        // The sentence is enough; --help is there for who wants it all.
        if (given.Action is ParseErrorAction wrongUse)
            wrongUse.ShowHelp = false;
        return given.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = EndsWithin });
    }

    private static Command Create()
    {
        var mode = new Option<string>("--mode") { Description = "Who serves.", DefaultValueFactory = static _ => ActivePassive };
        mode.AcceptOnlyFromAmong(ActivePassive, ActiveActive);
        var agents = new Option<int>("--agents") { Description = "How many agents there are.", DefaultValueFactory = static _ => 10 };
        agents.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is < 2 or > MaxAgents)
                result.AddError($"--agents takes a number from 2 to {MaxAgents}.");
        });
        var turned = new Option<bool>("--turned") { Description = "Active-passive: GC-2 lists AMQ-2 first. Without, both lists are alike." };
        var clocks = new Option<bool>("--clocks") { Description = "Connectors' clocks can jump (Debian's package libfaketime)." };
        var noClients = new Option<bool>("--no-clients") { Description = "Starts no client apps." };
        var rate = new Option<double>("--rate") { Description = "Requests a second of each client app.", DefaultValueFactory = static _ => 5 };
        var set = new Option<string[]>("--set") { Description = "KEY=VALUE: a configuration key of both connectors; may be repeated." };
        set.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<string[]>()?.FirstOrDefault(static pair => !pair.Contains('=')) is { } wrong)
                result.AddError($"--set takes KEY=VALUE, not '{wrong}'.");
        });
        var exec = new Option<string>("--exec") { Description = "Says these commands, parted by ';', then ends: \"kill gc-1; wait 5; status\"." };
        var script = new Option<FileInfo>("--script") { Description = "Says the commands in this file, one a line, then ends." };
        var command = new Command(
            "lab",
            "Two brokers, two connectors, a pair of Finesse servers and two client apps as processes on this machine, every link through a proxy that can be "
            + "cut. Type 'help' for the commands. Ctrl-C ends it all.")
        {
            mode, agents, turned, clocks, noClients, rate, set, exec, script, new HelpOption(),
        };
        command.SetAction((given, cancellationToken) => RunAsync(
            new LabChoices
            {
                Duplex = new DuplexOptions
                {
                    Mode = given.GetValue(mode) == ActiveActive ? DuplexMode.ActiveActive : DuplexMode.ActivePassive,
                    Agents = given.GetValue(agents),
                    SecondListTurnedRound = given.GetValue(turned),
                    MovableClocks = given.GetValue(clocks),
                    ConnectorSettings = (given.GetValue(set) ?? []).Select(static pair => pair.Split('=', 2))
                        .ToDictionary(static pair => pair[0], static pair => pair.ElementAtOrDefault(1) ?? "", StringComparer.Ordinal),
                },
                Clients = !given.GetValue(noClients),
                Rate = given.GetValue(rate),
            },
            given.GetValue(exec), given.GetValue(script), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(LabChoices choices, string? exec, FileInfo? script, CancellationToken cancellationToken)
    {
        string? text = exec;
        if (script is not null)
        {
            if (!script.Exists)
                return await FailAsync($"There is no file {script.FullName} to read commands from.", LabProgram.Misread).ConfigureAwait(false);
            text = await File.ReadAllTextAsync(script.FullName, cancellationToken).ConfigureAwait(false);
        }

        var (statements, problem) = text is null ? (null, null) : LabStatement.ReadAll(text);
        return problem is null
            ? await LabProgram.RunAsync(choices, statements, cancellationToken).ConfigureAwait(false)
            : await FailAsync(problem, LabProgram.Misread).ConfigureAwait(false);
    }

    private static async Task<int> FailAsync(string sentence, int code)
    {
        await Console.Error.WriteLineAsync(sentence).ConfigureAwait(false);
        return code;
    }
}
