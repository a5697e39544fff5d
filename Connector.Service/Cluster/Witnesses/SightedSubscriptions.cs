using Connector.Finesse.Notifications;
using Connector.Finesse.Rest;
using Connector.Finesse.Subscriptions;

namespace Connector.Service.Cluster.Witnesses;

/// <summary>Is told what agents' sessions see of other connectors' sessions. Returns at once; may be called from anywhere.</summary>
internal interface ISightings
{
    /// <summary>A session begins; it gets a number.</summary>
    long Begin();

    /// <summary>A session sees somebody come or go.</summary>
    void Saw(long session, string agentId, AgentPresence presence);

    /// <summary>A session was lost; it may come back.</summary>
    void Lost(long session);

    /// <summary>A session is back.</summary>
    void Restored(long session);

    /// <summary>A session is over.</summary>
    void Closed(long session);
}

/// <summary>Agents' subscriptions as they are, and their sightings told besides.</summary>
internal sealed class SightedSubscriptions(IAgentSubscriptions inner, ISightings sightings) : IAgentSubscriptions
{
    /// <inheritdoc/>
    public async Task<SubscriptionOpening> OpenAsync(
        string agentId, RenewableCredentials credentials, IAgentObserver observer, CancellationToken cancellationToken = default)
    {
        var sighted = new Observer(agentId, observer, sightings);
        SubscriptionOpening? opening = null;
        try
        {
            opening = await inner.OpenAsync(agentId, credentials, sighted, cancellationToken);
            return opening is SubscriptionOpening.Live live ? new SubscriptionOpening.Live(new Subscription(live.Subscription, sighted)) : opening;
        }
        finally
        {
            if (opening is not SubscriptionOpening.Live)
                sighted.Close();
        }
    }

    /// <inheritdoc/>
    public bool StandsBy(string agentId) => inner.StandsBy(agentId);

    /// <inheritdoc/>
    public IAgentSubscription Start(string agentId, RenewableCredentials credentials, IAgentObserver observer)
    {
        var sighted = new Observer(agentId, observer, sightings);
        return new Subscription(inner.Start(agentId, credentials, sighted), sighted);
    }

    /// <inheritdoc/>
    public Task<NodeAnswer> WatchAsync(string agentId, string node, CancellationToken cancellationToken = default) =>
        inner.WatchAsync(agentId, node, cancellationToken);

    /// <inheritdoc/>
    public Task<NodeAnswer> UnwatchAsync(string agentId, string node, CancellationToken cancellationToken = default) =>
        inner.UnwatchAsync(agentId, node, cancellationToken);

    private sealed class Subscription(IAgentSubscription inner, Observer observer) : IAgentSubscription
    {
        public string AgentId => inner.AgentId;

        public SubscriptionState State => inner.State;

        public Task DrainAsync(CancellationToken cancellationToken = default) => inner.DrainAsync(cancellationToken);

        public async ValueTask DisposeAsync()
        {
            // First: what is seen while it closes is not what is meant.
            observer.Close();
            await inner.DisposeAsync();
        }
    }

    private sealed class Observer(string agentId, IAgentObserver inner, ISightings sightings) : IAgentObserver
    {
        private readonly long _session = sightings.Begin();
        private volatile bool _closed;

        public void Close()
        {
            _closed = true;
            sightings.Closed(_session);
        }

        public ValueTask OnNotificationAsync(FinesseNotification notification, CancellationToken cancellationToken) =>
            inner.OnNotificationAsync(notification, cancellationToken);

        public ValueTask OnLostAsync(string reason, CancellationToken cancellationToken)
        {
            sightings.Lost(_session);
            return inner.OnLostAsync(reason, cancellationToken);
        }

        public ValueTask OnRestoredAsync(CancellationToken cancellationToken)
        {
            sightings.Restored(_session);
            return inner.OnRestoredAsync(cancellationToken);
        }

        public ValueTask OnRefusedAsync(SubscriptionRefusal refusal, CancellationToken cancellationToken)
        {
            sightings.Closed(_session);
            return inner.OnRefusedAsync(refusal, cancellationToken);
        }

        public ValueTask OnPresenceAsync(AgentPresence presence, CancellationToken cancellationToken)
        {
            if (!_closed && !presence.IsFinesse)
                sightings.Saw(_session, agentId, presence);
            return inner.OnPresenceAsync(presence, cancellationToken);
        }
    }
}
