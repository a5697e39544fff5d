using Spectre.Console;

namespace Connector.Lab.Terminal;

/// <summary>Lines in, lines out: for pipes and scripts.</summary>
/// <param name="input">What is said.</param>
/// <param name="output">Where answers go.</param>
/// <param name="time">Dates them.</param>
internal sealed class PlainScreen(TextReader input, TextWriter output, TimeProvider time) : ILabScreen
{
    // Nobody's window: wide enough for every table.
    private const int Columns = 160;

    private readonly IAnsiConsole _console = Console(output);

    public void Say(string line) => output.WriteLine($"{time.GetLocalNow():HH:mm:ss.fff} {line}");

    public void Show(LabStatus status) => _console.Write(LabTable.Of(status));

    public Task<string?> NextAsync(Func<CancellationToken, Task<LabStatus>> look, CancellationToken cancellationToken) =>
        input.ReadLineAsync(cancellationToken).AsTask();

    private static IAnsiConsole Console(TextWriter output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = Columns;
        return console;
    }
}
