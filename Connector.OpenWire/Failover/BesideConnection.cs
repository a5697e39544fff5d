namespace Connector.OpenWire.Failover;

/// <summary>Work that is worth nothing without a connection: it is given up when that ends.</summary>
internal static class BesideConnection
{
    /// <summary>Does something that may fail: a connection that has ended is seen by the loop, and a broker that does not answer is told by its silence.</summary>
    internal static async Task TryWhileAsync(OpenWireConnection connection, Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        try
        {
            await WhileAsync(connection, work, stopping).ConfigureAwait(false);
        }
        catch (OpenWireException)
        {
            // Asked again at the next turn, if there is one.
        }
    }

    /// <summary>Does something beside the connection; given up when that ends.</summary>
    internal static async Task WhileAsync(OpenWireConnection connection, Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var working = work(over.Token);
        await Task.WhenAny(working, connection.Ended).ConfigureAwait(false);
        if (!working.IsCompleted)
            await over.CancelAsync().ConfigureAwait(false);
        try
        {
            await working.ConfigureAwait(false);
        }
        catch (Exception cause) when (connection.HasEnded && cause is OpenWireException or OperationCanceledException)
        {
            stopping.ThrowIfCancellationRequested();
            throw new ConnectionEndedException(await connection.Ended.ConfigureAwait(false));
        }
    }
}
