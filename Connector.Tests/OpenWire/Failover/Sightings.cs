using System.Diagnostics;
using Connector.Lab.Processes;
using Connector.OpenWire;

namespace Connector.Tests.OpenWire.Failover;

/// <summary>What a watch has told, in order, and when.</summary>
internal sealed class Sightings
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly List<(QueueConsumers Consumers, long At)> _told = [];
    private readonly Lock _lock = new();

    public IReadOnlyList<QueueConsumers> All
    {
        get
        {
            lock (_lock)
                return _told.ConvertAll(one => one.Consumers);
        }
    }

    public void Put(QueueConsumers consumers)
    {
        var now = Stopwatch.GetTimestamp();
        lock (_lock)
            _told.Add((consumers, now));
    }

    /// <summary>Waits until the last word is as wanted.</summary>
    /// <returns>How long after a moment it was told.</returns>
    public async Task<TimeSpan> LastIsAsync(Predicate<QueueConsumers> wanted, long since = 0)
    {
        var at = 0L;
        await Eventually.HoldsAsync(
            "the watch to tell it",
            () =>
            {
                lock (_lock)
                {
                    if (_told is not [.., var last] || !wanted(last.Consumers))
                        return false;
                    at = last.At;
                    return true;
                }
            },
            Soon);
        return since == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(since, at);
    }
}
