using System.Threading.Channels;
using Connector.ActiveMqTransport.Connections;
using Connector.OpenWire;
using MassTransit;
using MassTransit.Transports;
using Microsoft.Extensions.Logging;

namespace Connector.ActiveMqTransport.Receiving;

/// <summary>The subscriptions of one endpoint, which survive the loss of a broker, and the hand-over of their deliveries to the pipeline.</summary>
internal sealed class ReceiveSession : IAsyncDisposable
{
    // After so many deliveries a message that neither its consumers nor the error queue take goes to the broker's own dead letters.
    private const int MostDeliveries = 5;

    private readonly ActiveMqReceiveEndpointContext _endpoint;
    private readonly InFlight _inFlight;
    private readonly IReceivePipeDispatcher _dispatcher;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopTaking = new();
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IMessageConsumer> _consumers = [];
    private readonly List<Task> _loops = [];
    private readonly IOpenWireSession _session;

    private ReceiveSession(
        ActiveMqReceiveEndpointContext endpoint, InFlight inFlight, IReceivePipeDispatcher dispatcher, IOpenWireSession session, ILogger logger)
    {
        _endpoint = endpoint;
        _inFlight = inFlight;
        _dispatcher = dispatcher;
        _session = session;
        _logger = logger;
    }

    /// <summary>Completes when the session should be made anew although the connection stands: with a failed delivery, or when the
    /// broker has closed a consumer (because its queue was deleted, for one).</summary>
    public Task<Exception> Failed => _failed.Task;

    /// <summary>Subscribes to all queues of the endpoint.</summary>
    public static async Task<ReceiveSession> OpenAsync(
        BrokerConnection connection,
        ActiveMqReceiveEndpointContext endpoint,
        InFlight inFlight,
        IReceivePipeDispatcher dispatcher,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var session = await connection.Connection.OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        var opened = new ReceiveSession(endpoint, inFlight, dispatcher, session, logger);
        try
        {
            var subscriptions = await endpoint.Queues.OnAsync(connection, cancellationToken).ConfigureAwait(false);
            await opened.SubscribeAsync(subscriptions, cancellationToken).ConfigureAwait(false);
            ReceiveLog.Consuming(logger, endpoint.Settings.Name, string.Join(", ", subscriptions.Select(x => x.Destination)));
            return opened;
        }
        catch
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Takes no further delivery. Those taken go on, and are acknowledged.</summary>
    public async Task StopTakingAsync()
    {
        await _stopTaking.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_loops).ConfigureAwait(false);
    }

    /// <summary>Ends the subscriptions; what is not acknowledged goes back to the broker.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopTakingAsync().ConfigureAwait(false);
        foreach (var consumer in _consumers)
            await IgnoreEndedAsync(consumer.DisposeAsync()).ConfigureAwait(false);
        await IgnoreEndedAsync(_session.DisposeAsync()).ConfigureAwait(false);
        _stopTaking.Dispose();
    }

    private static async ValueTask IgnoreEndedAsync(ValueTask disposal)
    {
        try
        {
            await disposal.ConfigureAwait(false);
        }
        catch (OpenWireException)
        {
            // With the connection gone the broker has forgotten it already.
        }
    }

    /// <summary>All at once: an endpoint has dozens of queues, and until the last is subscribed, what is published for it is lost
    /// where the broker does not know the queue (a broker that came back, for one).</summary>
    private async Task SubscribeAsync(IReadOnlyList<ConsumerOptions> subscriptions, CancellationToken cancellationToken)
    {
        var openings = subscriptions.Select(options => SubscribeAsync(options, cancellationToken)).ToList();
        await ((Task)Task.WhenAll(openings)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var opening in openings.Where(opening => opening.IsCompletedSuccessfully))
        {
            var (consumer, deliveries) = await opening.ConfigureAwait(false);
            _consumers.Add(consumer);
            _loops.Add(TakeAsync(consumer, deliveries));
            _loops.Add(WatchAsync(consumer));
        }

        await Task.WhenAll(openings).ConfigureAwait(false);
    }

    private async Task<(IMessageConsumer Consumer, ChannelReader<Delivery> Deliveries)> SubscribeAsync(
        ConsumerOptions options, CancellationToken cancellationToken)
    {
        // Bounded by the prefetch: the broker has never more than that many unacknowledged deliveries here.
        var deliveries = Channel.CreateUnbounded<Delivery>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        var consumer = await _session.SubscribeAsync(options, delivery => deliveries.Writer.TryWrite(delivery), cancellationToken)
            .ConfigureAwait(false);
        return (consumer, deliveries.Reader);
    }

    private async Task WatchAsync(IMessageConsumer consumer)
    {
        await ((Task)consumer.Ended).WaitAsync(_stopTaking.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_stopTaking.IsCancellationRequested && await consumer.Ended.ConfigureAwait(false) == ConsumerEnd.ClosedByBroker)
            _failed.TrySetResult(new ActiveMqConnectionException($"The broker closed the consumer of {consumer.Options.Destination}."));
    }

    // Deliveries of one queue start in the broker's order: each is dispatched up to its first real wait before the next is taken.
    private async Task TakeAsync(IMessageConsumer consumer, ChannelReader<Delivery> deliveries)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        LogContext.SetCurrentIfNull(_endpoint.LogContext);
        try
        {
            while (await deliveries.WaitToReadAsync(_stopTaking.Token).ConfigureAwait(false))
            {
                // A place is taken only for a delivery that is there, so that an idle queue keeps none from a busy one.
                await _inFlight.EnterAsync(_stopTaking.Token).ConfigureAwait(false);
                if (deliveries.TryRead(out var delivery))
                    _ = HandleAsync(consumer, delivery); // Its end is awaited by way of its place.
                else
                    _inFlight.Leave();
            }
        }
        catch (OperationCanceledException) when (_stopTaking.IsCancellationRequested)
        {
            // The session ends.
        }
    }

    private async Task HandleAsync(IMessageConsumer consumer, Delivery delivery)
    {
        ActiveMqReceiveContext? context = null;
        try
        {
            if (Unreadable(delivery) is { } reason)
            {
                await RejectAsync(consumer, delivery, reason).ConfigureAwait(false);
                return;
            }
            context = new ActiveMqReceiveContext(delivery, _endpoint);
            _inFlight.Add(context);
            await _dispatcher.Dispatch(context, new AcknowledgeLock(consumer, delivery, _logger)).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await NotHandledAsync(consumer, delivery, exception).ConfigureAwait(false);
        }
        finally
        {
            _inFlight.Leave(context);
            context?.Dispose();
            delivery.Dispose();
        }
    }

    private static string? Unreadable(Delivery delivery)
    {
        try
        {
            _ = delivery.Properties;
            _ = delivery.Body;
            return null;
        }
        catch (MalformedMessageException malformed)
        {
            return malformed.Message;
        }
    }

    private async Task NotHandledAsync(IMessageConsumer consumer, Delivery delivery, Exception exception)
    {
        // A stop cancels, and the end of the connection redelivers, without our doing.
        if (_stopTaking.IsCancellationRequested || consumer.Ended.IsCompleted)
            return;
        if (delivery.RedeliveryCounter + 1 >= MostDeliveries)
        {
            await RejectAsync(consumer, delivery, $"It failed {MostDeliveries} times, last with: {exception.Message}").ConfigureAwait(false);
            return;
        }
        ReceiveLog.NotHandled(_logger, exception, _endpoint.Settings.Name, delivery.MessageId.ToString());
        _failed.TrySetResult(exception);
    }

    private async Task RejectAsync(IMessageConsumer consumer, Delivery delivery, string reason)
    {
        ReceiveLog.GaveUp(_logger, _endpoint.Settings.Name, delivery.MessageId.ToString(), reason);
        try
        {
            await consumer.RejectAsync(delivery, reason, CancellationToken.None).ConfigureAwait(false);
        }
        catch (OpenWireException)
        {
            // The connection is gone; it comes again and is given up again.
        }
    }
}
