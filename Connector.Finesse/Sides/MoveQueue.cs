namespace Connector.Finesse.Sides;

/// <summary>
/// Lets agents through to the new side, not more at a time than allowed, and those with calls up before the others: two thousand
/// agents must not knock in one second, and who speaks to a customer needs his buttons first.
/// </summary>
/// <param name="atOnce">How many may be on their way at one time.</param>
public sealed class MoveQueue(int atOnce)
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _urgent = new();
    private readonly Queue<TaskCompletionSource> _others = new();
    private int _free = atOnce;

    /// <summary>Waits for a turn.</summary>
    /// <param name="hasCalls">Whether the agent has calls up.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The turn; dispose it when the agent has arrived.</returns>
    public async Task<IDisposable> EnterAsync(bool hasCalls, CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return new Turn(this);
            }
            turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            (hasCalls ? _urgent : _others).Enqueue(turn);
        }
        await using var giveUp = cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken));
        await turn.Task;
        return new Turn(this);
    }

    private void Leave()
    {
        lock (_gate)
        {
            while (_urgent.TryDequeue(out var next) || _others.TryDequeue(out next))
            {
                // Who has given up meanwhile is passed over.
                if (next.TrySetResult())
                    return;
            }
            _free++;
        }
    }

    private sealed class Turn(MoveQueue owner) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                owner.Leave();
        }
    }
}
