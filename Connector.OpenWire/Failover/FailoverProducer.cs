using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Connector.OpenWire.Link;

namespace Connector.OpenWire.Failover;

/// <summary>
/// Sends over whatever connection there is. Its messages form a chain in the order of their ids: first those in flight, then those that wait. The
/// broker takes a producer's message for a duplicate when its number is not above the last one stored, so they are written in this order only.
/// </summary>
internal sealed class FailoverProducer : IMessageProducer
{
    private readonly FailoverCore _core;
    private readonly Lock _order = new();
    private PendingSend? _last;
    private PendingSend? _firstWaiting;
    private Task _pump = Task.CompletedTask;
    private bool _isPumping;
    private long _lastSequence;
    private int _isDisposed;

    internal FailoverProducer(FailoverCore core, ProducerId id, Destination? destination)
    {
        _core = core;
        Id = id;
        Destination = destination;
    }

    public Destination? Destination { get; }

    internal ProducerId Id { get; }

    internal bool IsDisposed => Volatile.Read(ref _isDisposed) != 0;

    public ValueTask<MessageId> SendAsync(OutgoingMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        var frame = OutgoingFrame.Prepare(message, Destination, _core.Time.GetUtcNow());
        frame.ResponseRequired = message.WaitForBroker ?? message.Persistent;
        PendingSend send;
        PendingRequest? request = null;
        lock (_order)
        {
            frame.Message.Id = new MessageId(Id, _lastSequence + 1);
            if (_firstWaiting is null && _core.Gate.TryEnter(out var connection))
            {
                var isInFlight = false;
                try
                {
                    if (!frame.ResponseRequired)
                    {
                        if (FrameHandOver.TryWrite(connection, ref frame))
                        {
                            _lastSequence++;
                            return new(frame.Message.Id);
                        }
                    }
                    else
                    {
                        request = FrameHandOver.TryRequest(connection, ref frame, cancellationToken);
                    }

                    isInFlight = request is not null;
                }
                finally
                {
                    if (!isInFlight)
                        _core.Gate.Exit();
                }
            }

            send = new PendingSend(in frame, _core.Time.GetTimestamp(), cancellationToken);
            _core.Hold(send.Bytes, mustWait: request is null);
            _lastSequence++;
            Append(send, isInFlight: request is not null);
        }

        return CompleteAsync(send, request);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        FailWaiting(new ObjectDisposedException(nameof(IMessageProducer), "The producer was disposed before the message was sent."));
        await _core.RemoveProducerAsync(this).ConfigureAwait(false);
        await _pump.ConfigureAwait(false);
    }

    /// <summary>Writes what waits; called when there is a connection again.</summary>
    internal void Resume()
    {
        lock (_order)
            StartPump();
    }

    /// <summary>Fails what has waited too long without a connection.</summary>
    /// <param name="outageBegan">When the outage began: nobody waits for a connection longer than that.</param>
    /// <param name="limit">How long is too long.</param>
    /// <param name="reason">Why there is no connection.</param>
    /// <returns>How many were failed.</returns>
    internal int FailOverdue(long outageBegan, TimeSpan limit, string reason)
    {
        var failed = 0;
        lock (_order)
        {
            while (_firstWaiting is { } send && _core.Time.GetElapsedTime(Math.Max(send.QueuedAt, outageBegan)) >= limit)
            {
                Remove(send);
                send.Fail(new SendTimeoutException(limit, reason));
                failed++;
            }
        }

        return failed;
    }

    /// <summary>Fails everything that waits.</summary>
    internal void FailWaiting(Exception cause)
    {
        lock (_order)
        {
            while (_firstWaiting is { } send)
            {
                Remove(send);
                send.Fail(cause);
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<MessageId> CompleteAsync(PendingSend send, PendingRequest? request)
    {
        try
        {
            while (true)
            {
                request ??= await send.WrittenAsync().ConfigureAwait(false);
                if (request is null)
                    return send.Id;
                try
                {
                    await request.AsSend().ConfigureAwait(false);
                    return send.Id;
                }
                catch (ConnectionEndedException) when (_core.Gate.End is null && !IsDisposed)
                {
                    // The broker has stored it or not: it is sent again under its old id.
                    WaitAgain(send);
                    request = null;
                }
            }
        }
        finally
        {
            bool wasInFlight;
            lock (_order)
            {
                wasInFlight = send.State == SendState.InFlight;
                Remove(send);
            }

            if (wasInFlight)
                _core.Gate.Exit();
            _core.Release(send.Bytes);
        }
    }

    private void Append(PendingSend send, bool isInFlight)
    {
        send.Previous = _last;
        if (_last is not null)
            _last.Next = send;
        _last = send;
        if (isInFlight)
        {
            send.State = SendState.InFlight;
            return;
        }

        send.Wait();
        _firstWaiting ??= send;
        StartPump();
    }

    // Before the gate is left: once it is empty, all that was in flight waits again.
    private void WaitAgain(PendingSend send)
    {
        lock (_order)
        {
            send.Wait();
            send.State = SendState.Waiting;
            send.WasSent = true;
            if (_firstWaiting is null || send.Id.ProducerSequence < _firstWaiting.Id.ProducerSequence)
                _firstWaiting = send;
        }

        _core.Gate.Exit();
    }

    private void Remove(PendingSend send)
    {
        if (send.State == SendState.Done)
            return;
        if (_firstWaiting == send)
            _firstWaiting = NextWaiting(send);
        if (send.Previous is not null)
            send.Previous.Next = send.Next;
        if (send.Next is null)
            _last = send.Previous;
        else
            send.Next.Previous = send.Previous;
        send.State = SendState.Done;
    }

    // While a loss is being noticed, one that still is in flight may stand between those that wait again.
    private static PendingSend? NextWaiting(PendingSend send)
    {
        var next = send.Next;
        while (next is { State: not SendState.Waiting })
            next = next.Next;
        return next;
    }

    private void StartPump()
    {
        if (_isPumping || _firstWaiting is null || !_core.Gate.IsOpen)
            return;
        _isPumping = true;
        _pump = PumpAsync();
    }

    // Never faults: what goes wrong with a message is told to its sender.
    private async Task PumpAsync()
    {
        await Task.Yield();
        while (WriteWaiting() is { } connection)
            await connection.Writer.WaitForRoomAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Writes until nothing waits (null), or the writer returned has no room.</summary>
    private OpenWireConnection? WriteWaiting()
    {
        lock (_order)
        {
            while (_firstWaiting is { } send && TryEnter(out var connection))
            {
                if (!TryWrite(connection, send))
                {
                    _core.Gate.Exit();
                    // Of a connection that ended there is nothing to wait for; the next one resumes.
                    if (!connection.HasEnded)
                        return connection;
                }
            }

            _isPumping = false;
            return null;
        }
    }

    private bool TryEnter([NotNullWhen(true)] out OpenWireConnection? connection)
    {
        try
        {
            return _core.Gate.TryEnter(out connection);
        }
        catch (ConnectionEndedException)
        {
            // Closed meanwhile; the close fails what waits.
            connection = null;
            return false;
        }
    }

    /// <summary>Writes a waiting message, inside the gate; leaves the gate where nothing more is awaited.</summary>
    private bool TryWrite(OpenWireConnection connection, PendingSend send)
    {
        PendingRequest? request = null;
        try
        {
            if (send.Frame.ResponseRequired)
            {
                request = FrameHandOver.TryRequest(connection, ref send.Frame, send.Cancellation);
                if (request is null)
                    return false;
            }
            else
            {
                send.Frame.CommandId = 0;
                if (!FrameHandOver.TryWrite(connection, ref send.Frame))
                    return false;
            }
        }
        catch (Exception cause) when (cause is ArgumentException or OpenWireException)
        {
            Remove(send);
            send.Fail(cause);
            _core.Gate.Exit();
            return true;
        }

        if (request is null)
        {
            Remove(send);
            _core.Gate.Exit();
        }
        else
        {
            _firstWaiting = NextWaiting(send);
            send.State = SendState.InFlight;
            if (send.WasSent)
                _core.CountResent();
        }

        send.Written(request);
        return true;
    }
}
