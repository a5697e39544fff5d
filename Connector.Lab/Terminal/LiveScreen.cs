using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Connector.Lab.Terminal;

/// <summary>A terminal: the tables, kept up to date, what was said last, and a line to type on.</summary>
/// <param name="console">The terminal.</param>
/// <param name="time">Dates what is said.</param>
internal sealed class LiveScreen(IAnsiConsole console, TimeProvider time) : ILabScreen
{
    private const int LinesKept = 20;
    private const string Prompt = "lab> ";

    private static readonly TimeSpan KeyPace = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LookPace = TimeSpan.FromMilliseconds(500);

    private readonly Queue<string> _lines = new();
    private LabStatus? _status;

    public void Say(string line)
    {
        _lines.Enqueue($"{time.GetLocalNow():HH:mm:ss.fff} {line}");
        while (_lines.Count > LinesKept)
            _lines.Dequeue();
    }

    public void Show(LabStatus status) => _status = status;

    public async Task<string?> NextAsync(Func<CancellationToken, Task<LabStatus>> look, CancellationToken cancellationToken)
    {
        var typed = new StringBuilder();
        console.Clear();
        await console.Live(Picture(typed)).AutoClear(false).StartAsync(async live =>
        {
            var looked = 0L;
            var looking = look(cancellationToken);
            while (!await TakeKeysAsync(typed).ConfigureAwait(false))
            {
                if (looking.IsCompleted && (looked == 0 || time.GetElapsedTime(looked) > LookPace))
                {
                    _status = await looking.ConfigureAwait(false);
                    looked = time.GetTimestamp();
                    looking = look(cancellationToken);
                }

                live.UpdateTarget(Picture(typed));
                await Task.Delay(KeyPace, time, cancellationToken).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
        return typed.ToString();
    }

    // Whether a line has been ended.
    private async Task<bool> TakeKeysAsync(StringBuilder typed)
    {
        while (console.Input.IsKeyAvailable())
        {
            var key = await console.Input.ReadKeyAsync(intercept: true, CancellationToken.None).ConfigureAwait(false);
            switch (key)
            {
                case { Key: ConsoleKey.Enter }:
                    return true;
                case { Key: ConsoleKey.Backspace }:
                    typed.Length = Math.Max(0, typed.Length - 1);
                    break;
                case { KeyChar: var letter } when !char.IsControl(letter):
                    typed.Append(letter);
                    break;
            }
        }

        return false;
    }

    private Rows Picture(StringBuilder typed)
    {
        var parts = new List<IRenderable>();
        if (_status is not null)
            parts.Add(LabTable.Of(_status, isShort: true));
        var room = Math.Max(3, console.Profile.Height - Height(_status) - 2);
        parts.AddRange(_lines.TakeLast(room).Select(static line => new Text(line) { Overflow = Overflow.Ellipsis }));
        parts.Add(new Text(Prompt + typed));
        return new Rows(parts);
    }

    // A table has a head of three lines and a foot of one.
    private static int Height(LabStatus? status)
    {
        if (status is null)
            return 0;
        var disturbed = status.Links.Count(static link => !link.IsPlain);
        return status.Parts.Count + 5 + (disturbed > 0 ? disturbed + 4 : 0) + (status.Clients.Count > 0 ? status.Clients.Count + 4 : 0);
    }
}
