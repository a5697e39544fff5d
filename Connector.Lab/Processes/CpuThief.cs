using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Connector.Lab.Processes;

/// <summary>
/// A process of its own that keeps every core busy for a part of each tenth of a second, before everybody else where it may (as root), as a host does that has sold
/// its cores twice. It ends with the process that started it.
/// </summary>
public sealed class CpuThief : IAsyncDisposable
{
    /// <summary>The word of the laboratory's command line.</summary>
    internal const string Word = "steal";

    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly ChildProcess _process;

    private CpuThief(ChildProcess process) => _process = process;

    /// <summary>Its process.</summary>
    public int Id => _process.Id;

    /// <summary>Begins.</summary>
    /// <param name="share">Of each core, from 0 to 1.</param>
    /// <exception cref="InvalidOperationException">It does not start; the message says why.</exception>
    public static CpuThief Start(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        return new(ChildProcess.Start(
            "CPU thief", DotnetHost.Path, [typeof(CpuThief).Assembly.Location, Word, share.ToString(CultureInfo.InvariantCulture)]));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    /// <summary>Steals until the process is ended.</summary>
    internal static async Task<int> StealAsync(string share)
    {
        if (!double.TryParse(share, CultureInfo.InvariantCulture, out var part) || part is not (> 0 and <= 1))
        {
            await Console.Error.WriteLineAsync($"{Word} {share}: a share is a number above 0 and up to 1.").ConfigureAwait(false);
            return 2;
        }

        try
        {
            using var own = Process.GetCurrentProcess();
            own.PriorityClass = ProcessPriorityClass.RealTime;
        }
        catch (Win32Exception)
        {
            // Not allowed: then it takes its share among the others.
        }

        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => StealFromOneCoreAsync(part))).ConfigureAwait(false);
        return 0;
    }

    private static async Task StealFromOneCoreAsync(double share)
    {
        using var next = new PeriodicTimer(Period);
        while (await next.WaitForNextTickAsync().ConfigureAwait(false))
        {
            var begun = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(begun) < Period * share)
                Thread.SpinWait(1000);
        }
    }
}
