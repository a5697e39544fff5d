namespace Connector.Contracts.Sync;

/// <summary>
/// "I am here, and this is how I am": sent at an interval, and at once as a receipt. Its size does not depend on the number of agents. A
/// connector hears its own, too: that is its proof of being connected.
/// </summary>
public sealed record ConnectorHeartbeat : SyncMessage
{
    /// <summary>Counts the sender's heartbeats, from 1.</summary>
    public long Number { get; init; }

    /// <summary>The sender's <c>DEPLOYMENT_MODE</c>.</summary>
    public string Mode { get; init; } = "";

    /// <summary>The sender's <c>GRC_CONSUMER_PRIORITY</c>.</summary>
    public int Priority { get; init; }

    /// <summary>Tells whether two connectors have the same <c>SYNC_SHARED_KEY</c>, and nothing else about it.</summary>
    public string KeyFingerprint { get; init; } = "";

    /// <summary>What the sender is doing; known words in <see cref="ConnectorPhases"/>.</summary>
    public string Phase { get; init; } = "";

    /// <summary>The broker where the sender takes requests from; empty where none.</summary>
    public string Broker { get; init; } = "";

    /// <summary>Whether the sender reaches a Finesse.</summary>
    public bool FinesseUp { get; init; }

    /// <summary>The REST address of the Finesse where the sender holds its agents; empty: none, or not told.</summary>
    public string Finesse { get; init; } = "";

    /// <summary>Whether the sender rehearses a takeover at its start, for some seconds: it wants its agents back, but not yet.</summary>
    public bool Rehearsing { get; init; }

    /// <summary>How many agents the sender claims.</summary>
    public int Agents { get; init; }

    /// <summary>A sum over the claims of the sender (agent and epoch), independent of their order.</summary>
    public long Digest { get; init; }

    /// <summary>Number of the sender's last <see cref="AgentOwnershipChanged"/>.</summary>
    public long ChangeNumber { get; init; }

    /// <summary>What the sender has heard of the others.</summary>
    public IReadOnlyList<PeerHeard> Heard { get; init; } = [];
}

/// <summary>How far a connector has followed another.</summary>
public sealed record PeerHeard
{
    /// <summary>The other.</summary>
    public string ConnectorId { get; init; } = "";

    /// <summary>The run of the other's process.</summary>
    public string Incarnation { get; init; } = "";

    /// <summary>Up to which <see cref="AgentOwnershipChanged.ChangeNumber"/> without a gap.</summary>
    public long ChangeNumber { get; init; }

    /// <summary>The last <see cref="ConnectorHeartbeat.Number"/> that was heard: shows that the sender was alive after that was sent.</summary>
    public long Heartbeat { get; init; }
}

/// <summary>The words of <see cref="ConnectorHeartbeat.Phase"/>.</summary>
public static class ConnectorPhases
{
    /// <summary>Started, or back after a loss of contact: learns who owns what, and acts on nothing.</summary>
    public const string Synchronising = "Synchronising";

    /// <summary>Serves its agents.</summary>
    public const string InService = "InService";

    /// <summary>Lost every broker for longer than its lease: acts on nothing.</summary>
    public const string Fenced = "Fenced";

    /// <summary>Its configuration contradicts another connector's: acts on nothing.</summary>
    public const string Misconfigured = "Misconfigured";

    /// <summary>Hands its agents over, to stop.</summary>
    public const string Stopping = "Stopping";

    /// <summary>The last word before the process ends: whatever it still owned is free.</summary>
    public const string Stopped = "Stopped";
}
