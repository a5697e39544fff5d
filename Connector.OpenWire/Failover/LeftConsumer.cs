namespace Connector.OpenWire.Failover;

/// <summary>A consumer at a connection that is being left.</summary>
/// <param name="Consumer">The subscription over all connections.</param>
/// <param name="Left">The consumer there.</param>
/// <param name="IsDrained">Whether nothing of it was in hand in time, and nothing of it is handed out any more.</param>
internal sealed record LeftConsumer(FailoverConsumer Consumer, MessageConsumer Left, bool IsDrained)
{
    /// <summary>Waits for what is in hand and removes the consumer.</summary>
    internal async Task FinishAsync(CancellationToken limit)
    {
        await Consumer.SettledAsync(Left, limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await RemoveAsync().ConfigureAwait(false);
    }

    /// <summary>Removes the consumer.</summary>
    internal Task RemoveAsync() => Consumer.RemoveAsync(Left);
}
