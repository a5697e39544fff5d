namespace Connector.Client;

/// <summary>Pauses and cancellation on both targets.</summary>
internal static class Clocks
{
    /// <summary>Completes after a while.</summary>
    internal static Task PauseAsync(this TimeProvider time, TimeSpan pause, CancellationToken cancellationToken) =>
#if NET
        Task.Delay(pause, time, cancellationToken);
#else
        time.Delay(pause, cancellationToken);
#endif

    /// <summary>Cancels, and is done when those who were told are.</summary>
    internal static Task CancelEverythingAsync(this CancellationTokenSource source)
    {
#if NET
        return source.CancelAsync();
#else
        source.Cancel();
        return Task.CompletedTask;
#endif
    }
}
