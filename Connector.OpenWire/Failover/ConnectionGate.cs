using System.Diagnostics.CodeAnalysis;

namespace Connector.OpenWire.Failover;

/// <summary>
/// The way to the present connection. Whoever uses that is inside; when it is shut nobody new gets in, and once it is empty everybody has seen what
/// became of his command, so that the supervisor may put another connection behind it.
/// </summary>
internal sealed class ConnectionGate
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _nextOpening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _empty;
    private OpenWireConnection? _connection;
    private ConnectionEnd? _end;
    private int _inside;

    /// <summary>Whether there is a connection to be used.</summary>
    internal bool IsOpen
    {
        get
        {
            lock (_lock)
                return _connection is { HasEnded: false };
        }
    }

    /// <summary>How it all ended; null while it has not.</summary>
    internal ConnectionEnd? End => Volatile.Read(ref _end);

    /// <summary>Goes in, if there is a connection; then <see cref="Exit"/> must follow.</summary>
    /// <exception cref="ConnectionEndedException">There will be none any more.</exception>
    internal bool TryEnter([NotNullWhen(true)] out OpenWireConnection? connection)
    {
        lock (_lock)
        {
            ThrowIfEnded();
            // One that has ended is as good as gone, even before the supervisor has noticed.
            connection = _connection is { HasEnded: false } present ? present : null;
            if (connection is null)
                return false;
            _inside++;
            return true;
        }
    }

    /// <summary>Waits for a connection and goes in; then <see cref="Exit"/> must follow.</summary>
    /// <exception cref="ConnectionEndedException">There will be none any more.</exception>
    internal async ValueTask<OpenWireConnection> EnterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            Task opening;
            lock (_lock)
            {
                // Taken before the look: an opening in between completes it.
                opening = _nextOpening.Task;
            }

            if (TryEnter(out var connection))
                return connection;
            await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Goes out again.</summary>
    internal void Exit()
    {
        lock (_lock)
        {
            if (--_inside > 0)
                return;
            _empty?.TrySetResult();
            _empty = null;
        }
    }

    /// <summary>Lets nobody in any more, until <see cref="Open"/>.</summary>
    internal void Shut()
    {
        lock (_lock)
            _connection = null;
    }

    /// <summary>Completes when nobody is inside; meant for a shut gate.</summary>
    internal Task EmptyAsync()
    {
        lock (_lock)
        {
            if (_inside == 0)
                return Task.CompletedTask;
            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _empty.Task;
        }
    }

    /// <summary>Puts a connection behind the gate.</summary>
    internal void Open(OpenWireConnection connection)
    {
        lock (_lock)
        {
            _connection = connection;
            CompleteOpening();
        }
    }

    /// <summary>Shuts it for good.</summary>
    internal void Close(ConnectionEnd end)
    {
        lock (_lock)
        {
            _connection = null;
            _end ??= end;
            CompleteOpening();
        }
    }

    private void CompleteOpening()
    {
        _nextOpening.TrySetResult();
        _nextOpening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private void ThrowIfEnded()
    {
        if (_end is not null)
            throw new ConnectionEndedException(_end);
    }
}
