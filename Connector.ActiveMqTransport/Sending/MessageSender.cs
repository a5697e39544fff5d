using Connector.ActiveMqTransport.Configuration;
using Connector.ActiveMqTransport.Connections;
using Connector.OpenWire;
using Connector.OpenWire.Failover;
using MassTransit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.ActiveMqTransport.Sending;

/// <summary>Sends over the bus's connections, which wait through an outage.</summary>
internal sealed class MessageSender(ActiveMqHostConfiguration host, BrokerLink link)
{
    // A requester that changes brokers by itself makes its reply queue again within a second or so.
    private static readonly TimeSpan VanishedReplyQueueLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan VanishedReplyQueuePause = TimeSpan.FromMilliseconds(50);

    // Buses of ours make theirs again within milliseconds (docs/decisions/0156); after this, and then every second, it is looked whether somebody else's is to be made for him.
    private static readonly TimeSpan FirstRevival = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RevivalPace = TimeSpan.FromSeconds(1);

    // Where a broker was lost or has come back, requesters change brokers as we do, some sooner, some later: the longest pause between two looks for a
    // broker (5 s), and the time in which a move has its sends answered (10 s).
    private static readonly TimeSpan OthersArriveWithin = TimeSpan.FromSeconds(15);

    private ILogger Logger => host.SendLogContext?.Logger ?? NullLogger.Instance;

    /// <summary>
    /// Sends a message. During an outage it waits up to the configured limit. When the connection ends while the broker's answer is awaited, the message is
    /// sent again under its id, so that a broker that has stored it drops it; another broker cannot know, and has it twice then.
    /// </summary>
    /// <param name="create">Makes the message for the bus's connections.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ActiveMqConnectionException">No connection in time.</exception>
    /// <exception cref="ActiveMqTransportException">The broker does not take the message.</exception>
    public async Task SendAsync(Func<BrokerConnection, CancellationToken, ValueTask<OutgoingMessage>> create, CancellationToken cancellationToken)
    {
        var connection = await link.StartedAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var making = create(connection, cancellationToken);
            var message = making.IsCompletedSuccessfully
                ? await making.ConfigureAwait(false)
                : await MakeAsync(connection, making.AsTask()).ConfigureAwait(false);
            await SendAsync(connection, message, cancellationToken).ConfigureAwait(false);
        }
        catch (SendTimeoutException timeout)
        {
            throw Unavailable(connection, timeout);
        }
        catch (ConnectionEndedException)
        {
            throw link.Stopped();
        }
        catch (OpenWireException exception)
        {
            throw new ActiveMqTransportException($"The message was not sent: {exception.Message}", exception);
        }
    }

    // The reply queue of the first request is made when there is a broker; what waits for it waits no longer than a send.
    private async Task<OutgoingMessage> MakeAsync(BrokerConnection connection, Task<OutgoingMessage> making)
    {
        try
        {
            return await making.WaitAsync(host.Settings.SendTimeout, host.TimeProvider, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException timeout)
        {
            throw Unavailable(connection, timeout);
        }
    }

    private ActiveMqConnectionException Unavailable(BrokerConnection connection, Exception timeout)
    {
        var status = connection.Connection.Status;
        var reason = status.Reason.Length > 0 ? status.Reason : timeout.Message;
        return new ActiveMqConnectionException(
            $"No ActiveMQ broker could be reached within {host.Settings.SendTimeout.TotalSeconds:0.###} s: {reason} {BrokerLink.Remedy(status.Failure)}", timeout);
    }

    private async Task SendAsync(BrokerConnection connection, OutgoingMessage message, CancellationToken cancellationToken)
    {
        long? refusedSince = null;
        var revival = FirstRevival;
        while (true)
        {
            try
            {
                await connection.SendAsync(message, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (BrokerRefusedException refused) when (IsVanishedReplyQueue(message, refused))
            {
                // Counted from the first refusal: before it, the send may have waited for a broker.
                if (refusedSince is null)
                {
                    refusedSince = host.TimeProvider.GetTimestamp();
                    SendLog.Waits(Logger, message.Destination!.ToString(), refused.Message);
                }

                var waited = host.TimeProvider.GetElapsedTime(refusedSince.Value);
                if (waited >= revival)
                {
                    revival = waited + RevivalPace;
                    await connection.ReviveAsync(message.Destination!, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                if (IsGivenUp(connection, message, waited))
                {
                    // Nobody is left to tell: failing the consumer would move an answered request to the error queue.
                    SendLog.NobodyWaits(Logger, message.Destination!.ToString(), refused.Message);
                    return;
                }
                await Task.Delay(VanishedReplyQueuePause, host.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Not longer without cause: each answer that waits holds a place of its endpoint, and apps that ask and leave must not take them all.
    private bool IsGivenUp(BrokerConnection connection, OutgoingMessage message, TimeSpan refused)
    {
        if (message.TimeToLive is { } timeToLive && timeToLive > TimeSpan.Zero && refused >= timeToLive)
            return true;
        var othersMayArrive = connection.LastChange is { } change && (host.TimeProvider.GetUtcNow() - change).Duration() < OthersArriveWithin;
        return refused >= VanishedReplyQueueLimit && !othersMayArrive;
    }

    private static bool IsVanishedReplyQueue(OutgoingMessage message, BrokerRefusedException refused) =>
        message.Destination is { IsTemporary: true }
        && (refused.JavaClass.EndsWith("DestinationDoesNotExistException", StringComparison.Ordinal)
            || refused.JavaClass.EndsWith("InvalidDestinationException", StringComparison.Ordinal));
}
