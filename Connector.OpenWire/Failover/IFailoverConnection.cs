namespace Connector.OpenWire.Failover;

/// <summary>
/// A connection that outlives its brokers: when one is lost it goes on with another, under the same ids, with its sessions, producers, consumers and
/// temporary destinations restored. It ends only when it is closed or given up. During an outage
/// <list type="bullet">
/// <item>sends wait (<see cref="FailoverOptions.SendTimeout"/>, <see cref="FailoverOptions.MaxPendingBytes"/>), and those whose answer was lost are sent again with
/// the same message id, which lets the broker drop what it has stored already; a message sent without waiting for the broker may be lost;</item>
/// <item>acknowledgements have no effect: the broker delivers again, and what was settled or is still being handled is not handed out twice;</item>
/// <item>opening, subscribing and creating wait.</item>
/// </list>
/// A queue browser is not restored: it ends with <see cref="ConsumerEnd.ConnectionEnded"/>.
/// </summary>
public interface IFailoverConnection : IOpenWireConnection
{
    /// <summary>How it stands now.</summary>
    FailoverStatus Status { get; }

    /// <summary>What fail-over has done until now.</summary>
    FailoverStatistics FailoverStatistics { get; }

    /// <summary>Waits until <see cref="Status"/> is another than <paramref name="known"/>. Quick changes in between may be passed over; the last one is not.</summary>
    /// <param name="known">The status already seen.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The newer status.</returns>
    Task<FailoverStatus> NextStatusAsync(FailoverStatus known, CancellationToken cancellationToken = default);

    /// <summary>Waits for a connection.</summary>
    /// <param name="cancellationToken">Gives up waiting; the connection goes on trying.</param>
    /// <returns>Done when there is one.</returns>
    /// <exception cref="ConnectionEndedException">It was closed, or given up.</exception>
    Task WaitUntilConnectedAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Watches who consumes from a queue, by the broker's advisories. A consumer whose process dies is told as soon as the broker sees its socket close:
    /// milliseconds after a kill, the broker's inactivity limit after a host that is gone without a word. The broker must have advisories, as it does by default.
    /// </summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="changed">
    /// Called with what is now, then at each change, one call after the other: <see cref="QueueConsumers.Unknown"/> when the broker is lost, what the next one tells once it has
    /// told. It may be the connection's reader that calls: it must not block (see <see cref="DeliveryHandler"/>). What it throws is logged.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting for a broker.</param>
    /// <returns>The watch, once a broker has told for the first time; disposing it ends the calls.</returns>
    /// <exception cref="ArgumentException">The name is empty, or one of several queues.</exception>
    /// <exception cref="BrokerRefusedException">The user may not read advisories.</exception>
    /// <exception cref="ConnectionEndedException">The connection has ended.</exception>
    Task<IAsyncDisposable> WatchConsumersAsync(string queue, Action<QueueConsumers> changed, CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes another connection's temporary destination again that this connection's broker has removed although somebody still listens to it there: a broker in a network does that,
    /// and clients other than this one do not notice (docs/decisions/0156). It goes with whoever ends first, its owner or this connection.
    /// </summary>
    /// <param name="temporary">The temporary destination, which the broker has refused a message to.</param>
    /// <param name="cancellationToken">Gives up waiting for a broker.</param>
    /// <returns>Whether somebody listens to it at this broker, so that it was made; where nobody does its owner has gone, or is at another broker.</returns>
    /// <exception cref="BrokerRefusedException">The user may not read advisories, or not make temporary destinations.</exception>
    /// <exception cref="ConnectionEndedException">The connection has ended.</exception>
    Task<bool> ReviveTemporaryAsync(Destination temporary, CancellationToken cancellationToken = default);
}
