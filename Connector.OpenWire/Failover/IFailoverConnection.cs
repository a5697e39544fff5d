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
}
