using Connector.ActiveMqTransport.Configuration;
using Connector.ActiveMqTransport.Connections;
using Connector.OpenWire;
using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.ActiveMqTransport.Sending;

/// <summary>Sends over whatever connection there is, and waits through a short outage.</summary>
internal sealed class MessageSender(ActiveMqHostConfiguration host, BrokerLink link)
{
    // A requester that moves to another broker makes its reply queue again within a second or so.
    private static readonly TimeSpan VanishedReplyQueueLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan VanishedReplyQueuePause = TimeSpan.FromMilliseconds(50);

    private ILogger Logger => host.SendLogContext?.Logger ?? NullLogger.Instance;

    /// <summary>
    /// Sends a message. During an outage it waits up to the configured limit. When the connection ends while the broker's answer is
    /// awaited, the message is sent again: the broker may then have it twice, with the same MassTransit message id.
    /// </summary>
    /// <param name="create">Makes the message for a connection: what belongs to one, as a reply queue, differs with it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ActiveMqConnectionException">No connection in time.</exception>
    /// <exception cref="ActiveMqTransportException">The broker does not take the message.</exception>
    public async Task SendAsync(Func<BrokerConnection, ValueTask<OutgoingMessage>> create, CancellationToken cancellationToken)
    {
        var started = host.TimeProvider.GetTimestamp();
        BrokerConnection? lost = null;
        while (true)
        {
            var left = host.Settings.SendTimeout - host.TimeProvider.GetElapsedTime(started);
            var connection = await link.ConnectedAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, lost, cancellationToken)
                .ConfigureAwait(false);
            try
            {
                var message = await create(connection).ConfigureAwait(false);
                await SendAsync(connection, message, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (ConnectionEndedException)
            {
                lost = connection;
            }
            catch (OpenWireException exception)
            {
                throw new ActiveMqTransportException($"The message was not sent: {exception.Message}", exception);
            }
        }
    }

    private async Task SendAsync(BrokerConnection connection, OutgoingMessage message, CancellationToken cancellationToken)
    {
        var started = host.TimeProvider.GetTimestamp();
        while (true)
        {
            try
            {
                await connection.Producer.SendAsync(message, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (BrokerRefusedException refused) when (IsVanishedReplyQueue(message, refused))
            {
                if (host.TimeProvider.GetElapsedTime(started) >= Limit(message))
                {
                    // Nobody is left to tell: failing the consumer would move an answered request to the error queue.
                    SendLog.NobodyWaits(Logger, message.Destination!.ToString(), refused.Message);
                    return;
                }
                await Task.Delay(VanishedReplyQueuePause, host.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static TimeSpan Limit(OutgoingMessage message) =>
        message.TimeToLive is { } timeToLive && timeToLive > TimeSpan.Zero && timeToLive < VanishedReplyQueueLimit
            ? timeToLive
            : VanishedReplyQueueLimit;

    private static bool IsVanishedReplyQueue(OutgoingMessage message, BrokerRefusedException refused) =>
        message.Destination is { IsTemporary: true }
        && (refused.JavaClass.EndsWith("DestinationDoesNotExistException", StringComparison.Ordinal)
            || refused.JavaClass.EndsWith("InvalidDestinationException", StringComparison.Ordinal));
}
