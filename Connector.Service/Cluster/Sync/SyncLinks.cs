using Connector.Contracts.Sync;
using Connector.OpenWire;
using Connector.Sagas.Ownership;
using Connector.Service.Cluster.Witnesses;

namespace Connector.Service.Cluster.Sync;

/// <summary>The way to the other connectors.</summary>
internal interface ISyncChannel
{
    /// <summary>
    /// Sends, in order, over every broker that is connected: a heartbeat now, anything else with the next <see cref="Flush"/> or heartbeat at the latest. Returns at
    /// once.
    /// </summary>
    /// <param name="message">The message.</param>
    void Send(SyncMessage message);

    /// <summary>Says that nothing more follows at once: what was held back goes out. Returns at once.</summary>
    void Flush();
}

/// <summary>The connectors' topic on every broker of the configuration (decision 130). What is said at once goes as one message (decision 153).</summary>
internal sealed partial class SyncLinks : ISyncChannel, ISyncSink, IAsyncDisposable
{
    // What is for one peer and as large as this goes over one broker; where it is lost, it is asked for again.
    private const int OverOneBrokerFrom = 64 * 1024;

    // A link that comes back is there by then: it is made again at once.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(300);

    private readonly SyncArrivals _arrivals;
    private readonly IReadOnlyList<SyncLink> _links;
    private readonly SemaphoreSlim _order = new(1, 1);
    private readonly SyncWaiting _waiting = new();
    // Its end comes from elsewhere than what is said.
    private readonly Lock _saying = new();
    private readonly ILogger _logger;
    private Func<Fact, CancellationToken, ValueTask>? _told;
    private long _lastNumber;

    /// <summary>Makes links that do nothing yet.</summary>
    public SyncLinks(IEnumerable<SyncLinkOptions> brokers, IOpenWireConnector connector, TimeProvider time, ILogger<SyncLinks> logger)
    {
        _logger = logger;
        Sights = new LinkSights(Settle);
        _links = [.. brokers.Select(options => new SyncLink(options, connector, this, Sights, time, logger))];
        _arrivals = brokers.FirstOrDefault() is { } any ? new SyncArrivals(any.ConnectorId, any.Run) : new SyncArrivals("", "");
    }

    /// <summary>What the brokers tell of the other connectors.</summary>
    public LinkSights Sights { get; }

    /// <summary>The brokers over which heartbeats go now.</summary>
    public IReadOnlyList<string> Up => [.. Standing.Select(link => link.Broker)];

    /// <summary>The brokers over which they do not.</summary>
    public IReadOnlyList<string> Down => [.. _links.Where(link => !link.IsUp).Select(link => link.Broker)];

    /// <summary>Begins to connect.</summary>
    /// <param name="told">Gets what is heard, in order.</param>
    public void Start(Func<Fact, CancellationToken, ValueTask> told)
    {
        _told = told;
        foreach (var link in _links)
            link.Start();
    }

    /// <inheritdoc/>
    public void Send(SyncMessage message)
    {
        if (_links.Count == 0)
            return;
        lock (_saying)
        {
            var frame = SyncCodec.Encode(message, ++_lastNumber);
            if (frame.Body.Length > SyncCodec.LargestBody)
            {
                MessageTooLarge(frame.Type, frame.Body.Length);
                return;
            }

            // A heartbeat tells what was said before it, and is the proof of a moment: it waits for nothing.
            var isHeartbeat = message is ConnectorHeartbeat;
            if (isHeartbeat || !_waiting.Takes(frame))
                SendWaiting();
            if (isHeartbeat)
                Put(frame, Standing);
            else
                _waiting.Add(frame);
            if (_waiting.IsFull)
                SendWaiting();
        }
    }

    /// <inheritdoc/>
    public void Flush()
    {
        lock (_saying)
            SendWaiting();
    }

    /// <inheritdoc/>
    public async ValueTask ReceivedAsync(SyncArrival arrival, CancellationToken cancellationToken)
    {
        // One at a time over all brokers, so that a sender's messages keep their order.
        await _order.WaitAsync(cancellationToken);
        try
        {
            // Each is looked at when its turn comes: what is not reached, because this link ends, is new when the other broker brings it.
            foreach (var frame in Frames(arrival))
            {
                if (Read(arrival, frame) is { } message)
                    await _told!(new Fact.Heard(message, arrival.Broker, arrival.IsDirect), cancellationToken);
            }
        }
        finally
        {
            _order.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask LostAsync(string broker) => _told!(new Fact.BrokerLost(broker), CancellationToken.None);

    /// <summary>Lets the last words go out, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        Flush();
        await Task.WhenAll(_links.Select(link => link.DisposeAsync().AsTask()));
        _order.Dispose();
    }

    private IReadOnlyList<SyncLink> Standing => [.. _links.Where(link => link.IsUp)];

    private void SendWaiting()
    {
        if (_waiting.Take() is not { } frame)
            return;
        var over = Standing;
        if (frame.To.Length > 0 && frame.Body.Length >= OverOneBrokerFrom)
            over = [.. over.Take(1)];
        // A heartbeat that comes over the bridge proves the bridge. Of anything else it would only be the third and fourth copy; where a link does not prove
        // that what it sends arrives, the bridge is the way.
        Put(frame with { SentTo = [.. over.Where(link => link.IsProven).Select(link => link.BrokerId)] }, over);
    }

    private static void Put(SyncFrame frame, IReadOnlyList<SyncLink> over)
    {
        foreach (var link in over)
            link.Send(frame);
    }

    private IReadOnlyList<SyncFrame> Frames(SyncArrival arrival)
    {
        try
        {
            var properties = arrival.Delivery.Properties;
            var frame = new SyncFrame(
                properties.GetValueOrDefault(SyncWire.Number) is long number ? number : 0,
                arrival.Delivery.Type ?? "",
                properties.GetValueOrDefault(SyncWire.To) as string ?? "",
                arrival.Delivery.Body,
                properties.GetValueOrDefault(SyncWire.Packed) is true);
            if (frame.Type != SyncBatch.Type)
                return [frame];
            if (SyncBatch.Decode(frame.Body, frame.To) is { } together)
                return together;
            MessageSkipped(frame.Type, frame.Body.Length, arrival.Broker);
        }
        catch (MalformedMessageException malformed)
        {
            MessageSkipped(malformed.Message, 0, arrival.Broker);
        }

        return [];
    }

    private SyncMessage? Read(SyncArrival arrival, SyncFrame frame)
    {
        var properties = arrival.Delivery.Properties;
        var isNew = _arrivals.IsNew(
            properties.GetValueOrDefault(SyncWire.Connector) as string ?? "",
            properties.GetValueOrDefault(SyncWire.Run) as string ?? "",
            frame.Number,
            frame.To,
            frame.Type == nameof(ConnectorHeartbeat),
            arrival.IsDirect);
        if (!isNew)
            return null;
        var message = SyncCodec.Decode(frame.Type, frame.Body, frame.IsPacked);
        if (message is null)
            MessageSkipped(frame.Type, frame.Body.Length, arrival.Broker);
        return message;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A {Type} of {Bytes} bytes is too large to be told to the other connectors.")]
    private partial void MessageTooLarge(string type, int bytes);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A message between connectors was skipped: '{Type}', {Bytes} bytes, from broker {Broker}; a later release's, or damaged.")]
    private partial void MessageSkipped(string type, int bytes, string broker);
}
