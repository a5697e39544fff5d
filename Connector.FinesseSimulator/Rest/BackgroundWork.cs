using System.Collections.Concurrent;

namespace Connector.FinesseSimulator.Rest;

/// <summary>Work that goes on after its request was answered, none of which outlives the simulator.</summary>
internal sealed partial class BackgroundWork(ILogger<BackgroundWork> logger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Starts a piece of work.</summary>
    /// <param name="work">Gets a token that is set when the simulator stops.</param>
    public void Run(Func<CancellationToken, Task> work)
    {
        var task = GuardAsync(work, _stopping.Token);
        if (task.IsCompleted) return;
        _running.TryAdd(task, 0);
        _ = ForgetAsync(task);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running.Keys);
        _stopping.Dispose();
    }

    private async Task ForgetAsync(Task task)
    {
        await task;
        _running.TryRemove(task, out _);
    }

    private async Task GuardAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The simulator stops.
        }
        catch (Exception exception)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(EventId = 10, Level = LogLevel.Error, Message =
        "A request that was accepted with 202 could not be carried out; this is a fault of the simulator")]
    private partial void LogFailed(Exception exception);
}
