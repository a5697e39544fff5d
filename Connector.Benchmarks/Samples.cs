using System.Diagnostics;

namespace Connector.Benchmarks;

/// <summary>Times taken by many senders or receivers at once, in an array made beforehand, so that measuring allocates nothing.</summary>
internal sealed class Samples(int count)
{
    private readonly long[] _ticks = new long[count];
    private int _taken;

    /// <summary>Notes what has passed since a <see cref="Stopwatch"/> timestamp.</summary>
    public void Since(long began) => _ticks[Interlocked.Increment(ref _taken) - 1] = Stopwatch.GetTimestamp() - began;

    /// <summary>The percentiles of what was noted.</summary>
    public Percentiles Percentiles()
    {
        Array.Sort(_ticks, 0, _taken);
        return new Percentiles(At(50), At(99));
    }

    private TimeSpan At(int percent) =>
        _taken == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(0, _ticks[Math.Min(_taken - 1, _taken * percent / 100)]);
}

/// <summary>Counts receipts; whoever waits learns when the last one was.</summary>
internal sealed class Arrivals(int count)
{
    private readonly TaskCompletionSource<long> _last = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = count;

    /// <summary>Times from send to receipt.</summary>
    public Samples Ways { get; } = new(count);

    /// <summary>Completes with the timestamp of the last receipt.</summary>
    public Task<long> Last => _last.Task;

    /// <summary>Notes one.</summary>
    public void Arrived(long sentAt)
    {
        Ways.Since(sentAt);
        if (Interlocked.Decrement(ref _left) == 0)
            _last.TrySetResult(Stopwatch.GetTimestamp());
    }
}
