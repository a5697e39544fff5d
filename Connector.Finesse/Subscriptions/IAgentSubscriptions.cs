using Connector.Finesse.Notifications;
using Connector.Finesse.Rest;

namespace Connector.Finesse.Subscriptions;

/// <summary>Holds agents' sessions with one side's notification service.</summary>
public interface IAgentSubscriptions
{
    /// <summary>
    /// Signs the agent in to the notification service and returns when the first attempt has ended: with a live subscription,
    /// or with the reason why there is none (and then nothing is left running).
    /// </summary>
    /// <param name="agentId">The agent; the local part of the JID.</param>
    /// <param name="credentials">The agent's password or access token; each attempt to sign in takes what it is then.</param>
    /// <param name="observer">Told everything, in order, one call at a time.</param>
    /// <param name="cancellationToken">Gives up the first attempt.</param>
    /// <returns>What came of the first attempt.</returns>
    Task<SubscriptionOpening> OpenAsync(
        string agentId, RenewableCredentials credentials, IAgentObserver observer, CancellationToken cancellationToken = default);

    /// <summary>Whether a silent session of the agent is ready (<see cref="IStandbySessions"/>): to open his subscription signs nobody in.</summary>
    /// <param name="agentId">The agent.</param>
    /// <returns>Whether there is one now.</returns>
    bool StandsBy(string agentId);

    /// <summary>
    /// Starts a subscription that keeps trying until it is live, refused or disposed: for agents of whom it is known that they
    /// were signed in, after a restart or a take-over. The observer is told of success by
    /// <see cref="IAgentObserver.OnRestoredAsync"/>.
    /// </summary>
    /// <param name="agentId">The agent; the local part of the JID.</param>
    /// <param name="credentials">The agent's password or access token; each attempt to sign in takes what it is then.</param>
    /// <param name="observer">Told everything, in order, one call at a time.</param>
    /// <returns>The subscription, not live yet.</returns>
    IAgentSubscription Start(string agentId, RenewableCredentials credentials, IAgentObserver observer);

    /// <summary>
    /// Subscribes the agent's live session to a node that is not his by itself (<see cref="FinesseNodes"/>). Its notifications
    /// reach the agent's observer from then on, until <see cref="UnwatchAsync"/> or the end of the subscription. After a restoration
    /// ask again, and read what the node speaks of: what happened meanwhile is lost.
    /// </summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="node">The node; asking for one twice changes nothing.</param>
    /// <param name="cancellationToken">Gives up; the node may be subscribed all the same.</param>
    /// <returns>What came of it.</returns>
    Task<NodeAnswer> WatchAsync(string agentId, string node, CancellationToken cancellationToken = default);

    /// <summary>Ends what <see cref="WatchAsync"/> began. What cannot be ended now is ended when the subscription closes.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="node">The node; one that is not subscribed is no error.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What came of it; never a refusal.</returns>
    Task<NodeAnswer> UnwatchAsync(string agentId, string node, CancellationToken cancellationToken = default);
}

/// <summary>One agent's session with the notification service. Disposing it closes the session cleanly and, when it has
/// returned, the observer is not called any more.</summary>
public interface IAgentSubscription : IAsyncDisposable
{
    /// <summary>The agent.</summary>
    string AgentId { get; }

    /// <summary>Where the subscription stands.</summary>
    SubscriptionState State { get; }

    /// <summary>Waits until the observer has taken everything that the server had sent to the session when this was called. Where the session is lost, that
    /// is what came before the loss.</summary>
    /// <param name="cancellationToken">Ends the wait: a server that has fallen silent answers nothing.</param>
    /// <returns>Done when it has.</returns>
    Task DrainAsync(CancellationToken cancellationToken = default);
}

/// <summary>Where a subscription stands.</summary>
public enum SubscriptionState
{
    /// <summary>Signing in, or waiting to try again.</summary>
    Connecting,

    /// <summary>Notifications flow.</summary>
    Live,

    /// <summary>The server refused for good: nothing is tried any more.</summary>
    Refused,

    /// <summary>Disposed.</summary>
    Closed,
}

/// <summary>What came of the first attempt: one of the nested records, and no other.</summary>
public abstract record SubscriptionOpening
{
    private SubscriptionOpening()
    {
    }

    /// <summary>Notifications flow.</summary>
    /// <param name="Subscription">The subscription; dispose it to end it.</param>
    public sealed record Live(IAgentSubscription Subscription) : SubscriptionOpening;

    /// <summary>The server refused; asking again with the same credentials brings nothing, and may lock the account.</summary>
    /// <param name="Refusal">Why.</param>
    public sealed record Refused(SubscriptionRefusal Refusal) : SubscriptionOpening;

    /// <summary>The server could not be reached or did not serve; asking again later may work.</summary>
    /// <param name="Reason">What failed, for the log.</param>
    public sealed record Unavailable(string Reason) : SubscriptionOpening;
}

/// <summary>A refusal for good.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Reason">The server's words, for the log.</param>
public sealed record SubscriptionRefusal(RefusalKind Kind, string Reason);

/// <summary>Kinds of refusal after which nothing may be tried again without a new reason.</summary>
public enum RefusalKind
{
    /// <summary>Wrong user, password or expired token. Five wrong passwords lock an account.</summary>
    Authentication,

    /// <summary>Another session took this one's resource (stream error <c>conflict</c>, RFC 6120 section 4.9.3.3).</summary>
    Conflict,

    /// <summary>The configuration does not allow a session: for instance TLS is demanded and the server has none.</summary>
    Configuration,
}

/// <summary>
/// Told what happens on one agent's subscription: in order, one call at a time; the next is made when the task is done, so a
/// slow observer slows down the reading of its own session and no other. An exception it throws is logged and does not end
/// the session.
/// </summary>
public interface IAgentObserver
{
    /// <summary>A notification arrived, for the first time (duplicates by item id are dropped before).</summary>
    /// <param name="notification">The notification.</param>
    /// <param name="cancellationToken">Cancelled when the subscription is disposed.</param>
    /// <returns>Done when the observer has taken it.</returns>
    ValueTask OnNotificationAsync(FinesseNotification notification, CancellationToken cancellationToken);

    /// <summary>The session was lost; it is being restored. Notifications from now on are lost, until restored.</summary>
    /// <param name="reason">What ended it, for the log.</param>
    /// <param name="cancellationToken">Cancelled when the subscription is disposed.</param>
    /// <returns>Done when the observer has taken it.</returns>
    ValueTask OnLostAsync(string reason, CancellationToken cancellationToken);

    /// <summary>The session is live again (or live at last): read User and Dialogs, for what happened meanwhile is lost.</summary>
    /// <param name="cancellationToken">Cancelled when the subscription is disposed.</param>
    /// <returns>Done when the observer has taken it.</returns>
    ValueTask OnRestoredAsync(CancellationToken cancellationToken);

    /// <summary>The server refused for good; nothing is tried any more. The last call.</summary>
    /// <param name="refusal">Why.</param>
    /// <param name="cancellationToken">Cancelled when the subscription is disposed.</param>
    /// <returns>Done when the observer has taken it.</returns>
    ValueTask OnRefusedAsync(SubscriptionRefusal refusal, CancellationToken cancellationToken);

    /// <summary>
    /// Somebody whom this session can see came or went: the user <c>finesse</c> (the server's own presence, which falls when its
    /// web application does), or a sibling session of the same agent.
    /// </summary>
    /// <param name="presence">Who, and which way.</param>
    /// <param name="cancellationToken">Cancelled when the subscription is disposed.</param>
    /// <returns>Done when the observer has taken it.</returns>
    ValueTask OnPresenceAsync(AgentPresence presence, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

/// <summary>Somebody came or went on the notification service.</summary>
/// <param name="User">Local part of the JID: the agent himself, or <c>finesse</c>.</param>
/// <param name="Resource">The resource, for instance <c>gc-site2</c>; null for the bare JID.</param>
/// <param name="IsAvailable">Whether it is there now.</param>
public sealed record AgentPresence(string User, string? Resource, bool IsAvailable)
{
    /// <summary>Whether this is the server's own user, whose absence means that its web application is down.</summary>
    public bool IsFinesse => User == "finesse";
}
