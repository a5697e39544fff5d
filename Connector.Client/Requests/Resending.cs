namespace Connector.Client.Requests;

/// <summary>Makes attempts side by side until one of them brings an answer: the next begins when none came for a while, and
/// those before go on waiting, for their answer may only be late.</summary>
internal static class Resending
{
    // What is sent this late cannot be answered, and a pause of less than a millisecond is none: attempts would follow each other without end.
    private static readonly TimeSpan TooLate = TimeSpan.FromMilliseconds(10);

    /// <summary>The first answer.</summary>
    /// <param name="attempt">Makes an attempt that may wait as long as it is given. A failure means that this one brings no
    /// answer; the next may.</param>
    /// <param name="isFinal">Whether a failure is an answer of its own: no other attempt is made, and it is thrown.</param>
    /// <param name="again">The pause before the next attempt.</param>
    /// <param name="within">How long in all.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The first answer; null where none came, with the number of attempts and the last failure.</returns>
    internal static async Task<(T? Answer, int Attempts, Exception? Failure)> FirstAnswerAsync<T>(
        Func<TimeSpan, CancellationToken, Task<T>> attempt,
        Func<Exception, bool> isFinal,
        TimeSpan again,
        TimeSpan within,
        TimeProvider time,
        CancellationToken cancellationToken)
        where T : class
    {
        var started = time.GetTimestamp();
        var running = new List<Task<T>>();
        Exception? failure = null;
        var attempts = 0;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (within - time.GetElapsedTime(started) is var left && (left > TooLate || attempts == 0))
            {
                attempts++;
                running.Add(attempt(left, ending.Token));
                var pause = time.PauseAsync(again < left ? again : left, ending.Token);
                while (await FirstOfAsync(running, pause).ConfigureAwait(false) is { } ended)
                {
                    running.Remove(ended);
                    if (ended.Status is TaskStatus.RanToCompletion)
                        return (await ended.ConfigureAwait(false), attempts, null);
                    cancellationToken.ThrowIfCancellationRequested();
                    failure = ended.Exception?.InnerException ?? failure;
                    if (failure is not null && isFinal(failure))
                        return (await ended.ConfigureAwait(false), attempts, null);
                }

                cancellationToken.ThrowIfCancellationRequested();
            }

            return (null, attempts, failure);
        }
        finally
        {
            await ending.CancelEverythingAsync().ConfigureAwait(false);
            await Task.WhenAll(running.Select(EndedAsync)).ConfigureAwait(false);
        }
    }

    // The attempt that ended, or null when the pause did.
    private static async Task<Task<T>?> FirstOfAsync<T>(List<Task<T>> running, Task pause)
    {
        var first = await Task.WhenAny(running.Append<Task>(pause)).ConfigureAwait(false);
        return first == pause ? null : (Task<T>)first;
    }

    // Another attempt brought the answer, or the whole was given up: how this one ends is of no interest.
    private static Task EndedAsync(Task attempt) => Task.WhenAny(attempt);
}
