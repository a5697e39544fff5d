using Connector.OpenWire.Link;

namespace Connector.OpenWire.Failover;

/// <summary>A message that waits for a connection, or for the broker's answer; a link in its producer's chain, which keeps the order.</summary>
internal sealed class PendingSend
{
    // An estimate of what a message costs beside its body.
    private const int Overhead = 512;

    internal OutgoingFrame Frame;
    private TaskCompletionSource<PendingRequest?>? _written;

    internal PendingSend(in OutgoingFrame frame, long queuedAt, CancellationToken cancellation)
    {
        Frame = frame;
        QueuedAt = queuedAt;
        Cancellation = cancellation;
    }

    internal PendingSend? Previous { get; set; }

    internal PendingSend? Next { get; set; }

    internal SendState State { get; set; } = SendState.Waiting;

    /// <summary>Whether it was on its way before.</summary>
    internal bool WasSent { get; set; }

    /// <summary>When it was handed over, as a timestamp of the time provider.</summary>
    internal long QueuedAt { get; }

    internal CancellationToken Cancellation { get; }

    internal long Bytes => Frame.Content.Body.Length + Overhead;

    internal MessageId Id => Frame.Message.Id;

    /// <summary>Makes ready to wait; under the producer's lock.</summary>
    internal void Wait() => _written = new TaskCompletionSource<PendingRequest?>(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The request that stands for the answer, once the message was written; null where no answer is awaited.</summary>
    internal Task<PendingRequest?> WrittenAsync() => _written!.Task.WaitAsync(Cancellation);

    internal void Written(PendingRequest? request) => _written!.TrySetResult(request);

    internal void Fail(Exception cause) => _written!.TrySetException(cause);
}

/// <summary>Where a message stands.</summary>
internal enum SendState
{
    /// <summary>Not written to the present connection.</summary>
    Waiting,

    /// <summary>Written; the broker's answer is awaited. It keeps the gate from being empty.</summary>
    InFlight,

    /// <summary>Out of the chain.</summary>
    Done,
}
