using Connector.Contracts.Sync;

namespace Connector.Sagas.Ownership;

/// <summary>What the shell tells the core. A fact carries no time: that is given beside it.</summary>
public abstract record Fact
{
    private Fact()
    {
    }

    /// <summary>Time has passed. Due at least four times in a heartbeat interval.</summary>
    public sealed record Tick : Fact
    {
        /// <summary>The one instance.</summary>
        public static readonly Tick Instance = new();
    }

    /// <summary>Requests are taken from this broker now; null: from none.</summary>
    /// <param name="Broker">The broker, or null.</param>
    public sealed record HomeBroker(string? Broker) : Fact;

    /// <summary>A connection to a broker ended: no echo of earlier heartbeats proves anything any more.</summary>
    /// <param name="Broker">The broker.</param>
    public sealed record BrokerLost(string Broker) : Fact;

    /// <summary>A message between connectors arrived; the connector's own are such facts, too.</summary>
    /// <param name="Message">The message.</param>
    /// <param name="Broker">The broker that it was received from.</param>
    /// <param name="Direct">Whether its sender had sent it to that same broker; false: it came over the bridge.</param>
    public sealed record Heard(SyncMessage Message, string Broker, bool Direct) : Fact;

    /// <summary>What the agents' XMPP sessions show of a peer's sessions.</summary>
    /// <param name="PeerId">The peer.</param>
    /// <param name="Witness">Gone: every session of the peer that was seen has gone.</param>
    public sealed record PeerPresence(string PeerId, Witness Witness) : Fact;

    /// <summary>What the broker's advisories tell of the consumers of a peer's own queue.</summary>
    /// <param name="PeerId">The peer.</param>
    /// <param name="Witness">Gone: there were some, and there are none.</param>
    public sealed record PeerConsumers(string PeerId, Witness Witness) : Fact;

    /// <summary>Whether any Finesse can be reached.</summary>
    /// <param name="Up">Whether.</param>
    /// <param name="Server">Where agents are held now: told to the others, who watch this connector's sessions there.</param>
    public sealed record FinesseLink(bool Up, string Server = "") : Fact;

    /// <summary>Whether this connector is busy with a rehearsal: told to the others, who give its agents back to it when that is over.</summary>
    /// <param name="Is">Whether.</param>
    public sealed record Rehearsing(bool Is) : Fact;

    /// <summary>A request of a client is here.</summary>
    /// <param name="AgentId">The agent that it concerns.</param>
    /// <param name="Token">Names the request in decisions.</param>
    /// <param name="Connects">Whether it can begin a session.</param>
    /// <param name="Hops">How many connectors have passed it on.</param>
    public sealed record RequestArrived(string AgentId, long Token, bool Connects, int Hops) : Fact
    {
        /// <summary>Whether it was on its way for longer than a request is: a broker or bridge held it, and another copy of it may have been served by now
        /// where this connector could not see it.</summary>
        public bool IsLate { get; init; }
    }

    /// <summary>The session got further. Told before anybody outside is told.</summary>
    /// <param name="AgentId">The agent.</param>
    /// <param name="Epoch">The epoch of the session.</param>
    /// <param name="Progress">What is new.</param>
    /// <param name="Receipt">Not 0: the session waits for <see cref="Decision.Known"/> with this number before it goes on.</param>
    public sealed record SessionProgressed(string AgentId, long Epoch, AgentProgress Progress, long Receipt) : Fact;

    /// <summary>A subscription asked for by <see cref="Decision.Prepare"/> is live and keeps what it hears.</summary>
    /// <param name="AgentId">The agent.</param>
    public sealed record SessionPrepared(string AgentId) : Fact;

    /// <summary>After <see cref="Decision.Quiesce"/>: nothing is under way, and nothing will be published any more.</summary>
    /// <param name="AgentId">The agent.</param>
    /// <param name="Epoch">The epoch of the session.</param>
    public sealed record SessionQuiesced(string AgentId, long Epoch) : Fact;

    /// <summary>The session is over: signed out, disconnected by a client, refused by Finesse, or its XMPP name was taken by somebody else.</summary>
    /// <param name="AgentId">The agent.</param>
    /// <param name="Epoch">The epoch of the session.</param>
    public sealed record SessionEnded(string AgentId, long Epoch) : Fact;

    /// <summary>The operator wants this connector to stop.</summary>
    public sealed record StopAsked : Fact;
}

/// <summary>What somebody else than the peer itself knows of the peer.</summary>
public enum Witness
{
    /// <summary>Nothing.</summary>
    Unknown,

    /// <summary>It is there.</summary>
    There,

    /// <summary>It was there and has gone.</summary>
    Gone,
}

/// <summary>An agent that this connector remembers from its run before.</summary>
/// <param name="Claim">Who owned the agent.</param>
/// <param name="Progress">How far the session was known to be.</param>
public sealed record RememberedAgent(AgentClaim Claim, AgentProgress Progress);
