using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;

namespace Connector.Sagas.Ports;

/// <summary>
/// What ownership has the agents' sessions do: the decisions of <see cref="OwnershipCore"/> that concern a session, one member each. Called from one
/// place at a time, in the order of the decisions. Every member returns at once; what comes of it is told to <see cref="IOwnershipReports"/>.
/// </summary>
public interface IOwnedSessions
{
    /// <summary>Own the agent: hold the subscription (sign in first where there is none), read the agent, publish what differs from what was
    /// published last, go on with the next number. Where the session is open already it goes on in the new epoch.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="epoch">The epoch of every event from now on.</param>
    /// <param name="why">Why.</param>
    /// <param name="from">The owner before; null: nobody.</param>
    /// <param name="known">Everything that is known of the session so far.</param>
    /// <param name="rival">Of a connector that gave its claim up: how far it had got; null: none, or not known.</param>
    void Acquire(string agentId, long epoch, AcquireReason why, string? from, AgentProgress known, AgentProgress? rival = null);

    /// <summary>Hold the agent's subscription, keep what it brings, publish and act on nothing; then tell
    /// <see cref="IOwnershipReports.Prepared"/>.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="known">Everything that is known of the session so far.</param>
    void Prepare(string agentId, AgentProgress known);

    /// <summary>Finish what was begun, begin and publish nothing more, then tell <see cref="IOwnershipReports.Quiesced"/>.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="epoch">The epoch of the session.</param>
    void Quiesce(string agentId, long epoch);

    /// <summary>The hand-over came to nothing, or a fence is over: go on as owner in the same epoch.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="epoch">The epoch of the session.</param>
    void Resume(string agentId, long epoch);

    /// <summary>Stop acting and publishing for the agent at once, and close its subscription. Requests that wait are given to
    /// <see cref="IOwnershipReports.Returned"/>.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="newOwner">Who owns it now; null: nobody.</param>
    void Release(string agentId, string? newOwner);

    /// <summary>Whoever could take over knows the change.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="receipt">The number given to <see cref="IOwnershipReports.Progressed(string, long, AgentProgress, long)"/>.</param>
    void Known(string agentId, long receipt);

    /// <summary>Act and publish: this connector is in service.</summary>
    void EnterService();

    /// <summary>Stop acting and publishing at once, for all agents; keep the subscriptions.</summary>
    /// <param name="why">A sentence for the log and the status.</param>
    void Fence(string why);
}

/// <summary>What the agents' sessions tell ownership. Every member returns at once and may be called from anywhere.</summary>
public interface IOwnershipReports
{
    /// <summary>Whether this connector may act and publish at this moment: its lease may end between two decisions, so that is asked before each act.</summary>
    bool MayAct => true;

    /// <summary>The session got further. Told before anybody outside is told.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="epoch">The epoch of the session.</param>
    /// <param name="progress">What is new.</param>
    /// <param name="receipt">Not 0: the session waits for <see cref="IOwnedSessions.Known"/> with this number before it goes on.</param>
    void Progressed(string agentId, long epoch, AgentProgress progress, long receipt);

    /// <summary>The same, for a session that goes on by itself once that is told.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="epoch">The epoch of the session.</param>
    /// <param name="progress">What is new.</param>
    /// <param name="then">Publishes or answers; called once, in the order of the reports of an agent, when ownership has taken the report in. It
    /// looks by itself whether the session may still do so. May be called before this returns.</param>
    void Progressed(string agentId, long epoch, AgentProgress progress, Action then)
    {
        Progressed(agentId, epoch, progress, receipt: 0);
        then();
    }

    /// <summary>After <see cref="IOwnedSessions.Prepare"/>: the subscription is live and keeps what it hears.</summary>
    /// <param name="agentId">The agent.</param>
    void Prepared(string agentId);

    /// <summary>After <see cref="IOwnedSessions.Quiesce"/>: nothing is under way, and nothing will be published any more.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="epoch">The epoch of the session.</param>
    void Quiesced(string agentId, long epoch);

    /// <summary>The session is over: signed out, disconnected by a client, refused by Finesse, or its XMPP name was taken by somebody else.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="epoch">The epoch of the session.</param>
    void Ended(string agentId, long epoch);

    /// <summary>A request that the session had taken and not begun: it is routed anew.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="requestId">The request.</param>
    void Returned(string agentId, string requestId);
}

/// <summary>Makes agents' credentials fit to travel and to rest (AES-256-GCM; the key from <c>SYNC_SHARED_KEY</c>, or the machine's own where
/// there is one connector only).</summary>
public interface ICredentialsProtector
{
    /// <summary>Encrypts.</summary>
    /// <param name="agentId">The agent; a text made for one agent cannot be opened for another.</param>
    /// <param name="credentials">The credentials.</param>
    /// <returns>A text without any secret to whoever lacks the key.</returns>
    string Protect(string agentId, AgentCredentials credentials);

    /// <summary>Decrypts.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="text">What <see cref="Protect"/> returned, here or on the other connector.</param>
    /// <returns>The credentials; null: made with another key, for another agent, or damaged.</returns>
    AgentCredentials? Unprotect(string agentId, string text);
}
