using System.Threading.Channels;
using Connector.OpenWire;

namespace Connector.Tests.OpenWire;

/// <summary>Keeps what a consumer is given, to be taken one by one with a limit.</summary>
internal sealed class Inbox
{
    private readonly Channel<Delivery> _deliveries = Channel.CreateUnbounded<Delivery>();
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Put(Delivery delivery)
    {
        Interlocked.Increment(ref _count);
        _deliveries.Writer.TryWrite(delivery);
    }

    public async Task<Delivery> NextAsync(TimeSpan? limit = null)
    {
        using var timeout = new CancellationTokenSource(limit ?? TimeSpan.FromSeconds(60));
        try
        {
            return await _deliveries.Reader.ReadAsync(timeout.Token);
        }
        catch (OperationCanceledException cause)
        {
            throw new TimeoutException($"No further delivery came; there were {Count} in all.", cause);
        }
    }

    public async Task<List<Delivery>> TakeAsync(int count)
    {
        var taken = new List<Delivery>();
        while (taken.Count < count)
            taken.Add(await NextAsync());
        return taken;
    }
}
