using MassTransit;

namespace Connector.Service.Cluster;

/// <summary>Tells when the bus has started: endpoints can be added from then on, whether there is a broker or not.</summary>
internal sealed class BusStart : IBusObserver
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the bus has started.</summary>
    public Task IsStarted => _started.Task;

    /// <inheritdoc/>
    public Task PostStart(IBus bus, Task<BusReady> busReady)
    {
        _started.TrySetResult();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void PostCreate(IBus bus)
    {
    }

    /// <inheritdoc/>
    public void CreateFaulted(Exception exception)
    {
    }

    /// <inheritdoc/>
    public Task PreStart(IBus bus) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartFaulted(IBus bus, Exception exception) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task PreStop(IBus bus) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task PostStop(IBus bus) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopFaulted(IBus bus, Exception exception) => Task.CompletedTask;
}
