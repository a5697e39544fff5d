using Connector.Service.Requests;
using MassTransit;

namespace Connector.Service.Cluster.Witnesses;

/// <summary>The broker as a witness: it tells who consumes from the other connectors' own queues, and so of a connector that is killed within milliseconds.</summary>
internal sealed partial class BrokerWitness(IBus bus, LinkSights sights, TimeProvider time, ILogger<BrokerWitness> logger) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, Task> _watches = new(StringComparer.Ordinal);

    /// <summary>Watches a connector from now on. From one place at a time; returns at once, and does nothing for one that is watched.</summary>
    public void Watch(string peerId)
    {
        if (!_watches.ContainsKey(peerId) && !_stopping.IsCancellationRequested)
            _watches[peerId] = WatchAsync(peerId);
    }

    /// <summary>Ends the watches.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync();
        await Task.WhenAll(_watches.Values);
        _stopping.Dispose();
    }

    private async Task WatchAsync(string peerId)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var sight = new ConsumerSight();
                var queue = RequestAddresses.Of(peerId);
                await using var watch = await bus.WatchConsumersAsync(
                    queue, consumers => sights.QueueTold(peerId, sight.Take(consumers)), _stopping.Token);
                await Task.Delay(Timeout.InfiniteTimeSpan, time, _stopping.Token);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is MassTransitException or ArgumentException or TimeoutException)
            {
                CannotWatch(peerId, fault.Message);
            }

            await Task.Delay(Pause, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker does not tell whether connector {PeerId} is there: {Reason}")]
    private partial void CannotWatch(string peerId, string reason);
}
