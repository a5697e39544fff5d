using Connector.Contracts;

namespace Connector.Sagas.Ports;

/// <summary>Finesse's notification side as a session sees it: one held subscription per agent.</summary>
public interface ISubscriptions
{
    /// <summary>Opens the agent's subscription and keeps it: transient losses, and the loss of a side of Finesse, are mended by the
    /// shell, which reports <see cref="SubscriptionReport.Lost"/> and <see cref="SubscriptionReport.Restored"/>. An agent who was
    /// signed out by the failover alone is signed in again before he is reported. Returns at once; the first report is
    /// <see cref="SubscriptionReport.Opened"/> or <see cref="SubscriptionReport.Refused"/>. A subscription of the agent that is
    /// still open is closed first.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="credentials">The agent's credentials; tried once, never again after Finesse refused them.</param>
    /// <param name="generation">Comes back in every report, so that late reports of a closed subscription can be told.</param>
    /// <param name="hints">What is known of the agent from before; null: nothing.</param>
    void Open(string agentId, AgentCredentials credentials, int generation, SubscriptionHints? hints = null);

    /// <summary>Gives the agent's subscription, where one is open, fresh credentials for its next sign-in; what lives is not
    /// dropped. Returns at once.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="credentials">Credentials that Finesse has taken.</param>
    void Renew(string agentId, AgentCredentials credentials);

    /// <summary>Reports <see cref="SubscriptionReport.Drained"/> when everything has been reported that Finesse told the agent's subscription before this call; where that
    /// cannot be found out, because the subscription is lost or the server silent, after a short while all the same. Returns at once.</summary>
    /// <param name="agentId">The agent, whose subscription lives.</param>
    void Drain(string agentId);

    /// <summary>Closes the agent's subscription. Returns at once; no report follows.</summary>
    /// <param name="agentId">The agent.</param>
    void Close(string agentId);
}

/// <summary>What is known of an agent whose subscription is opened.</summary>
public sealed record SubscriptionHints
{
    /// <summary>How he signed in through a connector; null where he did not.</summary>
    public SignInAgent? SignIn { get; init; }

    /// <summary>Whether he had calls up when he was last heard of: he goes before those who had none.</summary>
    public bool HasCalls { get; init; }

    /// <summary>Whether he is taken or handed over, one of many perhaps: then not more at a time than this machine and Finesse bear, and with credentials
    /// that Finesse has taken before.</summary>
    public bool IsTakeover { get; init; }
}

/// <summary>What the shell reports of an agent's subscription, in order, into the agent's session.</summary>
public abstract record SubscriptionReport
{
    private SubscriptionReport()
    {
    }

    /// <summary>The subscription is live and the agent was read after it became so.</summary>
    /// <param name="View">The agent's state and calls.</param>
    public sealed record Opened(AgentView View) : SubscriptionReport;

    /// <summary>The subscription is live again after a loss, and the agent was read after it became so.</summary>
    /// <param name="View">The agent's state and calls.</param>
    public sealed record Restored(AgentView View) : SubscriptionReport;

    /// <summary>The subscription was lost; the shell is mending it.</summary>
    /// <param name="Reason">A sentence: what happened.</param>
    public sealed record Lost(string Reason) : SubscriptionReport;

    /// <summary>The subscription cannot be held, and will not be tried again by itself.</summary>
    /// <param name="Code">The kind of refusal.</param>
    /// <param name="Reason">A sentence: what, where, and what to do.</param>
    /// <param name="Error">Finesse's words, where it said any.</param>
    /// <param name="HttpStatus">Finesse's HTTP status, where it answered.</param>
    public sealed record Refused(RejectionCode Code, string Reason, FinesseRefusal? Error = null, int? HttpStatus = null) : SubscriptionReport;

    /// <summary>Finesse notified something.</summary>
    /// <param name="Notification">What.</param>
    public sealed record Notified(AgentNotification Notification) : SubscriptionReport;

    /// <summary>Everything has been reported that Finesse had told when <see cref="ISubscriptions.Drain"/> was called.</summary>
    public sealed record Drained : SubscriptionReport;
}

/// <summary>What is known of an agent at one moment.</summary>
/// <param name="State">The agent's state.</param>
/// <param name="Dialogs">The agent's calls.</param>
public sealed record AgentView(AgentState State, IReadOnlyList<Dialog> Dialogs);

/// <summary>A notification of Finesse about an agent, in the contracts' words.</summary>
/// <param name="ItemId">Finesse's id of the notification; the same on every connector.</param>
/// <param name="RequestId">The request that caused it, where Finesse echoed one.</param>
public abstract record AgentNotification(string ItemId, string? RequestId)
{
    /// <summary>The agent's User object changed.</summary>
    /// <param name="ItemId">Finesse's id of the notification.</param>
    /// <param name="RequestId">The request that caused it, or null.</param>
    /// <param name="State">The new state.</param>
    public sealed record StateChanged(string ItemId, string? RequestId, AgentState State) : AgentNotification(ItemId, RequestId);

    /// <summary>Some of the agent's calls came, changed or went.</summary>
    /// <param name="ItemId">Finesse's id of the notification.</param>
    /// <param name="RequestId">The request that caused it, or null.</param>
    /// <param name="Change">What happened to them.</param>
    /// <param name="Dialogs">The calls.</param>
    public sealed record DialogsChanged(string ItemId, string? RequestId, DialogChange Change, IReadOnlyList<Dialog> Dialogs)
        : AgentNotification(ItemId, RequestId);

    /// <summary>Finesse refused a request that it had taken.</summary>
    /// <param name="ItemId">Finesse's id of the notification.</param>
    /// <param name="RequestId">The request concerned, or null.</param>
    /// <param name="DialogId">The call concerned, or null.</param>
    /// <param name="Error">What Finesse said.</param>
    public sealed record RequestFailed(string ItemId, string? RequestId, string? DialogId, FinesseRefusal Error)
        : AgentNotification(ItemId, RequestId)
    {
        /// <summary>The object that the request was for, as Finesse writes it (<c>/finesse/api/Dialog/12</c>); empty where it did
        /// not say.</summary>
        public string Source { get; init; } = "";

        /// <summary>What Finesse said besides, in the same notification.</summary>
        public IReadOnlyList<FinesseRefusal> FurtherErrors { get; init; } = [];
    }

    /// <summary>Agents of a watched team changed.</summary>
    /// <param name="ItemId">Finesse's id of the notification.</param>
    /// <param name="RequestId">The request that caused it, or null.</param>
    /// <param name="TeamId">The team.</param>
    /// <param name="Members">The agents.</param>
    /// <param name="Extent">Whether they are one by one, all, or gone.</param>
    public sealed record TeamChanged(
        string ItemId, string? RequestId, string TeamId, IReadOnlyList<TeamMember> Members, NewsExtent Extent)
        : AgentNotification(ItemId, RequestId);

    /// <summary>A watched queue's statistics changed.</summary>
    /// <param name="ItemId">Finesse's id of the notification.</param>
    /// <param name="RequestId">The request that caused it, or null.</param>
    /// <param name="Queue">The queue.</param>
    public sealed record QueueChanged(string ItemId, string? RequestId, QueueStatistics Queue) : AgentNotification(ItemId, RequestId);
}
