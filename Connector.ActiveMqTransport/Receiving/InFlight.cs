using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using MassTransit.Transports;

namespace Connector.ActiveMqTransport.Receiving;

/// <summary>The messages that an endpoint is handling, over all its connections: their number is limited, and a stop waits for them.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Handlers that outlive a stop still leave; no wait handle is used, so nothing needs freeing.")]
internal sealed class InFlight(int limit)
{
    private readonly ConcurrentDictionary<BaseReceiveContext, byte> _contexts = new();
    private readonly SemaphoreSlim _places = new(limit, limit);

    /// <summary>How many are being handled.</summary>
    public int Count => limit - _places.CurrentCount;

    /// <summary>Waits for a place.</summary>
    public Task EnterAsync(CancellationToken cancellationToken) => _places.WaitAsync(cancellationToken);

    /// <summary>Notes what is handled in the place entered.</summary>
    public void Add(BaseReceiveContext context) => _contexts.TryAdd(context, 0);

    /// <summary>Gives the place back.</summary>
    public void Leave(BaseReceiveContext? context = null)
    {
        if (context is not null)
            _contexts.TryRemove(context, out _);
        _places.Release();
    }

    /// <summary>Tells the consumers to give up.</summary>
    public void Cancel()
    {
        foreach (var context in _contexts.Keys)
        {
            try
            {
                context.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It ended meanwhile.
            }
        }
    }

    /// <summary>Waits until none is being handled. Nobody may enter meanwhile.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        var entered = 0;
        try
        {
            for (; entered < limit; entered++)
                await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (entered > 0)
                _places.Release(entered);
        }
    }
}
