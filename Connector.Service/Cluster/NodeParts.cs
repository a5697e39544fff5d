using Connector.Sagas.Ports;
using Connector.Service.Cluster.Sync;
using Connector.Service.Cluster.Witnesses;

namespace Connector.Service.Cluster;

/// <summary>Through what a node carries its decisions out.</summary>
internal sealed record NodeParts
{
    /// <summary>The agents' sessions; asked for late, for they report to the node.</summary>
    public required Func<IOwnedSessions> Sessions { get; init; }

    /// <summary>The other connectors.</summary>
    public required ISyncChannel Sync { get; init; }

    /// <summary>The queues of requests.</summary>
    public required IRequestQueues Queues { get; init; }

    /// <summary>The requests taken.</summary>
    public required RequestDesk Desk { get; init; }

    /// <summary>What outlives the process.</summary>
    public required IRestartMemory Memory { get; init; }

    /// <summary>Who is told whose agents are whose.</summary>
    public required IPeerWitness Witness { get; init; }

    /// <summary>Ends the process, which cannot go on.</summary>
    public required Action GiveUp { get; init; }
}

/// <summary>From which queues requests are to be taken.</summary>
/// <param name="Shared">Clients' requests.</param>
/// <param name="Own">What other connectors pass on to this one.</param>
/// <param name="Adopted">The connectors that are down, whose own queues are taken from besides.</param>
internal sealed record QueueWishes(bool Shared, bool Own, IReadOnlyList<string> Adopted)
{
    /// <summary>None.</summary>
    public static readonly QueueWishes None = new(false, false, []);
}

/// <summary>Takes requests from queues, or leaves them.</summary>
internal interface IRequestQueues
{
    /// <summary>Whether clients' requests are being taken.</summary>
    bool AreTaken { get; }

    /// <summary>Says what is wanted from now on. Returns at once.</summary>
    void Want(QueueWishes wishes);
}
