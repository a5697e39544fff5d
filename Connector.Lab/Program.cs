using System.Runtime.InteropServices;
using Connector.Lab.ClientApps;
using Connector.Lab.Processes;
using Connector.Lab.Scenarios;
using Connector.Lab.Terminal;

switch (args)
{
    case ["client", .. var rest]:
        return await ClientCommand.RunAsync(rest);
    case ["scenarios", .. var rest]:
        {
            using var stop = new CancellationTokenSource();
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
            {
                signal.Cancel = true;
                stop.Cancel();
            });
            try
            {
                return await ScenariosCommand.RunAsync(rest, stop.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return 130;
            }
        }

    case [CpuThief.Word, var share]:
        return await CpuThief.StealAsync(share);
    case ["lab", .. var rest]:
        return await LabCommand.RunAsync(rest);
    default:
        await Console.Error.WriteLineAsync("lab [--help]: a duplex deployment to play with; docs/lab.md.\n" + ScenarioOptions.Usage);
        return 2;
}
