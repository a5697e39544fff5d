using Connector.OpenWire;
using MassTransit.Transports;
using Microsoft.Extensions.Logging;

namespace Connector.ActiveMqTransport.Receiving;

/// <summary>
/// Acknowledges a delivery when its pipeline has completed: after the consumer and all that it sent. One that failed as a whole
/// (its copy for the error queue could not be sent) stays unacknowledged and comes again.
/// </summary>
internal sealed class AcknowledgeLock(IMessageConsumer consumer, Delivery delivery, ILogger logger) : ReceiveLockContext
{
    /// <inheritdoc/>
    public async Task Complete()
    {
        try
        {
            await consumer.AcknowledgeAsync(delivery, CancellationToken.None).ConfigureAwait(false);
        }
        catch (OpenWireException exception)
        {
            // The connection it came by is gone: the broker will deliver it again. Failing now would not undo the work.
            ReceiveLog.NotAcknowledged(logger, delivery.MessageId.ToString(), exception.Message);
        }
    }

    /// <inheritdoc/>
    public Task Faulted(Exception exception) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task ValidateLockStatus() => Task.CompletedTask;
}
