using Connector.Service.Configuration;
using Connector.Service.Hosting;
using Connector.Service.Requests;
using MassTransit;

namespace Connector.Service.Cluster;

/// <summary>The receive endpoints of requests, made and stopped as the ownership of agents asks for.</summary>
internal sealed class RequestQueues : IRequestQueues, IAsyncDisposable
{
    private readonly Lock _gate = new();

    // An endpoint is made by changing what all consumers of the bus share: two at a time would spoil it.
    private readonly Lock _connecting = new();
    private readonly Dictionary<string, RequestQueue> _queues = new(StringComparer.Ordinal);
    private readonly Func<string, bool, RequestQueue> _make;
    private readonly string _connectorId;
    private bool _isSharedOver;
    private bool _isOver;

    /// <summary>For the bus of this service.</summary>
    public RequestQueues(IReceiveEndpointConnector bus, BusStart start, ConnectorSettings settings, ILogger<RequestQueues> logger)
    {
        _connectorId = settings.ConnectorId;
        _make = (name, isShared) => new RequestQueue(
            name,
            () =>
            {
                lock (_connecting)
                    return bus.ConnectReceiveEndpoint(name, (context, endpoint) => BusRegistration.ConfigureRequests(endpoint, context, settings, isShared));
            },
            start.IsStarted,
            logger);
    }

    /// <inheritdoc/>
    public bool AreTaken
    {
        get
        {
            lock (_gate)
                return _queues.GetValueOrDefault(RequestAddresses.Shared)?.IsTaken ?? false;
        }
    }

    /// <inheritdoc/>
    public void Want(QueueWishes wishes)
    {
        var wanted = new HashSet<string>(wishes.Adopted.Select(RequestAddresses.Of), StringComparer.Ordinal);
        if (wishes.Own)
            wanted.Add(RequestAddresses.Of(_connectorId));
        if (wishes.Shared && !_isSharedOver)
            wanted.Add(RequestAddresses.Shared);
        lock (_gate)
        {
            if (_isOver)
                return;
            foreach (var name in wanted.Where(name => !_queues.ContainsKey(name)))
                _queues[name] = _make(name, name == RequestAddresses.Shared);
            foreach (var (name, queue) in _queues)
                queue.Want(wanted.Contains(name));
        }
    }

    /// <summary>Leaves the clients' queue for good, and waits until what was taken from it is answered (bounded by the endpoint's own limit).</summary>
    public async Task LeaveSharedAsync()
    {
        RequestQueue? shared;
        lock (_gate)
        {
            _isSharedOver = true;
            shared = _queues.GetValueOrDefault(RequestAddresses.Shared);
        }

        if (shared is not null)
            await shared.DisposeAsync();
    }

    /// <summary>Leaves all of them.</summary>
    public async ValueTask DisposeAsync()
    {
        List<RequestQueue> queues;
        lock (_gate)
        {
            _isOver = true;
            queues = [.. _queues.Values];
        }

        await Task.WhenAll(queues.Select(queue => queue.DisposeAsync().AsTask()));
    }
}
