using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;

namespace Connector.Service.Cluster;

/// <summary>What a connector knows after a restart: claims and how far sessions got. Survives kill -9 and a torn write.</summary>
internal interface IRestartMemory
{
    /// <summary>Everything that was kept. Called once, before anything is noted.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>One row for each agent.</returns>
    Task<IReadOnlyList<RememberedAgent>> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Keeps the newest word of an agent; returns at once, written soon after, several at a time. Only what differs from the word
    /// before is written, so that the whole may be given at every change. May be called from anywhere.</summary>
    /// <param name="claim">Who owns the agent; an owner of null forgets the subscription and keeps the numbers.</param>
    /// <param name="whole">Everything that is known of the session (<see cref="AgentReplica.Whole"/>).</param>
    void Note(AgentClaim claim, AgentProgress whole);

    /// <summary>Waits until everything noted is on the disk.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The disk refused it. The connector works on; it is tried again with the next note.</exception>
    Task FlushAsync(CancellationToken cancellationToken);
}
