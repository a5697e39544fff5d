using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Connector.Lab.Processes;

/// <summary>
/// A real process of the laboratory: its output is kept, it can be stopped, frozen and killed by signal, and it does not outlive the
/// process that started it: a watcher kills it when that one ends, however it ends.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    // Waits for the parent's death without polling the clock: "tail --pid" is coreutils' own way; then kills the child.
    private const string GuardScript = "tail --pid=\"$1\" -f /dev/null; kill -KILL \"$2\"";

    // Becomes the program in a session of its own (util-linux, in every Debian): Ctrl-C at a terminal reaches the laboratory, which ends
    // its processes in order, and not them, nor their guards.
    private const string OwnSession = "/usr/bin/setsid";

    // For what is still in the pipes; a machine that is busy takes its time to read it. Waited in full only where a grandchild holds them open.
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(3);

    // Milliseconds on an idle machine; a thread that writes to a busy disk is stopped when that is done.
    private static readonly TimeSpan FreezeLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Process? _guard;
    private readonly StringBuilder _output = new();
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _openOutputs = 2;
    private int _disposed;
    private TaskCompletionSource _outputGrew = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process process, string name, int guardianId)
    {
        _process = process;
        Name = name;
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.Exited += (_, _) => _exited.TrySetResult();
        process.EnableRaisingEvents = true;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Id = process.Id;
        _guard = StartGuard(guardianId, Id);
    }

    /// <summary>A name for messages.</summary>
    public string Name { get; }

    /// <summary>The process id.</summary>
    public int Id { get; }

    /// <summary>Whether the process has ended.</summary>
    public bool HasExited => _exited.Task.IsCompleted || _process.HasExited;

    /// <summary>How it ended; only after it has. A signal shows as 128 + its number.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Everything it wrote to standard output and standard error until now.</summary>
    public string Output
    {
        get
        {
            lock (_gate)
                return _output.ToString();
        }
    }

    /// <summary>Starts a process.</summary>
    /// <param name="name">A name for messages.</param>
    /// <param name="fileName">The program, by name or path.</param>
    /// <param name="arguments">Its arguments, each one passed on as it is.</param>
    /// <param name="environment">Environment variables to set, or with null to remove.</param>
    /// <param name="workingDirectory">Where it runs; null for the current directory.</param>
    /// <returns>The running process.</returns>
    /// <exception cref="InvalidOperationException">The program cannot be started; the message says which.</exception>
    public static ChildProcess Start(
        string name, string fileName, IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null, string? workingDirectory = null) =>
        StartGuarded(name, fileName, arguments, Environment.ProcessId, environment, workingDirectory);

    /// <summary>As <see cref="Start"/>, for a process that must not outlive another one than ours.</summary>
    internal static ChildProcess StartGuarded(
        string name, string fileName, IEnumerable<string> arguments, int guardianId,
        IReadOnlyDictionary<string, string?>? environment = null, string? workingDirectory = null)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var inOwnSession = File.Exists(OwnSession) && IsProgram(fileName);
        var start = new ProcessStartInfo(inOwnSession ? OwnSession : fileName)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = workingDirectory ?? "",
        };
        foreach (var argument in inOwnSession ? arguments.Prepend(fileName) : arguments)
            start.ArgumentList.Add(argument);
        // Meant for the laboratory's links alone (build.sh).
        start.Environment.Remove("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS");
        foreach (var (key, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[key] = value;

        try
        {
            var process = Process.Start(start) ?? throw new InvalidOperationException($"'{fileName}' did not start.");
            process.StandardInput.Close();
            return new ChildProcess(process, name, guardianId);
        }
        catch (Win32Exception cause)
        {
            throw new InvalidOperationException($"Cannot start {name}: the program '{fileName}' was not found or may not run ({cause.Message}).", cause);
        }
    }

    /// <summary>Sends a signal. Without effect on a process that has ended.</summary>
    /// <param name="signal">The signal.</param>
    public void Send(ProcessSignal signal)
    {
        if (!HasExited && NativeMethods.Kill(Id, (int)signal) != 0 && !HasExited)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"Cannot send {signal} to {Name} ({Id}).");
    }

    /// <summary>Freezes it (SIGSTOP) and waits until every thread stands still: its sockets stay open and nothing answers. Without effect on a process that has ended.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Done when nothing of it moves.</returns>
    /// <exception cref="TimeoutException">Some thread still runs after 30 s.</exception>
    public Task FreezeAsync(CancellationToken cancellationToken = default)
    {
        Send(ProcessSignal.Stop);
        return Eventually.HoldsAsync($"every thread of {Name} ({Id}) to stand still", () => ThreadStates.AllStopped(Id), FreezeLimit, cancellationToken);
    }

    /// <summary>Lets a frozen process go on (SIGCONT) and waits until it does. Without effect on one that runs or has ended.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Done when no thread of it is stopped.</returns>
    /// <exception cref="TimeoutException">Some thread is still stopped after 30 s.</exception>
    public Task ThawAsync(CancellationToken cancellationToken = default)
    {
        Send(ProcessSignal.Continue);
        return Eventually.HoldsAsync($"every thread of {Name} ({Id}) to go on", () => ThreadStates.NoneStopped(Id), FreezeLimit, cancellationToken);
    }

    /// <summary>Kills it (SIGKILL) and waits until it is gone: a crash, nothing is cleaned up.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Done when it is gone.</returns>
    public Task KillAsync(CancellationToken cancellationToken = default)
    {
        Send(ProcessSignal.Kill);
        return WaitUntilGoneAsync(cancellationToken);
    }

    /// <summary>Asks it to end (SIGTERM) and waits; kills it when it does not in time.</summary>
    /// <param name="limit">How long it may take; 15 s where not given.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether it ended by itself.</returns>
    public async Task<bool> StopAsync(TimeSpan? limit = null, CancellationToken cancellationToken = default)
    {
        // A frozen process would not see the signal.
        Send(ProcessSignal.Continue);
        Send(ProcessSignal.Terminate);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(limit ?? TimeSpan.FromSeconds(15));
        try
        {
            await WaitUntilGoneAsync(timeout.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await KillAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }
    }

    /// <summary>Waits until it has ended by itself.</summary>
    /// <param name="limit">How long to wait; 30 s where not given.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="TimeoutException">It still runs; the message carries the end of its output.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan? limit = null, CancellationToken cancellationToken = default)
    {
        var bound = limit ?? TimeSpan.FromSeconds(30);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(bound);
        try
        {
            await WaitUntilGoneAsync(timeout.Token).ConfigureAwait(false);
            return _process.ExitCode;
        }
        catch (OperationCanceledException cause) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{Name} still runs after {bound.TotalSeconds:0} s. It wrote:\n{TailOfOutput()}", cause);
        }
    }

    /// <summary>Waits until its output holds a text.</summary>
    /// <param name="text">The text, compared as it is.</param>
    /// <param name="limit">How long to wait; 30 s where not given.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Done when the text is there.</returns>
    /// <exception cref="InvalidOperationException">The process ended without it; the message carries the end of its output.</exception>
    /// <exception cref="TimeoutException">It did not come in time; the message carries the end of its output.</exception>
    public async Task WaitForOutputAsync(string text, TimeSpan? limit = null, CancellationToken cancellationToken = default)
    {
        var bound = limit ?? TimeSpan.FromSeconds(30);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(bound);
        var exited = WaitUntilGoneAsync(timeout.Token);
        while (true)
        {
            Task grew;
            lock (_gate)
            {
                if (_output.ToString().Contains(text, StringComparison.Ordinal))
                    return;
                grew = _outputGrew.Task;
            }

            if (exited.IsCompletedSuccessfully)
                throw new InvalidOperationException($"{Name} ended with {ExitCode} before it wrote '{text}'. It wrote:\n{TailOfOutput()}");
            if (exited.IsCanceled)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw new TimeoutException($"{Name} did not write '{text}' within {bound.TotalSeconds:0} s. It wrote:\n{TailOfOutput()}");
            }

            await Task.WhenAny(grew, exited).ConfigureAwait(false);
        }
    }

    /// <summary>The last part of the output, for messages.</summary>
    /// <param name="maxCharacters">How much at the most.</param>
    /// <returns>The end of the output.</returns>
    public string TailOfOutput(int maxCharacters = 4000)
    {
        var output = Output;
        return output.Length <= maxCharacters ? output : output[^maxCharacters..];
    }

    /// <summary>Ends the process, by force if it still runs.</summary>
    /// <returns>Done when it is gone.</returns>
    public async ValueTask DisposeAsync()
    {
        await KillAsync().ConfigureAwait(false);
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _process.Dispose();
        if (_guard is null)
            return;
        if (!_guard.HasExited)
            _guard.Kill(entireProcessTree: true);
        await _guard.WaitForExitAsync().ConfigureAwait(false);
        _guard.Dispose();
    }

    // Process.WaitForExitAsync waits for the end of the output as well, which a grandchild that inherited it can put off for ever.
    private async Task WaitUntilGoneAsync(CancellationToken cancellationToken)
    {
        await _exited.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        await Task.WhenAny(_outputEnded.Task, Task.Delay(OutputGrace, cancellationToken)).ConfigureAwait(false);
    }

    private static Process? StartGuard(int guardianId, int childId)
    {
        if (OperatingSystem.IsWindows())
            return null;
        var start = new ProcessStartInfo(File.Exists(OwnSession) ? OwnSession : "/bin/sh") { UseShellExecute = false };
        if (start.FileName == OwnSession)
            start.ArgumentList.Add("/bin/sh");
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(GuardScript);
        start.ArgumentList.Add("guard");
        start.ArgumentList.Add(guardianId.ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add(childId.ToString(CultureInfo.InvariantCulture));
        return Process.Start(start);
    }

    // setsid would say of a program that is not there only that it failed.
    private static bool IsProgram(string fileName) => fileName.Contains('/', StringComparison.Ordinal)
        ? File.Exists(fileName)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, fileName)));

    private void Append(string? line)
    {
        if (line is null)
        {
            if (Interlocked.Decrement(ref _openOutputs) == 0)
                _outputEnded.TrySetResult();
            return;
        }

        lock (_gate)
        {
            _output.AppendLine(line);
            _outputGrew.TrySetResult();
            _outputGrew = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
