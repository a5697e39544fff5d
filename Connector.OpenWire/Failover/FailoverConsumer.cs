using Connector.OpenWire.Wire;
using Microsoft.Extensions.Logging;

namespace Connector.OpenWire.Failover;

/// <summary>
/// One subscription over all connections: each gets a consumer of the same id, and the memory here keeps their deliveries apart. A delivery knows the
/// consumer it came by, so a late acknowledgement never reaches another connection than its own.
/// </summary>
internal sealed class FailoverConsumer : IMessageConsumer
{
    private readonly FailoverCore _core;
    private readonly DeliveryHandler _handler;
    private readonly ILogger _logger;
    private readonly IAdvisoryWatch? _watch;
    private readonly Lock _gate = new();
    private readonly DeliveryMemory<Delivery> _memory;
    private readonly TaskCompletionSource<ConsumerEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    // Those that hand out nothing any more, until the broker that was left knows it.
    private readonly List<MessageConsumer> _left = [];
    private MessageConsumer? _present;
    private TaskCompletionSource? _settled;
    private Task _late = Task.CompletedTask;
    private int _isDisposed;

    internal FailoverConsumer(FailoverCore core, ConsumerId id, ConsumerOptions options, DeliveryHandler handler, ILogger logger)
        : this(core, id, options, handler, watch: null, logger)
    {
    }

    /// <summary>Of advisories, which are told to a watch and settled at once.</summary>
    internal FailoverConsumer(FailoverCore core, ConsumerId id, IAdvisoryWatch watch, ILogger logger)
        : this(core, id, watch.Options, handler: null, watch, logger)
    {
    }

    private FailoverConsumer(FailoverCore core, ConsumerId id, ConsumerOptions options, DeliveryHandler? handler, IAdvisoryWatch? watch, ILogger logger)
    {
        _watch = watch;
        _handler = handler ?? OnAdvisory;
        _core = core;
        _logger = logger;
        Id = id;
        Options = options;
        // A topic's messages do not come again, unless the subscription is durable.
        var comesAgain = options.Destination.IsQueue || options.SubscriptionName is not null;
        _memory = new DeliveryMemory<Delivery>(comesAgain ? core.Options.RememberedMessages : 0);
    }

    public ConsumerId Id { get; }

    public ConsumerOptions Options { get; }

    public Task<ConsumerEnd> Ended => _ended.Task;

    internal bool HasEnded => _ended.Task.IsCompleted;

    /// <summary>Whether it is moved without being drained: answers may come into a temporary queue as long as that lives.</summary>
    internal bool IsTemporary => Options.Destination.IsTemporary;

    public ValueTask AcknowledgeAsync(Delivery delivery, CancellationToken cancellationToken = default) =>
        Settle(delivery, remember: true, out var latest) ? TellAsync(latest!.Consumer!.AcknowledgeAsync, latest, cancellationToken) : default;

    public async ValueTask AcknowledgeUpToAsync(Delivery delivery, CancellationToken cancellationToken = default)
    {
        Check(delivery);
        List<Delivery> settled;
        bool anyRepeated;
        lock (_gate)
        {
            settled = _memory.SettleUpTo(KeyOf(delivery), out anyRepeated);
            SignalSettled();
        }

        if (settled.Count == 0)
            return;
        if (!anyRepeated && settled.TrueForAll(one => one.Consumer == delivery.Consumer))
        {
            await TellAsync(delivery.Consumer!.AcknowledgeUpToAsync, delivery, cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (var one in settled)
            await TellAsync(one.Consumer!.AcknowledgeAsync, one, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask WidenWindowAsync(Delivery delivery, CancellationToken cancellationToken = default)
    {
        Check(delivery);
        return TellAsync(delivery.Consumer!.WidenWindowAsync, delivery, cancellationToken);
    }

    public ValueTask RejectAsync(Delivery delivery, string reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reason);
        // Not remembered: an operator may put the message back from the dead-letter queue, under its old id.
        return Settle(delivery, remember: false, out var latest)
            ? TellAsync((one, cancellation) => one.Consumer!.RejectAsync(one, reason, cancellation), latest!, cancellationToken)
            : default;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        EndBecause(ConsumerEnd.Disposed);
        MessageConsumer? present;
        lock (_gate)
            present = _present;
        if (present is not null)
            await present.DisposeAsync().ConfigureAwait(false);
        await _late.ConfigureAwait(false);
    }

    /// <summary>Subscribes on a connection. Deliveries may come before it completes.</summary>
    /// <exception cref="BrokerRefusedException">The broker does not take the consumer.</exception>
    /// <exception cref="ConnectionEndedException">The connection has ended.</exception>
    internal async Task AttachAsync(OpenWireConnection connection, CancellationToken cancellationToken)
    {
        var consumer = new MessageConsumer(connection, Id, Options, OnDelivery, _logger, OnEnded);
        await connection.AddConsumerAsync(consumer, cancellationToken).ConfigureAwait(false);
        lock (_gate)
            _present = consumer;
        _watch?.Confirmed(consumer, connection.Broker);
        if (consumer.Ended.IsCompleted)
            OnEnded(consumer, await consumer.Ended.ConfigureAwait(false));
        // Disposed while it was being restored: the broker must not keep what nobody listens to.
        if (HasEnded)
            await consumer.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Takes nothing more from a connection that is about to be left: the broker is asked for no more, and what is in hand is waited for. What arrives
    /// afterwards is not handed out; it goes back to the broker when the consumer is removed there.
    /// </summary>
    /// <returns>The consumer there; whether nothing of it is in hand.</returns>
    internal async Task<LeftConsumer?> DrainAsync(OpenWireConnection connection, CancellationToken limit)
    {
        MessageConsumer? present;
        lock (_gate)
            present = _present;
        if (present is null)
            return null;
        try
        {
            await connection.RequestAsync(new ConsumerControl(Id, Options.Destination) { Prefetch = 0 }, limit).ConfigureAwait(false);
            await SettledAsync(present, limit).ConfigureAwait(false);
            return new LeftConsumer(this, present, IsDrained: true);
        }
        catch (OperationCanceledException)
        {
            // What is in hand is settled there later, and what still arrives handed out.
            return new LeftConsumer(this, present, IsDrained: false);
        }
        catch (OpenWireException)
        {
            Leave(present);
            return new LeftConsumer(this, present, IsDrained: true);
        }
    }

    /// <summary>Waits until nothing is in hand that came last by that consumer; then it hands out nothing any more.</summary>
    internal async Task SettledAsync(MessageConsumer consumer, CancellationToken limit)
    {
        while (true)
        {
            Task settled;
            lock (_gate)
            {
                if (HasEnded || !_memory.HoldsAny(delivery => delivery.Consumer == consumer))
                {
                    _left.Add(consumer);
                    return;
                }

                _settled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                settled = _settled.Task;
            }

            await settled.WaitAsync(limit).ConfigureAwait(false);
        }
    }

    /// <summary>Removes a consumer at the connection left; its acknowledgements have gone before. What is in hand is delivered again.</summary>
    internal async Task RemoveAsync(MessageConsumer left)
    {
        Leave(left);
        await left.DisposeAsync().ConfigureAwait(false);
        lock (_gate)
            _left.RemoveAll(consumer => consumer == left);
    }

    internal void EndBecause(ConsumerEnd end)
    {
        if (!_ended.TrySetResult(end))
            return;
        _core.Forget(this);
        lock (_gate)
            SignalSettled();
    }

    private static DeliveryKey KeyOf(Delivery delivery) => new(delivery.MessageId, delivery.Destination.Name);

    private void Leave(MessageConsumer consumer)
    {
        lock (_gate)
            _left.Add(consumer);
    }

    private void OnDelivery(Delivery delivery)
    {
        if (Options.Browser)
        {
            _handler(delivery);
            return;
        }

        var key = KeyOf(delivery);
        Arrival arrival;
        lock (_gate)
        {
            if (HasEnded || _left.Contains(delivery.Consumer!))
            {
                delivery.Dispose();
                return;
            }

            arrival = _memory.Arrive(key, delivery);
        }

        switch (arrival)
        {
            case Arrival.New:
                HandOut(key, delivery);
                break;
            case Arrival.Settled:
                _core.CountDuplicate();
                AcknowledgeOnReader(delivery);
                delivery.Dispose();
                break;
            default:
                // Settled together with the first one, which is still being handled.
                _core.CountDuplicate();
                delivery.Dispose();
                break;
        }
    }

    private void HandOut(DeliveryKey key, Delivery delivery)
    {
        try
        {
            _handler(delivery);
        }
        catch
        {
            lock (_gate)
            {
                _memory.Forget(key);
                SignalSettled();
            }

            throw;
        }
    }

    private void OnAdvisory(Delivery advisory)
    {
        _watch!.Take(advisory);
        if (Settle(advisory, remember: false, out var latest))
            AcknowledgeOnReader(latest!);
        advisory.Dispose();
    }

    // The reader must not wait; where the writer is full, the rest is done by a task that the disposal waits for.
    private void AcknowledgeOnReader(Delivery delivery)
    {
        var acknowledging = TellAsync(delivery.Consumer!.AcknowledgeAsync, delivery, CancellationToken.None);
        if (!acknowledging.IsCompletedSuccessfully)
            _late = Task.WhenAll(_late, acknowledging.AsTask());
    }

    private void OnEnded(MessageConsumer consumer, ConsumerEnd end)
    {
        lock (_gate)
        {
            if (consumer != _present)
                return;
        }

        _watch?.Lost(consumer);
        if (end != ConsumerEnd.ConnectionEnded || Options.Browser)
            EndBecause(end);
    }

    private void Check(Delivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        if (delivery.Consumer?.Id != Id)
            throw new ArgumentException($"Message {delivery.MessageId} was delivered to another consumer than {Id}.", nameof(delivery));
    }

    private bool Settle(Delivery delivery, bool remember, out Delivery? latest)
    {
        Check(delivery);
        latest = null;
        if (Options.Browser)
            return false;
        lock (_gate)
        {
            if (!_memory.TrySettle(KeyOf(delivery), remember, out latest))
                return false;
            SignalSettled();
            return true;
        }
    }

    private void SignalSettled()
    {
        _settled?.TrySetResult();
        _settled = null;
    }

    private ValueTask TellAsync(Func<Delivery, CancellationToken, ValueTask> tell, Delivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            var telling = tell(delivery, cancellationToken);
            return telling.IsCompletedSuccessfully ? default : AwaitAsync(telling);
        }
        catch (ConnectionEndedException)
        {
            _core.CountStaleAcknowledgement();
            return default;
        }
    }

    private async ValueTask AwaitAsync(ValueTask telling)
    {
        try
        {
            await telling.ConfigureAwait(false);
        }
        catch (ConnectionEndedException)
        {
            _core.CountStaleAcknowledgement();
        }
    }
}
