namespace Connector.FinesseSimulator.Rest;

/// <summary>
/// One queue for each object: Finesse takes the next request for a user or dialog only after the telephony has confirmed or
/// rejected the one before (facts 0.3).
/// </summary>
internal sealed class ObjectQueues
{
    // Far more than any client has under way on one object; beyond it somebody floods.
    private const int MaxWaiting = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (Task Last, int Count)> _tails = new(StringComparer.Ordinal);

    /// <summary>Waits for the turn on an object. First come, first served.</summary>
    /// <param name="key">The object.</param>
    /// <returns>The turn, which lasts until it is disposed; none where too many wait already.</returns>
    public async Task<IDisposable?> EnterAsync(string key)
    {
        var turn = new Turn(this, key);
        Task before;
        lock (_gate)
        {
            var (last, count) = _tails.GetValueOrDefault(key, (Task.CompletedTask, 0));
            if (count >= MaxWaiting) return null;
            before = last;
            _tails[key] = (turn.Ended, count + 1);
        }

        await before;
        return turn;
    }

    private void Leave(string key)
    {
        lock (_gate)
        {
            var (last, count) = _tails[key];
            if (count == 1) _tails.Remove(key);
            else _tails[key] = (last, count - 1);
        }
    }

    private sealed class Turn(ObjectQueues queues, string key) : IDisposable
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _disposed;

        public Task Ended => _ended.Task;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
            queues.Leave(key);
            _ended.SetResult();
        }
    }
}
