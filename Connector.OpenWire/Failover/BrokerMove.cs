namespace Connector.OpenWire.Failover;

/// <summary>
/// Leaves a working broker for another one without losing or repeating anything: nothing new is taken, what is in hand is acknowledged, sends are
/// answered, then everything stands on the next one. What is in hand for longer keeps nobody waiting: it is acknowledged at the broker left when it is done.
/// Temporary queues stay open there for a while: answers may be on their way.
/// </summary>
internal sealed class BrokerMove : IAsyncDisposable
{
    // As long as all that comes waits for what is in hand: an ordinary request is done within it.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly FailoverCore _core;
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _lock = new();
    private Task _lingering = Task.CompletedTask;

    internal BrokerMove(FailoverCore core) => _core = core;

    /// <summary>Moves; the gate is shut when it returns.</summary>
    /// <returns>What the next broker refused; the consumers of which something is still in hand, for <see cref="Linger"/>.</returns>
    /// <exception cref="OpenWireException">The next connection ended meanwhile.</exception>
    internal async Task<(List<Refusal> Refused, IReadOnlyList<LeftConsumer> Busy)> MoveAsync(
        OpenWireConnection left, OpenWireConnection next, CancellationToken stopping)
    {
        var drained = await DrainAsync(left, stopping).ConfigureAwait(false);
        _core.Gate.Shut();
        await EmptyAsync(left, stopping).ConfigureAwait(false);
        await Task.WhenAll(drained.Where(consumer => consumer.IsDrained).Select(consumer => consumer.RemoveAsync())).ConfigureAwait(false);
        // All of it again: what was opened meanwhile is in the lists now, and the broker takes a repetition for one.
        var refused = await Restoration.RestoreAsync(_core, next, stopping).ConfigureAwait(false);
        return (refused, [.. drained.Where(consumer => !consumer.IsDrained)]);
    }

    /// <summary>Closes the connection left: at once, or where something is in hand or there are temporary consumers, after a while.</summary>
    internal void Linger(OpenWireConnection left, IReadOnlyList<LeftConsumer> busy)
    {
        var mayBeAnswered = _core.Consumers.Any(consumer => consumer.IsTemporary);
        lock (_lock)
            _lingering = Task.WhenAll(_lingering.IsCompleted ? Task.CompletedTask : _lingering, LingerAsync(left, busy, mayBeAnswered));
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

    private async Task<List<LeftConsumer>> DrainAsync(OpenWireConnection left, CancellationToken stopping)
    {
        using var timeout = new CancellationTokenSource(Patience, _core.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        var draining = _core.Consumers.Where(consumer => !consumer.IsTemporary && !consumer.Options.Browser)
            .Select(consumer => consumer.DrainAsync(left, limit.Token)).ToList();
        return [.. (await Task.WhenAll(draining).ConfigureAwait(false)).OfType<LeftConsumer>()];
    }

    private async Task LingerAsync(OpenWireConnection left, IReadOnlyList<LeftConsumer> busy, bool mayBeAnswered)
    {
        using var timeout = new CancellationTokenSource(_core.Options.DrainTimeout, _core.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _closing.Token);
        var finishing = Task.WhenAll(busy.Select(consumer => consumer.FinishAsync(limit.Token)));
        if (mayBeAnswered)
        {
            await Task.Delay(_core.Options.LingerTimeout, _core.Time, _closing.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAny(finishing, left.Ended).ConfigureAwait(false);
        // With the broker gone, nothing can be acknowledged any more.
        await limit.CancelAsync().ConfigureAwait(false);
        await finishing.ConfigureAwait(false);
        await left.CloseAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async Task EmptyAsync(OpenWireConnection left, CancellationToken stopping)
    {
        using var timeout = new CancellationTokenSource(_core.Options.DrainTimeout, _core.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stopping);
        var empty = _core.Gate.EmptyAsync();
        await empty.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (empty.IsCompleted)
            return;
        // A broker that leaves sends unanswered is left without a goodbye; they are sent again to the next one.
        await left.CloseAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await empty.ConfigureAwait(false);
    }
}
