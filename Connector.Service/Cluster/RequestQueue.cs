using System.Diagnostics.CodeAnalysis;
using MassTransit;

namespace Connector.Service.Cluster;

/// <summary>One queue of requests: taken from or left, as is wanted last. One step at a time, since an endpoint that stops waits for what it is handling.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has no wait handle, so nothing needs freeing, and a late call finds it whole.")]
internal sealed partial class RequestQueue : IAsyncDisposable
{
    private readonly string _name;
    private readonly Func<HostReceiveEndpointHandle> _connect;
    private readonly Task _busStarted;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _changed = new(0, 1);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private HostReceiveEndpointHandle? _endpoint;
    private bool _isWanted;

    /// <summary>Makes a queue that is not wanted yet.</summary>
    public RequestQueue(string name, Func<HostReceiveEndpointHandle> connect, Task busStarted, ILogger logger)
    {
        _name = name;
        _connect = connect;
        _busStarted = busStarted;
        _logger = logger;
        _running = RunAsync();
    }

    /// <summary>Whether requests are taken from it now.</summary>
    public bool IsTaken => Volatile.Read(ref _endpoint)?.Ready.IsCompletedSuccessfully ?? false;

    /// <summary>Says what is wanted from now on.</summary>
    public void Want(bool isWanted)
    {
        if (Volatile.Read(ref _isWanted) == isWanted || (isWanted && _over.Task.IsCompleted))
            return;
        Volatile.Write(ref _isWanted, isWanted);
        Wake();
    }

    /// <summary>Leaves the queue.</summary>
    public async ValueTask DisposeAsync()
    {
        Want(false);
        _over.TrySetResult();
        Wake();
        await _running;
    }

    private void Wake()
    {
        try
        {
            _changed.Release();
        }
        catch (SemaphoreFullException)
        {
            // It will look anyway.
        }
    }

    private async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (true)
        {
            await _changed.WaitAsync();
            try
            {
                await ChangeAsync();
            }
            catch (Exception fault)
            {
                ChangeFailed(fault, _name);
            }

            if (_over.Task.IsCompleted && _endpoint is null)
                return;
        }
    }

    private async Task ChangeAsync()
    {
        if (Volatile.Read(ref _isWanted) && _endpoint is null)
        {
            await Task.WhenAny(_busStarted, _over.Task);
            if (Volatile.Read(ref _isWanted))
                Volatile.Write(ref _endpoint, _connect());
        }
        else if (!Volatile.Read(ref _isWanted) && _endpoint is { } endpoint)
        {
            Volatile.Write(ref _endpoint, null);
            await endpoint.StopAsync();
            // It may have been wanted again meanwhile.
            Wake();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The queue {Queue} could not be taken from, or left.")]
    private partial void ChangeFailed(Exception fault, string queue);
}
