using Connector.Contracts;
using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;
using Connector.Service.Cluster.Standby;
using Connector.Service.Cluster.Sync;

namespace Connector.Service.Cluster;

/// <summary>Puts together how the ownership of agents stands, for people and monitors.</summary>
internal sealed class ClusterBoard(OwnershipNode node, SyncLinks links, IRequestQueues queues, StandbyKeeper? standby = null)
{
    /// <summary>How it is now.</summary>
    public OwnershipReport Now()
    {
        var (status, now) = (node.Status, node.Now);
        return new()
        {
            DeploymentMode = status.Mode switch
            {
                DeploymentMode.ActivePassive => "active-passive",
                DeploymentMode.ActiveActive => "active-active",
                _ => "simplex",
            },
            Phase = status.Phase,
            Role = status.Role,
            PeerState = status.PeerState,
            IsTakingRequests = status.IsInService && queues.AreTaken,
            AgentsOwned = status.AgentsOwned,
            HeartbeatsOver = links.Up,
            Peers =
            [
                .. status.Peers.Select(peer => new PeerReport
                {
                    ConnectorId = peer.ConnectorId,
                    Contact = peer.Contact.ToString(),
                    Phase = peer.Phase,
                    Broker = peer.Broker,
                    Agents = peer.Agents,
                    LastHeardSeconds = peer.HeardAt is { } heard ? Seconds(now - heard) : null,
                }),
            ],
            Takeover = status.Takeover is { } takeover
                ? new TakeoverReport
                {
                    Agents = takeover.Agents,
                    Live = takeover.Live,
                    IsUnderWay = takeover.EndedAt is null,
                    Seconds = Seconds((takeover.EndedAt ?? now) - takeover.BegunAt),
                }
                : null,
            Standby = standby?.Count is { } count ? new StandbyReport { Agents = count.Wanted, Ready = count.Ready } : null,
        };
    }

    /// <summary>Why this connector does not serve, or not as it should; a sentence each.</summary>
    public IEnumerable<string> Reasons()
    {
        var status = node.Status;
        if (status.Complaint is { } complaint)
            yield return complaint;
        var why = status.Phase switch
        {
            ConnectorPhases.Synchronising => "The connector has just started: it listens to the other connectors before it serves.",
            ConnectorPhases.Fenced => $"The connector is out of service: {status.Why} Check that the brokers run and can be reached.",
            ConnectorPhases.Stopping => "The connector stops: it hands its agents over.",
            ConnectorPhases.Stopped => "The connector has stopped.",
            ConnectorPhases.InService when !queues.AreTaken => "The queue of requests is not taken from yet.",
            _ => null,
        };
        if (why is not null)
            yield return why;
        if (status.Mode != DeploymentMode.Simplex && links.Down is { Count: > 0 } down)
            yield return $"Heartbeats do not go over broker {string.Join(" and ", down)}: the log says why.";
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 1);
}

/// <summary>Who serves which agents, as one connector knows it.</summary>
internal sealed record OwnershipReport
{
    /// <summary><c>simplex</c>, <c>active-passive</c> or <c>active-active</c>.</summary>
    public required string DeploymentMode { get; init; }

    /// <summary>What the connector is doing; a word of <see cref="ConnectorPhases"/>.</summary>
    public required string Phase { get; init; }

    /// <summary>What it is in its deployment.</summary>
    public required ConnectorRole Role { get; init; }

    /// <summary>What it knows of the others, in one word.</summary>
    public required PeerState PeerState { get; init; }

    /// <summary>Whether it takes clients' requests.</summary>
    public required bool IsTakingRequests { get; init; }

    /// <summary>How many agents are its own.</summary>
    public required int AgentsOwned { get; init; }

    /// <summary>The brokers over which heartbeats go.</summary>
    public required IReadOnlyList<string> HeartbeatsOver { get; init; }

    /// <summary>The other connectors.</summary>
    public required IReadOnlyList<PeerReport> Peers { get; init; }

    /// <summary>The takeover or hand-over under way, or the last one; null: none yet.</summary>
    public required TakeoverReport? Takeover { get; init; }

    /// <summary>How far it stands by for the others' agents; null: it does not (<c>STANDBY_SESSIONS</c>, or a connector alone).</summary>
    public required StandbyReport? Standby { get; init; }
}

/// <summary>How far a connector stands by for the agents of the others.</summary>
internal sealed record StandbyReport
{
    /// <summary>For how many agents a silent session is wanted.</summary>
    public required int Agents { get; init; }

    /// <summary>How many of them have one.</summary>
    public required int Ready { get; init; }
}

/// <summary>What a connector knows of another.</summary>
internal sealed record PeerReport
{
    /// <summary>The other.</summary>
    public required string ConnectorId { get; init; }

    /// <summary><c>InContact</c>, <c>Silent</c>, <c>OutOfContact</c> (the link may be cut) or <c>Down</c>.</summary>
    public required string Contact { get; init; }

    /// <summary>What it said it was doing; empty: not heard.</summary>
    public required string Phase { get; init; }

    /// <summary>The broker where it takes requests from; empty: not said.</summary>
    public required string Broker { get; init; }

    /// <summary>How many agents it said it owns.</summary>
    public required int Agents { get; init; }

    /// <summary>How long ago it was heard; null: never.</summary>
    public required double? LastHeardSeconds { get; init; }
}

/// <summary>How far agents that came from elsewhere are served here.</summary>
internal sealed record TakeoverReport
{
    /// <summary>How many.</summary>
    public required int Agents { get; init; }

    /// <summary>How many of them are subscribed, read and published.</summary>
    public required int Live { get; init; }

    /// <summary>Whether it goes on.</summary>
    public required bool IsUnderWay { get; init; }

    /// <summary>How long it has taken so far, or took.</summary>
    public required double Seconds { get; init; }
}
