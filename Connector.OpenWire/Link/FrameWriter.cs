using Connector.OpenWire.Wire;

namespace Connector.OpenWire.Link;

/// <summary>Encodes one frame's content.</summary>
internal delegate void EncodeFrame<TState>(FrameBuffer buffer, ref readonly TState state);

/// <summary>
/// The one writer of a socket. Callers encode into a shared buffer; whoever finds the writer idle starts it, and it then writes whatever has gathered in one
/// call, until nothing is left. So a lone frame leaves at once, and under load frames leave in batches. Bounded: above the limit callers wait.
/// </summary>
internal sealed class FrameWriter : IThreadPoolWorkItem, IDisposable
{
    private readonly Stream _stream;
    private readonly int _maxUnsentBytes;
    private readonly TimeProvider _time;
    private readonly Action<Exception> _failed;
    private readonly Lock _gate = new();
    private FrameBuffer _filling = new();
    private FrameBuffer _sending = new();
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _idle;
    private bool _isFlushing;
    private Exception? _failure;
    private Task _flush = Task.CompletedTask;
    private long _bytesSent;
    private long _lastWrite;

    internal FrameWriter(Stream stream, int maxUnsentBytes, TimeProvider time, Action<Exception> failed)
    {
        _stream = stream;
        _maxUnsentBytes = maxUnsentBytes;
        _time = time;
        _failed = failed;
        _lastWrite = time.GetTimestamp();
    }

    internal int MaxFrameBytes { get; set; } = int.MaxValue;

    internal long BytesSent => Volatile.Read(ref _bytesSent);

    /// <summary>When the socket last took something, as a timestamp of the time provider.</summary>
    internal long LastWrite => Volatile.Read(ref _lastWrite);

    /// <summary>Encodes a frame if there is room.</summary>
    /// <param name="state">What to encode.</param>
    /// <param name="encode">Encodes it; runs under the writer's lock.</param>
    /// <param name="onThisThread">Whether an idle writer may write on the caller's thread, which saves a change of threads for a frame that somebody waits for.</param>
    /// <returns>False where the writer is full; then await <see cref="WaitForRoomAsync"/>.</returns>
    internal bool TryWrite<TState>(ref readonly TState state, EncodeFrame<TState> encode, bool onThisThread)
    {
        lock (_gate)
        {
            if (_failure is not null)
                throw _failure is ConnectionEndedException ended ? new ConnectionEndedException(ended.End) : _failure;
            if (_filling.Length >= _maxUnsentBytes)
                return false;
            _filling.BeginFrame();
            try
            {
                encode(_filling, in state);
                _filling.EndFrame(MaxFrameBytes);
            }
            catch
            {
                _filling.TakeBackFrame();
                throw;
            }

            if (_isFlushing)
                return true;
            _isFlushing = true;
        }

        if (onThisThread)
            _flush = FlushAsync(isCallersThread: true);
        else
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return true;
    }

    /// <summary>Waits until <see cref="TryWrite"/> is worth another try.</summary>
    internal Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_failure is not null || _filling.Length < _maxUnsentBytes)
                return Task.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits until everything written so far has gone to the socket, or the writer has failed.</summary>
    internal async Task WaitUntilIdleAsync()
    {
        Task idle;
        lock (_gate)
        {
            if (!_isFlushing)
                return;
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            idle = _idle.Task;
        }

        await idle.ConfigureAwait(false);
        await _flush.ConfigureAwait(false);
    }

    /// <summary>Lets every further write fail with this; frames not yet handed to the socket are dropped.</summary>
    internal void Fail(Exception failure)
    {
        lock (_gate)
        {
            _failure ??= failure;
            _room?.TrySetResult();
            _room = null;
        }
    }

    /// <summary>Gives the buffers back; only after <see cref="Fail"/> and <see cref="WaitUntilIdleAsync"/>.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _filling.Dispose();
            _sending.Dispose();
        }
    }

    void IThreadPoolWorkItem.Execute() => _flush = FlushAsync(isCallersThread: false);

    // Never faults: every failure of it ends the connection through _failed.
    private async Task FlushAsync(bool isCallersThread)
    {
        try
        {
            while (NextBatch() is { } batch)
            {
                await _stream.WriteAsync(batch).ConfigureAwait(false);
                Volatile.Write(ref _lastWrite, _time.GetTimestamp());
                Interlocked.Add(ref _bytesSent, batch.Length);
                _sending.Clear();
                // A caller's thread writes its own frame, not everybody's. Mostly nothing else has come meanwhile: then no other thread is woken.
                if (isCallersThread && HasGathered())
                {
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                    return;
                }
            }
        }
        catch (Exception cause)
        {
            lock (_gate)
                BecomeIdle();
            _failed(cause);
        }
    }

    private bool HasGathered()
    {
        lock (_gate)
            return _filling.Length > 0 && _failure is null;
    }

    private ReadOnlyMemory<byte>? NextBatch()
    {
        lock (_gate)
        {
            if (_filling.Length == 0 || _failure is not null)
            {
                BecomeIdle();
                return null;
            }

            (_filling, _sending) = (_sending, _filling);
            _room?.TrySetResult();
            _room = null;
            return _sending.Written;
        }
    }

    private void BecomeIdle()
    {
        _isFlushing = false;
        _idle?.TrySetResult();
        _idle = null;
    }
}
