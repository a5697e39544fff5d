using System.Collections.Concurrent;
using Connector.Lab.Processes;

namespace Connector.Tests.ActiveMqTransport.Support;

/// <summary>What consumers of a test have seen, in order.</summary>
internal sealed class Arrivals<T>
{
    private readonly ConcurrentQueue<T> _items = new();

    public IReadOnlyList<T> Items => [.. _items];

    public void Add(T item) => _items.Enqueue(item);

    /// <summary>Waits until so many have arrived.</summary>
    public async Task<IReadOnlyList<T>> CountAsync(int count, TimeSpan? limit = null)
    {
        await Eventually.HoldsAsync(
            $"{count} arrivals (there are {_items.Count})", () => _items.Count >= count, limit ?? TimeSpan.FromSeconds(60));
        return Items;
    }

    /// <summary>Waits for the first.</summary>
    public async Task<T> FirstAsync() => (await CountAsync(1))[0];
}
