using Connector.OpenWire.Wire;
using Microsoft.Extensions.Logging;

namespace Connector.OpenWire.Failover;

/// <summary>
/// Counts the consumers of a queue. A broker tells an advisory subscription of all consumers that there are before it confirms the subscription, then of each
/// that comes or goes; so each connection begins a new list, which holds once its subscription is confirmed.
/// </summary>
internal sealed class ConsumerWatch(string queue, Action<QueueConsumers> changed, ILogger logger) : IAdvisoryWatch
{
    private const string TopicPrefix = "ActiveMQ.Advisory.Consumer.Queue.";
    private const string BridgeTopic = "ActiveMQ.Advisory.NetworkBridge";
    private const string BridgeStandsProperty = "started";

    // Generous: the broker must never hold advisories back. They are acknowledged as they come.
    private const int Prefetch = 1000;

    private readonly Lock _lock = new();
    private Told? _confirmed;
    private Told? _arriving;
    private QueueConsumers? _last;
    private bool _isOver;

    /// <summary>
    /// The subscription to make: one for both topics, so that their order is the broker's. Dispatched in order with the broker's answers, so that the confirmation comes last.
    /// </summary>
    public ConsumerOptions Options { get; } = new()
    {
        Destination = Destination.Topic($"{TopicPrefix}{queue},{BridgeTopic}"),
        PrefetchSize = Prefetch,
        DispatchAsync = false,
    };

    /// <summary>An advisory came, on the connection's reader.</summary>
    public void Take(Delivery advisory)
    {
        lock (_lock)
        {
            if (_confirmed?.By == advisory.Consumer)
            {
                Apply(_confirmed!, advisory);
                Tell();
                return;
            }

            if (_arriving?.By != advisory.Consumer)
                _arriving = new Told(advisory.Consumer!);
            Apply(_arriving!, advisory);
        }
    }

    /// <summary>The broker has confirmed a subscription: what came by it until now is all there is.</summary>
    public void Confirmed(MessageConsumer by, BrokerAddress broker)
    {
        lock (_lock)
        {
            var told = _arriving?.By == by ? _arriving : new Told(by);
            (_confirmed, _arriving) = (told, null);
            told.Broker = broker;
            Tell();
        }
    }

    /// <summary>A subscription ended with its connection.</summary>
    public void Lost(MessageConsumer by)
    {
        lock (_lock)
        {
            if (_confirmed?.By != by)
                return;
            _confirmed = null;
            Tell();
        }
    }

    /// <summary>Refuses what is not the name of one queue.</summary>
    /// <exception cref="ArgumentException">It is empty, has a comma (several queues), or the wildcards <c>*</c> or <c>></c>.</exception>
    internal static void Check(string queue)
    {
        ArgumentException.ThrowIfNullOrEmpty(queue);
        if (queue.AsSpan().ContainsAny(',', '*', '>'))
            throw new ArgumentException($"'{queue}' is not the name of one queue, whose consumers could be watched: it has a comma or a wildcard.", nameof(queue));
    }

    /// <summary>The watch as its user holds it: disposing it ends the calls, then the session.</summary>
    internal IAsyncDisposable On(IOpenWireSession session) => new Handle(this, session);

    /// <summary>Tells nothing any more.</summary>
    internal void End()
    {
        lock (_lock)
            _isOver = true;
    }

    private static void Apply(Told told, Delivery advisory)
    {
        switch (advisory.DataStructure)
        {
            case ConsumerInfo came:
                told.Consumers[came.Id] = came.NetworkSubscription;
                break;
            case RemoveInfo { ObjectId: ConsumerId gone }:
                told.Consumers.Remove(gone);
                break;
            case BrokerInfo { Id: { } other } when advisory.Properties.GetValueOrDefault(BridgeStandsProperty) is true:
                told.Bridges.Add(other);
                break;
            case BrokerInfo { Id: { } other }:
                told.Bridges.Remove(other);
                break;
        }
    }

    // Under the lock, so that the changes are told in their order.
    private void Tell()
    {
        var now = _confirmed?.ToConsumers() ?? QueueConsumers.Unknown;
        if (_isOver || now == _last)
            return;
        _last = now;
        try
        {
            changed(now);
        }
        catch (Exception cause)
        {
            // It may be the supervisor that calls, or the reader: neither may end of it.
            logger.WatcherFailed(queue, cause);
        }
    }

    private sealed class Handle(ConsumerWatch watch, IOpenWireSession session) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            watch.End();
            try
            {
                await session.DisposeAsync().ConfigureAwait(false);
            }
            catch (ConnectionEndedException)
            {
                // The subscription went with it.
            }
        }
    }

    /// <summary>What came by one subscription: the consumers, and which of them are bridges.</summary>
    private sealed class Told(MessageConsumer by)
    {
        public MessageConsumer By { get; } = by;

        public BrokerAddress? Broker { get; set; }

        public Dictionary<ConsumerId, bool> Consumers { get; } = [];

        public HashSet<string> Bridges { get; } = new(StringComparer.Ordinal);

        public QueueConsumers ToConsumers()
        {
            var behindBridges = Consumers.Values.Count(isBridge => isBridge);
            return new QueueConsumers(Broker, Consumers.Count - behindBridges, behindBridges, Bridges.Count);
        }
    }
}
