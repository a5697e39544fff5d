using System.Diagnostics;

namespace Connector.Lab.Processes;

/// <summary>Waits for a condition with a limit and a message, instead of for time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until <paramref name="condition"/> holds.</summary>
    /// <param name="what">What is waited for, as the end of the sentence "gave up waiting for ...".</param>
    /// <param name="condition">Asked every 20 ms.</param>
    /// <param name="limit">How long to wait at the most; 30 s where not given.</param>
    /// <param name="cancellationToken">Ends the wait early.</param>
    /// <exception cref="TimeoutException">The condition did not hold in time.</exception>
    public static Task HoldsAsync(
        string what, Func<bool> condition, TimeSpan? limit = null, CancellationToken cancellationToken = default) =>
        HoldsAsync(what, () => Task.FromResult(condition()), limit, cancellationToken);

    /// <inheritdoc cref="HoldsAsync(string, Func{bool}, TimeSpan?, CancellationToken)"/>
    public static Task HoldsAsync(
        string what, Func<Task<bool>> condition, TimeSpan? limit = null, CancellationToken cancellationToken = default) =>
        HoldsAsync(what, condition, Pace, limit, cancellationToken);

    /// <summary>Waits until <paramref name="condition"/> holds, where asking costs something.</summary>
    /// <param name="what">What is waited for, as the end of the sentence "gave up waiting for ...".</param>
    /// <param name="condition">Asked at that pace.</param>
    /// <param name="pace">The pause between two questions.</param>
    /// <param name="limit">How long to wait at the most; 30 s where not given.</param>
    /// <param name="cancellationToken">Ends the wait early.</param>
    /// <exception cref="TimeoutException">The condition did not hold in time.</exception>
    public static async Task HoldsAsync(
        string what, Func<Task<bool>> condition, TimeSpan pace, TimeSpan? limit, CancellationToken cancellationToken = default)
    {
        var bound = limit ?? TimeSpan.FromSeconds(30);
        var since = Stopwatch.StartNew();
        while (!await condition().ConfigureAwait(false))
        {
            if (since.Elapsed > bound)
                throw new TimeoutException($"Gave up waiting for {what} after {bound.TotalSeconds:0.#} s.");
            await Task.Delay(pace, cancellationToken).ConfigureAwait(false);
        }
    }
}
