using Connector.OpenWire.Link;
using Connector.OpenWire.Wire;
using Microsoft.Extensions.Logging;

namespace Connector.OpenWire;

/// <summary>One subscription of a session.</summary>
internal sealed class MessageConsumer : IMessageConsumer
{
    // Acknowledgements of a queue's messages that come closer together than this leave together. What is lost with the connection in the meantime is delivered
    // again, as it is when they are lost on their way.
    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(2);

    // Of the prefetch, so much may wait: the rest keeps the broker busy.
    private const int GatherPart = 4;
    private const int GatherMost = 64;

    private readonly OpenWireConnection _connection;
    private readonly DeliveryHandler _handler;
    private readonly ILogger _logger;
    private readonly Action<MessageConsumer, ConsumerEnd>? _onEnded;
    private readonly Lock _gate = new();
    private readonly AckWindow _window = new();
    private readonly AckGatherer? _gatherer;
    private readonly TaskCompletionSource<ConsumerEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _gatherTimer;
    private bool _isTimerSet;
    private long _lastAck;
    private long _deliveries;
    private bool _isEnded;

    internal MessageConsumer(
        OpenWireConnection connection,
        ConsumerId id,
        ConsumerOptions options,
        DeliveryHandler handler,
        ILogger logger,
        Action<MessageConsumer, ConsumerEnd>? onEnded = null)
    {
        _onEnded = onEnded;
        _connection = connection;
        _handler = handler;
        _logger = logger;
        Id = id;
        Options = options;
        var most = Math.Min(options.PrefetchSize / GatherPart, GatherMost);
        // A topic's acknowledgements free the broker's buffers and wake no queue.
        _gatherer = most > 1 && options.Destination.IsQueue && !options.Browser ? new AckGatherer(_window, most) : null;
    }

    public ConsumerId Id { get; }

    public ConsumerOptions Options { get; }

    public Task<ConsumerEnd> Ended => _ended.Task;

    public ValueTask AcknowledgeAsync(Delivery delivery, CancellationToken cancellationToken = default)
    {
        Check(delivery);
        if (!delivery.TrySettle())
            return default;
        return _gatherer is null ? AckAsync(AckType.Individual, delivery, null, cancellationToken) : GatherAsync(_gatherer, delivery, cancellationToken);
    }

    public ValueTask AcknowledgeUpToAsync(Delivery delivery, CancellationToken cancellationToken = default)
    {
        Check(delivery);
        return delivery.TrySettle() ? AckAsync(AckType.Standard, delivery, null, cancellationToken) : default;
    }

    public ValueTask WidenWindowAsync(Delivery delivery, CancellationToken cancellationToken = default)
    {
        Check(delivery);
        return AckAsync(AckType.Delivered, delivery, null, cancellationToken);
    }

    public ValueTask RejectAsync(Delivery delivery, string reason, CancellationToken cancellationToken = default)
    {
        Check(delivery);
        ArgumentNullException.ThrowIfNull(reason);
        // The class is one that every Java broker can name; only the words are shown.
        return delivery.TrySettle()
            ? AckAsync(AckType.Poison, delivery, new BrokerException("javax.jms.JMSException", reason), cancellationToken)
            : default;
    }

    public async ValueTask DisposeAsync()
    {
        if (!End(ConsumerEnd.Disposed))
            return;
        await _connection.RemoveConsumerAsync(this).ConfigureAwait(false);
        _ended.TrySetResult(ConsumerEnd.Disposed);
    }

    /// <summary>Called on the reader; hands a delivery to the handler.</summary>
    /// <returns>Whether the consumer took it.</returns>
    internal bool Deliver(Delivery delivery)
    {
        lock (_gate)
        {
            if (_isEnded)
                return false;
            delivery.Consumer = this;
            delivery.Sequence = ++_deliveries;
            _window.Deliver(delivery.Sequence, delivery.WireId.BrokerSequenceId);
        }

        try
        {
            _handler(delivery);
        }
        catch (Exception cause)
        {
            _connection.CountHandlerFailure();
            _logger.HandlerFailed(Id, Options.Destination.ToString(), delivery.MessageId.ToString(), cause);
        }

        // A browser takes nothing; its acknowledgements only let the broker show more. One that finds the writer full is made up for by the next.
        if (Options.Browser && delivery.TrySettle())
            TryAck(AckType.Standard, delivery, null);
        return true;
    }

    /// <summary>Ends it without telling the broker, which knows or is gone.</summary>
    internal void EndBecause(ConsumerEnd reason)
    {
        if (!End(reason))
            return;
        _ended.TrySetResult(reason);
        _onEnded?.Invoke(this, reason);
    }

    /// <summary>Writes the acknowledgements that wait to be joined. Without effect on a connection that has ended.</summary>
    internal async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        while (!TryFlush())
            await _connection.Writer.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is sent to the broker to end the subscription; <see cref="FlushAsync"/> comes before.</summary>
    internal RemoveInfo Removal()
    {
        lock (_gate)
            return new RemoveInfo(Id) { LastDeliveredSequenceId = _window.LastUnsettled };
    }

    internal ConsumerInfo ToInfo(string? clientId) => new(Id, Options.Destination)
    {
        Browser = Options.Browser,
        PrefetchSize = Options.PrefetchSize,
        DispatchAsync = Options.DispatchAsync,
        Selector = Options.Selector,
        ClientId = Options.SubscriptionName is null ? null : clientId,
        SubscriptionName = Options.SubscriptionName,
        NoLocal = Options.NoLocal,
        Exclusive = Options.Exclusive,
        Retroactive = Options.Retroactive,
        Priority = Options.Priority,
    };

    private bool End(ConsumerEnd reason)
    {
        lock (_gate)
        {
            if (_isEnded)
                return false;
            _isEnded = true;
        }

        _gatherTimer?.Dispose();
        if (reason == ConsumerEnd.ClosedByBroker)
            _logger.ConsumerClosedByBroker(Id, Options.Destination.ToString());
        return true;
    }

    private void Check(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        if (delivery.Consumer != this)
            throw new ArgumentException($"Message {delivery.MessageId} was delivered to another consumer than {Id}.", nameof(delivery));
    }

    private ValueTask GatherAsync(AckGatherer gatherer, Delivery delivery, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // The broker has taken back what it had dispatched.
            if (_isEnded && !_connection.HasEnded)
                return default;
            gatherer.Add(delivery);
            var isDue = gatherer.IsFull || _connection.HasEnded || _connection.Time.GetElapsedTime(_lastAck) >= GatherTime;
            if (!isDue)
            {
                SetTimer();
                return default;
            }

            if (TryWrite(gatherer))
                return default;
        }

        return FlushAsync(cancellationToken);
    }

    // Set once for all that gather until it is due: at most one call in a gathering time.
    private void SetTimer()
    {
        if (_isTimerSet)
            return;
        _isTimerSet = true;
        _gatherTimer ??= _connection.Time.CreateTimer(
            static consumer => ((MessageConsumer)consumer!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _gatherTimer.Change(GatherTime, Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            _isTimerSet = false;
            if (_gatherer is not { IsEmpty: false } gatherer || (_isEnded && !_connection.HasEnded))
                return;
            try
            {
                if (!TryWrite(gatherer))
                    SetTimer();
            }
            catch (ConnectionEndedException)
            {
                // What waited comes again over the next connection.
            }
        }
    }

    private bool TryFlush()
    {
        lock (_gate)
            return _gatherer is not { IsEmpty: false } gatherer || TryWrite(gatherer);
    }

    private bool TryWrite(AckGatherer gatherer)
    {
        try
        {
            while (!gatherer.IsEmpty)
            {
                var run = gatherer.Next();
                var ack = run.Count == 1
                    ? new Ack(this, AckType.Individual, run.First, run.Last, 1, null, _connection.NextCommandId())
                    : new Ack(this, AckType.Standard, run.First, run.Last, run.Count, null, _connection.NextCommandId());
                if (!_connection.Writer.TryWrite(in ack, EncodeAck, onThisThread: false))
                    return false;
                gatherer.Take(in run);
            }
        }
        catch (ConnectionEndedException)
        {
            gatherer.Clear();
            throw;
        }

        _lastAck = _connection.Time.GetTimestamp();
        return true;
    }

    // The count and the place on the wire must agree, so both are settled under one lock.
    private ValueTask AckAsync(AckType type, Delivery delivery, BrokerException? poisonCause, CancellationToken cancellationToken)
    {
        return TryAck(type, delivery, poisonCause) ? default : AckSlowlyAsync(type, delivery, poisonCause, cancellationToken);
    }

    private async ValueTask AckSlowlyAsync(AckType type, Delivery delivery, BrokerException? poisonCause, CancellationToken cancellationToken)
    {
        do
            await _connection.Writer.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        while (!TryAck(type, delivery, poisonCause));
    }

    private bool TryAck(AckType type, Delivery delivery, BrokerException? poisonCause)
    {
        lock (_gate)
        {
            // The broker has taken back what it had dispatched.
            if (_isEnded && !_connection.HasEnded)
                return true;
            // What was settled before is told before: a range counts what the broker still has out.
            if (_gatherer is { IsEmpty: false } gatherer && !TryWrite(gatherer))
                return false;
            var isRange = type is AckType.Standard or AckType.Delivered;
            var count = isRange ? _window.CountUpTo(delivery.Sequence) : 1;
            if (count == 0)
                return true;
            var ack = new Ack(this, type, isRange ? null : delivery, delivery, count, poisonCause, _connection.NextCommandId());
            if (!_connection.Writer.TryWrite(in ack, EncodeAck, onThisThread: false))
                return false;
            if (type == AckType.Standard)
                _window.SettleUpTo(delivery.Sequence);
            else if (type != AckType.Delivered)
                _window.Settle(delivery.Sequence);
            return true;
        }
    }

    private static readonly EncodeFrame<Ack> EncodeAck = static (buffer, ref readonly ack) => MessageCodec.WriteAck(
        buffer, ack.CommandId, ack.Type, ack.Last.DispatchDestination, ack.Consumer.Id, ack.First?.WireId, ack.Last.WireId, ack.Count, ack.PoisonCause);

    // Without a first one it begins with the oldest that is unacknowledged.
    private readonly record struct Ack(
        MessageConsumer Consumer, AckType Type, Delivery? First, Delivery Last, int Count, BrokerException? PoisonCause, int CommandId);
}
