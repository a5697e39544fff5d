using System.Diagnostics.CodeAnalysis;

namespace Connector.ActiveMqTransport.Receiving;

/// <summary>
/// Says once that an endpoint is to stop: to those who wait for it, and to those who ask. One source for both, so that whoever has heard of it by
/// <see cref="Requested"/> finds <see cref="IsRequested"/> true: a loop that was woken to stop and then found that nobody had asked would wait for ever.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer, and is used to the end of the endpoint.")]
[SuppressMessage("Reliability", "S2930", Justification = "As CA1001.")]
internal sealed class StopSignal
{
    private readonly CancellationTokenSource _source = new();
    private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal StopSignal() =>
        _source.Token.UnsafeRegister(static requested => ((TaskCompletionSource)requested!).TrySetResult(), _requested);

    /// <summary>Cancelled with the request.</summary>
    internal CancellationToken Token => _source.Token;

    /// <summary>Completes with the request.</summary>
    internal Task Requested => _requested.Task;

    /// <summary>Whether it was requested.</summary>
    internal bool IsRequested => _source.IsCancellationRequested;

    /// <summary>Requests it; done when everybody has been told.</summary>
    internal Task RequestAsync() => _source.CancelAsync();
}
