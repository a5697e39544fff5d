using Connector.Contracts;
using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;

namespace Connector.Service.Cluster;

/// <summary>How a node is; what <c>/api/status</c> shows of it.</summary>
internal sealed record NodeStatus
{
    /// <summary>How many connectors there are and who serves.</summary>
    public required DeploymentMode Mode { get; init; }

    /// <summary>What it is doing; a word of <see cref="ConnectorPhases"/>.</summary>
    public required string Phase { get; init; }

    /// <summary>Why it is out of service; null where it serves or has not served yet.</summary>
    public string? Why { get; init; }

    /// <summary>A configuration that contradicts another connector's; null: none.</summary>
    public string? Complaint { get; init; }

    /// <summary>What it is in its deployment.</summary>
    public required ConnectorRole Role { get; init; }

    /// <summary>The other connectors.</summary>
    public IReadOnlyList<PeerNote> Peers { get; init; } = [];

    /// <summary>How many agents are this connector's, and acquired.</summary>
    public int AgentsOwned { get; init; }

    /// <summary>The takeover or hand-over under way, or the last one; null: none yet.</summary>
    public TakeoverNote? Takeover { get; init; }

    /// <summary>What the others are, in one word.</summary>
    public PeerState PeerState
    {
        get
        {
            if (Mode == DeploymentMode.Simplex)
                return PeerState.None;
            if (Peers.Count == 0)
                return PeerState.Unknown;
            // The best of them: what an operator wants to know is whether somebody is there to take over.
            if (Peers.Any(peer => peer.Contact == PeerContact.InContact))
                return PeerState.Alive;
            return Peers.Any(peer => peer.Contact is PeerContact.Silent or PeerContact.OutOfContact) ? PeerState.Silent : PeerState.Down;
        }
    }

    /// <summary>Whether it takes clients' requests.</summary>
    public bool IsInService => Phase == ConnectorPhases.InService;

    /// <summary>A node that has not begun.</summary>
    public static NodeStatus Initial(OwnershipOptions options) => new()
    {
        Mode = options.Mode,
        Phase = ConnectorPhases.Synchronising,
        Role = RoleOf(options, []),
    };

    /// <summary>The word for a connector in its deployment: in active-passive the highest priority is the primary; alone, 127 is.</summary>
    public static ConnectorRole RoleOf(OwnershipOptions options, IEnumerable<int> peersPriorities)
    {
        const int PrimarysPriority = 127;
        if (options.Mode == DeploymentMode.Simplex)
            return ConnectorRole.Standalone;
        if (options.Mode == DeploymentMode.ActiveActive)
            return ConnectorRole.Active;
        return options.Priority > peersPriorities.DefaultIfEmpty(PrimarysPriority - 1).Max() ? ConnectorRole.Primary : ConnectorRole.Standby;
    }
}

/// <summary>What a node knows of another connector.</summary>
/// <param name="ConnectorId">The other.</param>
/// <param name="Contact">What is held of it.</param>
/// <param name="Phase">What it said it was doing; empty: not heard.</param>
/// <param name="Broker">The broker where it takes requests from; empty: not said.</param>
/// <param name="Agents">How many agents it said it owns.</param>
/// <param name="HeardAt">When it was heard last, in the node's time; null: never.</param>
internal sealed record PeerNote(string ConnectorId, PeerContact Contact, string Phase, string Broker, int Agents, TimeSpan? HeardAt);

/// <summary>How far agents that came from elsewhere are served here.</summary>
/// <param name="Agents">How many.</param>
/// <param name="Live">How many of them are subscribed, read and published.</param>
/// <param name="BegunAt">When it began, in the node's time.</param>
/// <param name="EndedAt">When the last was live; null: under way.</param>
internal sealed record TakeoverNote(int Agents, int Live, TimeSpan BegunAt, TimeSpan? EndedAt);
