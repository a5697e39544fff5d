using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using Connector.OpenWire.Link;
using Connector.OpenWire.Wire;
using Microsoft.Extensions.Logging;

namespace Connector.OpenWire;

/// <summary>A signed-in connection: what sessions, consumers and producers have in common.</summary>
internal sealed class OpenWireConnection : IOpenWireConnection, ILinkReceiver
{
    private readonly OpenWireOptions _options;
    private readonly ILogger _logger;
    private readonly OpenWireLink _link;
    private readonly FramePool _frames;
    private readonly WireObjectCache _cache = new();
    private readonly ConcurrentDictionary<long, MessageConsumer> _consumers = new();
    private readonly TaskCompletionSource<WireFormatInfo> _wireFormat = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<BrokerInfo> _brokerInfo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _closeGate = new();
    private readonly Action<ConnectionControl>? _controlled;
    private Task? _close;
    private long _lastSession;
    private long _lastConsumer;
    private long _lastTemporary;
    private long _messagesSent;
    private long _messagesReceived;
    private long _discarded;
    private long _ignored;
    private long _handlerFailures;

    /// <summary>A connection over an open stream.</summary>
    /// <param name="stream">The stream; the connection disposes it.</param>
    /// <param name="options">How it is kept.</param>
    /// <param name="connectionId">Its id.</param>
    /// <param name="frames">Where the memory of received frames comes from.</param>
    /// <param name="logger">Where it logs.</param>
    /// <param name="controlled">Gets what the broker says about its cluster, on the reader; null ignores that.</param>
    internal OpenWireConnection(
        Stream stream, OpenWireOptions options, string connectionId, FramePool frames, ILogger logger, Action<ConnectionControl>? controlled = null)
    {
        _frames = frames;
        _controlled = controlled;
        _options = options;
        _logger = logger;
        ConnectionId = connectionId;
        BrokerDescription = new BrokerDescription("", "", "", "", "", WireFormat.SupportedVersion);
        _link = new OpenWireLink(stream, options, this);
    }

    public string ConnectionId { get; }

    public BrokerAddress Broker => _options.Broker;

    public BrokerDescription BrokerDescription { get; private set; }

    public Task<ConnectionEnd> Ended => _link.Ended;

    public ConnectionStatistics Statistics => new()
    {
        MessagesSent = Volatile.Read(ref _messagesSent),
        MessagesReceived = Volatile.Read(ref _messagesReceived),
        BytesSent = _link.Writer.BytesSent,
        BytesReceived = _link.BytesReceived,
        RequestsInFlight = _link.Requests.Count,
        DeliveriesDiscarded = Volatile.Read(ref _discarded),
        CommandsIgnored = Volatile.Read(ref _ignored),
        HandlerFailures = Volatile.Read(ref _handlerFailures),
    };

    internal FrameWriter Writer => _link.Writer;

    internal PendingRequests Requests => _link.Requests;

    internal TimeProvider Time => _options.TimeProvider;

    internal bool HasEnded => _link.HasEnded;

    public async Task<IOpenWireSession> OpenSessionAsync(CancellationToken cancellationToken = default)
    {
        var id = new SessionId(ConnectionId, Interlocked.Increment(ref _lastSession));
        await RequestAsync(new SessionInfo(id), cancellationToken).ConfigureAwait(false);
        return new OpenWireSession(this, id, _logger);
    }

    public Task<Destination> CreateTemporaryQueueAsync(CancellationToken cancellationToken = default) =>
        CreateTemporaryAsync(DestinationKind.TemporaryQueue, cancellationToken);

    public Task<Destination> CreateTemporaryTopicAsync(CancellationToken cancellationToken = default) =>
        CreateTemporaryAsync(DestinationKind.TemporaryTopic, cancellationToken);

    public Task RemoveDestinationAsync(Destination destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return RequestAsync(new DestinationInfo(ConnectionId, destination, DestinationOperation.Remove), cancellationToken).AsTask();
    }

    public Task UnsubscribeAsync(string subscriptionName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subscriptionName);
        return RequestAsync(new RemoveSubscriptionInfo(ConnectionId, subscriptionName, _options.ClientId ?? ConnectionId), cancellationToken).AsTask();
    }

    public Task CloseAsync(CancellationToken cancellationToken = default)
    {
        lock (_closeGate)
            return _close ??= CloseOnceAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync() => await CloseAsync().ConfigureAwait(false);

    /// <summary>Negotiates and signs in. On failure the connection is to be disposed.</summary>
    /// <param name="isReconnect">Whether the connection's id was signed in before: the broker then looks up what its producers have stored last.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task SignInAsync(bool isReconnect, CancellationToken cancellationToken)
    {
        _link.Start();
        await _link.SendAsync(WireFormat.Offer(_options), cancellationToken).ConfigureAwait(false);
        var format = WireFormat.Agree(await OrEnded(_wireFormat.Task, cancellationToken).ConfigureAwait(false), _options);
        _link.Apply(format);
        if (_options.FaultTolerant)
            await _link.SendAsync(new ConnectionControl { FaultTolerant = true }, cancellationToken).ConfigureAwait(false);
        await RequestAsync(
            new ConnectionInfo(ConnectionId, _options.ClientId ?? ConnectionId, _options.User, _options.Password)
            {
                Manageable = _options.FaultTolerant,
                FaultTolerant = _options.FaultTolerant,
                FailoverReconnect = isReconnect,
            },
            cancellationToken).ConfigureAwait(false);
        var broker = await OrEnded(_brokerInfo.Task, cancellationToken).ConfigureAwait(false);
        BrokerDescription = new BrokerDescription(
            broker.Name ?? "", broker.Id ?? "", broker.Url ?? "", format.Product, format.ProductVersion, format.Version);
        _logger.Connected(Broker, format.Product, format.ProductVersion, ConnectionId);
    }

    internal ValueTask RequestAsync(Command command, CancellationToken cancellationToken) => _link.RequestAsync(command, cancellationToken);

    /// <summary>Removes something at the broker. Never throws for a broker that refuses or is gone: it has removed it then.</summary>
    internal async ValueTask RemoveAsync(RemoveInfo removal, string what)
    {
        if (HasEnded)
            return;
        using var limit = new CancellationTokenSource(_options.CloseTimeout, Time);
        try
        {
            await RequestAsync(removal, limit.Token).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is OpenWireException or OperationCanceledException)
        {
            _logger.RemoveFailed(what, cause);
        }
    }

    internal async Task AddConsumerAsync(MessageConsumer consumer, CancellationToken cancellationToken)
    {
        _consumers[consumer.Id.Value] = consumer;
        try
        {
            await RequestAsync(consumer.ToInfo(_options.ClientId), cancellationToken).ConfigureAwait(false);
        }
        catch (BrokerRefusedException)
        {
            _consumers.TryRemove(consumer.Id.Value, out _);
            consumer.EndBecause(ConsumerEnd.ClosedByBroker);
            throw;
        }
        catch
        {
            // The broker may have it or not: take it away.
            await consumer.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        if (HasEnded)
            consumer.EndBecause(ConsumerEnd.ConnectionEnded);
    }

    internal async ValueTask RemoveConsumerAsync(MessageConsumer consumer)
    {
        if (!_consumers.TryRemove(consumer.Id.Value, out _) || HasEnded)
            return;
        using var limit = new CancellationTokenSource(_options.CloseTimeout, Time);
        try
        {
            await consumer.FlushAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is OpenWireException or OperationCanceledException)
        {
            _logger.RemoveFailed("acknowledgements", cause);
        }

        await RemoveAsync(consumer.Removal(), "a consumer").ConfigureAwait(false);
    }

    internal int NextCommandId() => _link.Requests.NextCommandId();

    internal long NextConsumerNumber() => Interlocked.Increment(ref _lastConsumer);

    internal void CountSent() => Interlocked.Increment(ref _messagesSent);

    internal void CountHandlerFailure() => Interlocked.Increment(ref _handlerFailures);

    void ILinkReceiver.OnDispatch(in ReadOnlySequence<byte> frame)
    {
        var length = (int)frame.Length;
        var owned = _frames.Rent(length);
        frame.CopyTo(owned);
        WireDispatch dispatch;
        WireMessage message;
        try
        {
            var reader = new WireReader(owned.AsSpan(0, length), _cache.Strings);
            reader.ReadByte();
            dispatch = MessageCodec.ReadDispatch(owned.AsMemory(0, length), ref reader, _cache, out message);
        }
        catch
        {
            _frames.Return(owned);
            throw;
        }

        var consumer = dispatch.ConsumerId is { } id && _consumers.TryGetValue(id.Value, out var found) ? found : null;
        if (!dispatch.HasMessage)
        {
            _frames.Return(owned);
            if (consumer is { Options.Browser: true })
                consumer.EndBecause(ConsumerEnd.BrowseComplete);
            return;
        }

        Interlocked.Increment(ref _messagesReceived);
        var delivery = new Delivery(owned, in message, in dispatch, _link.MaxFrameBytes, _frames);
        if (consumer?.Deliver(delivery) == true)
            return;
        Interlocked.Increment(ref _discarded);
        delivery.Dispose();
    }

    void ILinkReceiver.OnCommand(Command command)
    {
        switch (command)
        {
            case WireFormatInfo info:
                _wireFormat.TrySetResult(info);
                break;
            case BrokerInfo info:
                _brokerInfo.TrySetResult(info);
                break;
            case ConnectionControl { Close: true }:
                _link.Break(ConnectionEndReason.ClosedByBroker, $"{Broker} asked this client to close the connection.");
                break;
            case ConnectionControl control when _controlled is not null:
                _controlled(control);
                break;
            case ConsumerControl { Close: true, ConsumerId: { } id } when _consumers.TryRemove(id.Value, out var consumer):
                consumer.EndBecause(ConsumerEnd.ClosedByBroker);
                break;
            default:
                Interlocked.Increment(ref _ignored);
                _logger.CommandIgnored(WireType.NameOf(command.Type), Broker);
                break;
        }
    }

    void ILinkReceiver.OnEnded(ConnectionEnd end)
    {
        _logger.Ended(ConnectionId, end.Reason, end.Message, end.Cause);
        foreach (var consumer in _consumers.Values)
            consumer.EndBecause(ConsumerEnd.ConnectionEnded);
        _consumers.Clear();
    }

    private async Task<Destination> CreateTemporaryAsync(DestinationKind kind, CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{ConnectionId}:{Interlocked.Increment(ref _lastTemporary)}");
        var destination = Destination.FromWire(kind, name);
        await RequestAsync(new DestinationInfo(ConnectionId, destination, DestinationOperation.Add), cancellationToken).ConfigureAwait(false);
        return destination;
    }

    private async Task<T> OrEnded<T>(Task<T> task, CancellationToken cancellationToken)
    {
        await Task.WhenAny(task, _link.Ended).WaitAsync(cancellationToken).ConfigureAwait(false);
        return task.IsCompleted
            ? await task.ConfigureAwait(false)
            : throw new ConnectionEndedException(await _link.Ended.ConfigureAwait(false));
    }

    private async Task CloseOnceAsync(CancellationToken cancellationToken)
    {
        // Leave the lock of the caller.
        await Task.Yield();
        _link.BeginClose();
        using var timeout = new CancellationTokenSource(_options.CloseTimeout, Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            if (!HasEnded && _brokerInfo.Task.IsCompleted)
            {
                foreach (var consumer in _consumers.Values)
                {
                    await consumer.FlushAsync(limit.Token).ConfigureAwait(false);
                    await _link.SendAsync(consumer.Removal(), limit.Token).ConfigureAwait(false);
                }

                await RequestAsync(new RemoveInfo(new ConnectionId(ConnectionId)), limit.Token).ConfigureAwait(false);
                await _link.SendAsync(new ShutdownInfo(), limit.Token).ConfigureAwait(false);
                await Writer.WaitUntilIdleAsync().WaitAsync(limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception cause) when (cause is OpenWireException or OperationCanceledException)
        {
            _logger.CloseIncomplete(ConnectionId, cause);
        }

        await _link.DisposeAsync().ConfigureAwait(false);
    }
}
