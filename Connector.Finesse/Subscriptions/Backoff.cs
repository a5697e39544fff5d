namespace Connector.Finesse.Subscriptions;

/// <summary>
/// How long to wait before the next attempt: doubling from <see cref="First"/> up to <see cref="Longest"/>, each wait drawn from
/// its upper half, so that the agents of a server that came back do not all knock in the same second. Pure: the caller
/// brings the random number.
/// </summary>
public sealed record Backoff
{
    /// <summary>The wait after the first failure, at the most. Short: Finesse gives a lost session 60 s before it signs the
    /// agent out.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The wait after a number of failures in a row.</summary>
    /// <param name="failures">Failures in a row, from 1.</param>
    /// <param name="random">A number from 0 (inclusive) to 1 (exclusive).</param>
    /// <returns>Between half of the doubled time and the whole of it.</returns>
    public TimeSpan After(int failures, double random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        // 30 doublings exceed any sensible limit, and more would overflow.
        var whole = Math.Min(First.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 30)), Longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(whole * (0.5 + (random / 2)));
    }
}
