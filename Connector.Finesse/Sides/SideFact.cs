using Connector.Finesse.Model;

namespace Connector.Finesse.Sides;

/// <summary>Something that was seen of the sides, or of an agent's place on one; what <see cref="SideSupervision"/> judges by.</summary>
public abstract record SideFact
{
    private SideFact()
    {
    }

    /// <summary>A side answered a GET of its SystemInfo.</summary>
    /// <param name="Side">The side.</param>
    /// <param name="IsInService">Whether its status is <c>IN_SERVICE</c>.</param>
    /// <param name="IsHeartbeatGood">Whether its last CTI heartbeat did not fail.</param>
    /// <param name="Flavour">Which contact centre it belongs to.</param>
    /// <param name="Words">Its status and the reason it gave, for people.</param>
    public sealed record Answered(SideId Side, bool IsInService, bool IsHeartbeatGood, DeploymentFlavour Flavour, string Words) : SideFact
    {
        /// <summary>The fact in a side's answer.</summary>
        /// <param name="side">The side.</param>
        /// <param name="info">Its answer.</param>
        /// <returns>The fact.</returns>
        public static Answered From(SideId side, SystemInfo info)
        {
            ArgumentNullException.ThrowIfNull(info);
            var heartbeat = info.IsInService == info.IsFitToMoveTo;
            var words = string.IsNullOrEmpty(info.StatusReason) ? info.Status : $"{info.Status}, {info.StatusReason}";
            return new(side, info.IsInService, heartbeat, info.Flavour, words);
        }
    }

    /// <summary>A side did not answer a GET of its SystemInfo, or not as Finesse does.</summary>
    /// <param name="Side">The side.</param>
    /// <param name="Reason">Why, for people.</param>
    public sealed record Silent(SideId Side, string Reason) : SideFact;

    /// <summary>A side notified its SystemInfo over XMPP.</summary>
    /// <param name="Side">The side.</param>
    /// <param name="IsInService">Whether it says <c>IN_SERVICE</c>.</param>
    public sealed record Told(SideId Side, bool IsInService) : SideFact;

    /// <summary>The user <c>finesse</c>, which stands for the side's web application, came or went.</summary>
    /// <param name="Side">The side.</param>
    /// <param name="IsAvailable">Whether it is there now.</param>
    public sealed record Presence(SideId Side, bool IsAvailable) : SideFact;

    /// <summary>A real request met a refused connection, a time-out or a 503.</summary>
    /// <param name="Side">The side.</param>
    /// <param name="Reason">What it met, for people.</param>
    public sealed record RequestFailed(SideId Side, string Reason) : SideFact;

    /// <summary>An agent is held on a side from now on, with a live XMPP session.</summary>
    /// <param name="AgentId">The agent.</param>
    /// <param name="Side">The side.</param>
    public sealed record Joined(string AgentId, SideId Side) : SideFact;

    /// <summary>An agent is not held any more.</summary>
    /// <param name="AgentId">The agent.</param>
    public sealed record Left(string AgentId) : SideFact;

    /// <summary>An agent's XMPP session is live.</summary>
    /// <param name="AgentId">The agent.</param>
    /// <param name="Side">The side it is with.</param>
    public sealed record Live(string AgentId, SideId Side) : SideFact;

    /// <summary>An agent's XMPP session is lost.</summary>
    /// <param name="AgentId">The agent.</param>
    /// <param name="Side">The side it was with.</param>
    public sealed record Lost(string AgentId, SideId Side) : SideFact;

    /// <summary>Time has passed.</summary>
    public sealed record Tick : SideFact;
}
