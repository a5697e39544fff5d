namespace Connector.OpenWire.Failover;

/// <summary>
/// Leaves a working broker for another one without losing or repeating anything: nothing new is taken, what is in hand is acknowledged, sends are
/// answered, then everything stands on the next one. Temporary queues stay open at the broker left for a while: answers may be on their way there.
/// </summary>
internal sealed class BrokerMove : IAsyncDisposable
{
    private readonly FailoverCore _core;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _lock = new();
    private Task _lingering = Task.CompletedTask;

    internal BrokerMove(FailoverCore core) => _core = core;

    /// <summary>Moves; the gate is shut when it returns.</summary>
    /// <returns>What the next broker refused.</returns>
    /// <exception cref="OpenWireException">The next connection ended meanwhile.</exception>
    internal async Task<List<Refusal>> MoveAsync(OpenWireConnection left, OpenWireConnection next, CancellationToken stopping)
    {
        using var timeout = new CancellationTokenSource(_core.Options.DrainTimeout, _core.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        var drained = _core.Consumers.Where(consumer => !consumer.IsTemporary && !consumer.Options.Browser).ToList();
        var draining = Task.WhenAll(drained.Select(consumer => consumer.DrainAsync(left, limit.Token)));
        await Task.WhenAny(draining, left.Ended).ConfigureAwait(false);
        // With the broker gone, nothing can be acknowledged any more.
        if (!draining.IsCompleted)
            await limit.CancelAsync().ConfigureAwait(false);
        await draining.ConfigureAwait(false);

        _core.Gate.Shut();
        await EmptyAsync(left, limit.Token).ConfigureAwait(false);
        await Task.WhenAll(drained.Select(consumer => consumer.RemoveLeftAsync())).ConfigureAwait(false);
        // All of it again: what was opened meanwhile is in the lists now, and the broker takes a repetition for one.
        return await Restoration.RestoreAsync(_core, next, stopping).ConfigureAwait(false);
    }

    /// <summary>Closes the connection left: at once, or where there are temporary consumers, after a while.</summary>
    internal void Linger(OpenWireConnection left)
    {
        var mayBeAnswered = _core.Consumers.Any(consumer => consumer.IsTemporary);
        lock (_lock)
            _lingering = Task.WhenAll(_lingering.IsCompleted ? Task.CompletedTask : _lingering, LingerAsync(left, mayBeAnswered));
    }

    /// <summary>Closes at once what still lingers.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        Task lingering;
        lock (_lock)
            lingering = _lingering;
        await lingering.ConfigureAwait(false);
        _closing.Dispose();
    }

    private async Task LingerAsync(OpenWireConnection left, bool mayBeAnswered)
    {
        if (mayBeAnswered)
        {
            await Task.Delay(_core.Options.LingerTimeout, _core.Time, _closing.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await left.CloseAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async Task EmptyAsync(OpenWireConnection left, CancellationToken limit)
    {
        var empty = _core.Gate.EmptyAsync();
        await empty.WaitAsync(limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (empty.IsCompleted)
            return;
        // A broker that leaves sends unanswered is left without a goodbye; they are sent again to the next one.
        await left.CloseAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await empty.ConfigureAwait(false);
    }
}
