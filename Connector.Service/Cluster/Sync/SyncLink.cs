using System.Threading.Channels;
using Connector.OpenWire;
using Connector.Service.Cluster.Witnesses;

namespace Connector.Service.Cluster.Sync;

/// <summary>A message of the connectors' topic, as a link brings it. Its body is borrowed until the call that gets it is over.</summary>
/// <param name="Broker">This connector's name of the broker.</param>
/// <param name="IsDirect">Whether the sender sent it to this broker; else it came over the bridge.</param>
/// <param name="Delivery">The message.</param>
internal readonly record struct SyncArrival(string Broker, bool IsDirect, Delivery Delivery);

/// <summary>
/// The connectors' topic on one broker: a connection of its own, which is not a failover connection, because what it proves it proves of this broker. It is made
/// again for as long as the connector runs. Nothing here waits for a broker but its own loop: what cannot go out is dropped, and the ownership core asks for
/// what was missed.
/// </summary>
internal sealed partial class SyncLink : IAsyncDisposable
{
    private const int MostWaiting = 4096;
    private const int Prefetch = 1000;

    // Two heartbeats and a half.
    private const int PausesOfAnEcho = 5;

    private readonly SyncLinkOptions _options;
    private readonly IOpenWireConnector _connector;
    private readonly ISyncSink _sink;
    private readonly LinkSights _sights;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<SyncFrame> _outgoing = Channel.CreateBounded<SyncFrame>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private Task _running = Task.CompletedTask;
    private string _brokerId = "";
    private long _echoedAt;
    private bool _isUp;
    private bool _outageIsSaid;

    /// <summary>Makes a link that does nothing yet.</summary>
    public SyncLink(SyncLinkOptions options, IOpenWireConnector connector, ISyncSink sink, LinkSights sights, TimeProvider time, ILogger logger)
    {
        _options = options;
        _connector = connector;
        _sink = sink;
        _sights = sights;
        _time = time;
        _logger = logger;
    }

    /// <summary>This connector's name of the broker.</summary>
    public string Broker => _options.Name;

    /// <summary>Whether messages go out and come in.</summary>
    public bool IsUp => Volatile.Read(ref _isUp);

    /// <summary>The broker's own id; empty before the first connection.</summary>
    public string BrokerId => Volatile.Read(ref _brokerId);

    /// <summary>Whether this connector's own heartbeat came back a moment ago: what is sent arrives there.</summary>
    public bool IsProven => IsUp && Volatile.Read(ref _echoedAt) is var at and not 0 && _time.GetElapsedTime(at) < _options.Pause * PausesOfAnEcho;

    /// <summary>Begins to connect.</summary>
    public void Start() => _running = RunAsync();

    /// <summary>Hands a message over, in order; without effect while there is no connection.</summary>
    public void Send(SyncFrame frame)
    {
        if (IsUp)
            _outgoing.Writer.TryWrite(frame);
    }

    /// <summary>Lets what waits go out, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _outgoing.Writer.TryComplete();
        if (IsUp)
            await _running.WaitAsync(_options.GoodbyeLimit, _time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!_stopping.IsCancellationRequested)
        {
            var stood = TimeSpan.Zero;
            try
            {
                await using var connection = await _connector.ConnectAsync(_options.OpenWire, _stopping.Token);
                var begun = _time.GetTimestamp();
                await UseAsync(connection);
                stood = _time.GetElapsedTime(begun);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                break;
            }
            catch (OpenWireException exception)
            {
                Failed(exception.Message);
            }
            catch (Exception exception)
            {
                // Without this link the connector would have to believe that the broker is silent.
                Failed(exception.ToString());
            }

            if (_outgoing.Reader.Completion.IsCompleted)
                break;
            // One that stood is made again at once: whoever does not come back soon counts as gone (LinkSights).
            if (stood < _options.Pause)
                await Task.Delay(_options.Pause, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task UseAsync(IOpenWireConnection connection)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        _brokerId = connection.BrokerDescription.Id;
        await using var session = await connection.OpenSessionAsync(ending.Token);
        // Bounded by the prefetch.
        var deliveries = Channel.CreateUnbounded<Delivery>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        var advisories = Channel.CreateUnbounded<Delivery>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        await using var watch = await WatchAsync(session, connection.ConnectionId, advisories.Writer, ending.Token);
        await using var consumer = await session.SubscribeAsync(
            new ConsumerOptions
            {
                Destination = Destination.Topic(SyncWire.Topic),
                PrefetchSize = Prefetch,
                Selector = SyncWire.WhatConcerns(_options.ConnectorId, _options.Run),
            },
            delivery =>
            {
                SeeSender(delivery);
                deliveries.Writer.TryWrite(delivery);
            },
            ending.Token);
        await using var producer = await session.CreateProducerAsync(Destination.Topic(SyncWire.Topic), ending.Token);
        while (_outgoing.Reader.TryRead(out _))
        {
            // Said to nobody: what waited when the connection before ended.
        }

        Volatile.Write(ref _echoedAt, 0);
        Volatile.Write(ref _isUp, true);
        Up(connection.BrokerDescription.Name);
        var reading = ReadAsync(consumer, deliveries.Reader, ending.Token);
        var writing = WriteAsync(producer, ending.Token);
        var watching = watch is null ? Task.CompletedTask : AcknowledgeAsync(watch, advisories.Reader, ending.Token);
        await ((Task)Task.WhenAny(connection.Ended, consumer.Ended, reading, writing)).WaitAsync(ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Volatile.Write(ref _isUp, false);
        _sights.Lost(Broker);
        await _sink.LostAsync(Broker);
        await ending.CancelAsync();
        await Task.WhenAll(reading, writing, watching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_stopping.IsCancellationRequested || _outgoing.Reader.Completion.IsCompleted)
            return;
        Failed(connection.Ended.IsCompletedSuccessfully
            ? (await connection.Ended).Message
            : (reading.Exception ?? writing.Exception)?.InnerException?.Message ?? "The broker closed the consumer.");
    }

    /// <summary>Has the broker tell whose links stand and end there; null: it does not tell.</summary>
    private async Task<IMessageConsumer?> WatchAsync(
        IOpenWireSession session, string ownConnection, ChannelWriter<Delivery> advisories, CancellationToken cancellationToken)
    {
        _sights.Lost(Broker);
        try
        {
            return await session.SubscribeAsync(
                ConsumerAdvisory.Of(SyncWire.Topic),
                delivery =>
                {
                    See(ownConnection, ConsumerAdvisory.Read(delivery));
                    advisories.TryWrite(delivery);
                },
                cancellationToken);
        }
        catch (BrokerRefusedException refused)
        {
            LinksAreNotSeen(Broker, refused.Message);
            return null;
        }
    }

    // On the connection's reader, as what the senders are known by: in the broker's order.
    private void See(string ownConnection, ConsumerAdvisory? advisory)
    {
        if (advisory is null || advisory.Consumer.ConnectionId == ownConnection)
            return;
        if (!advisory.Came)
            _sights.Left(Broker, advisory.Consumer.ConnectionId, Now);
        else if (!advisory.IsBridge)
            _sights.Came(Broker, advisory.Consumer.ConnectionId, Now);
    }

    private void SeeSender(Delivery delivery)
    {
        if (!IsDirect(delivery) || delivery.Properties.GetValueOrDefault(SyncWire.Connector) is not string sender)
            return;
        if (sender == _options.ConnectorId)
            Volatile.Write(ref _echoedAt, _time.GetTimestamp());
        else if (delivery.MessageId.Producer is { } producer)
            _sights.Heard(Broker, sender, producer.ConnectionId);
    }

    private static async Task AcknowledgeAsync(IMessageConsumer watch, ChannelReader<Delivery> advisories, CancellationToken cancellationToken)
    {
        await foreach (var advisory in advisories.ReadAllAsync(cancellationToken))
        {
            await watch.AcknowledgeAsync(advisory, cancellationToken);
            advisory.Dispose();
        }
    }

    private TimeSpan Now => _time.GetElapsedTime(0, _time.GetTimestamp());

    private async Task ReadAsync(IMessageConsumer consumer, ChannelReader<Delivery> deliveries, CancellationToken cancellationToken)
    {
        while (await deliveries.WaitToReadAsync(cancellationToken))
        {
            Delivery? last = null;
            while (deliveries.TryRead(out var delivery))
            {
                last?.Dispose();
                last = delivery;
                await _sink.ReceivedAsync(new SyncArrival(Broker, IsDirect(delivery), delivery), cancellationToken);
            }

            await consumer.AcknowledgeUpToAsync(last!, cancellationToken);
            last!.Dispose();
        }
    }

    private bool IsDirect(Delivery delivery)
    {
        try
        {
            return delivery.Properties.GetValueOrDefault(SyncWire.Broker) as string == _brokerId;
        }
        catch (MalformedMessageException)
        {
            return false;
        }
    }

    private async Task WriteAsync(IMessageProducer producer, CancellationToken cancellationToken)
    {
        await foreach (var frame in _outgoing.Reader.ReadAllAsync(cancellationToken))
        {
            var properties = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [SyncWire.Connector] = _options.ConnectorId,
                [SyncWire.Run] = _options.Run,
                [SyncWire.Number] = frame.Number,
                [SyncWire.Broker] = _brokerId,
            };
            if (frame.To.Length > 0)
                properties[SyncWire.To] = frame.To;
            if (frame.IsPacked)
                properties[SyncWire.Packed] = true;
            // No time to live: brokers compare it with their own clocks, and a host whose clock has jumped would fall silent.
            await producer.SendAsync(
                new OutgoingMessage
                {
                    Body = frame.Body,
                    Type = frame.Type,
                    Properties = properties,
                    Persistent = false,
                    BrokerPath = frame.SentTo.Count > 1 ? [.. frame.SentTo.Where(broker => broker != _brokerId)] : null,
                },
                cancellationToken);
        }
    }

    private void Up(string brokerName)
    {
        LinkIsUp(Broker, brokerName);
        _outageIsSaid = false;
    }

    private void Failed(string reason)
    {
        if (_outageIsSaid)
            LinkIsStillDown(Broker, reason);
        else
            LinkIsDown(Broker, reason);
        _outageIsSaid = true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Heartbeats go over broker {Broker} ({Name}).")]
    private partial void LinkIsUp(string broker, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No heartbeats over broker {Broker}: {Reason} Trying again until it is there.")]
    private partial void LinkIsDown(string broker, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Broker {Broker} does not tell whose links stand there: {Reason} A connector that ends is noticed later.")]
    private partial void LinksAreNotSeen(string broker, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Still no heartbeats over broker {Broker}: {Reason}")]
    private partial void LinkIsStillDown(string broker, string reason);
}
