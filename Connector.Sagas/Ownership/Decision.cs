using Connector.Contracts.Sync;

namespace Connector.Sagas.Ownership;

/// <summary>What the core has the shell do, in the order given.</summary>
public abstract record Decision
{
    private Decision()
    {
    }

    /// <summary>Send a message to the other connectors (<see cref="SyncMessage.To"/>), over every broker that is connected. A heartbeat
    /// goes to this connector as well.</summary>
    /// <param name="Message">The message.</param>
    public sealed record Send(SyncMessage Message) : Decision;

    /// <summary>Own the agent: hold its subscription (sign in first where there is none), read it, publish what differs from what was
    /// published last, go on with the next number. Where the session is open already it goes on in the new epoch.</summary>
    /// <param name="AgentId">The agent.</param>
    /// <param name="Epoch">The epoch of every event from now on.</param>
    /// <param name="Why">Why.</param>
    /// <param name="From">Who owned the agent before, as far as this connector knows; null: nobody.</param>
    public sealed record Acquire(string AgentId, long Epoch, AcquireReason Why, string? From) : Decision
    {
        /// <summary>With <see cref="AcquireReason.Rejoined"/>: how far the connector got that gave up its claim, so that its clients can be told what they
        /// do not know; null: not known, and everything has to be said again.</summary>
        public AgentProgress? Rival { get; init; }
    }

    /// <summary>Hold the agent's subscription, keep what it brings, publish and act on nothing; then tell <see cref="Fact.SessionPrepared"/>.</summary>
    /// <param name="AgentId">The agent.</param>
    public sealed record Prepare(string AgentId) : Decision;

    /// <summary>Finish what was begun, begin and publish nothing more, then tell <see cref="Fact.SessionQuiesced"/>.</summary>
    /// <param name="AgentId">The agent.</param>
    /// <param name="Epoch">The epoch of the session.</param>
    public sealed record Quiesce(string AgentId, long Epoch) : Decision;

    /// <summary>The hand-over came to nothing: go on as owner in the same epoch.</summary>
    /// <param name="AgentId">The agent.</param>
    /// <param name="Epoch">The epoch of the session.</param>
    public sealed record Resume(string AgentId, long Epoch) : Decision;

    /// <summary>Stop acting and publishing for the agent at once, and close its subscription. Requests that wait are given to the core
    /// again as new facts.</summary>
    /// <param name="AgentId">The agent.</param>
    /// <param name="NewOwner">Who owns it now; null: nobody.</param>
    public sealed record Release(string AgentId, string? NewOwner) : Decision;

    /// <summary>The session carries this request out.</summary>
    /// <param name="AgentId">The agent.</param>
    /// <param name="Token">The request.</param>
    /// <param name="IsMemoryComplete">Whether it is known of each request that somebody else may have begun: one that came before, and of which nothing is
    /// known, was begun by nobody.</param>
    public sealed record Serve(string AgentId, long Token, bool IsMemoryComplete) : Decision;

    /// <summary>Put the request into the other connector's own queue, with one hop more, then acknowledge it.</summary>
    /// <param name="AgentId">The agent.</param>
    /// <param name="Token">The request.</param>
    /// <param name="To">The other connector.</param>
    public sealed record Forward(string AgentId, long Token, string To) : Decision;

    /// <summary>Answer the request <c>Overloaded</c>: too many wait for this agent's owner.</summary>
    /// <param name="AgentId">The agent.</param>
    /// <param name="Token">The request.</param>
    public sealed record Refuse(string AgentId, long Token) : Decision;

    /// <summary>Give the request back to the broker unacknowledged, for whoever is in service.</summary>
    /// <param name="Token">The request.</param>
    public sealed record GiveBack(long Token) : Decision;

    /// <summary>Whoever could take over knows the change (or there is nobody in contact).</summary>
    /// <param name="AgentId">The agent.</param>
    /// <param name="Receipt">The number given in <see cref="Fact.SessionProgressed"/>.</param>
    public sealed record Known(string AgentId, long Receipt) : Decision;

    /// <summary>Take requests, act and publish: this connector is in service.</summary>
    public sealed record EnterService : Decision;

    /// <summary>Stop at once taking requests, acting and publishing, for all agents; keep the subscriptions.</summary>
    /// <param name="Why">A sentence for the log and the status.</param>
    public sealed record Fence(string Why) : Decision;

    /// <summary>Consume the queue of a connector that is down, besides one's own; what lies in it was forwarded to it.</summary>
    /// <param name="PeerId">The peer.</param>
    public sealed record AdoptQueue(string PeerId) : Decision;

    /// <summary>Leave that queue to its connector again.</summary>
    /// <param name="PeerId">The peer.</param>
    public sealed record LeaveQueue(string PeerId) : Decision;

    /// <summary>Say it in the log and the status: a configuration that contradicts another connector's; null: it does no more.</summary>
    /// <param name="Sentence">What is wrong, where, and what to do.</param>
    public sealed record Complain(string? Sentence) : Decision;

    /// <summary>The clean stop is over; the process may end.</summary>
    public sealed record StopComplete : Decision;
}

/// <summary>Why an agent is acquired; the session words its event by it.</summary>
public enum AcquireReason
{
    /// <summary>A client asked for an agent that nobody owned.</summary>
    Asked,

    /// <summary>The owner is down.</summary>
    OwnerDown,

    /// <summary>The owner is out of contact and the agent's client is here.</summary>
    ClientIsHere,

    /// <summary>The owner handed the agent over.</summary>
    HandedOver,

    /// <summary>It was this connector's before a restart or a fence.</summary>
    Restart,

    /// <summary>Another connector gave up a claim in which it had published events.</summary>
    Rejoined,
}
