using System.Collections.Concurrent;
using Connector.Finesse.Rest;
using Connector.Xmpp;
using Microsoft.Extensions.Logging;

namespace Connector.Finesse.Subscriptions;

/// <summary>Holds agents' sessions with one side's notification service, over XMPP.</summary>
public sealed class AgentSubscriptions : IAgentSubscriptions, IAsyncDisposable
{
    private readonly ConcurrentDictionary<AgentSubscription, byte> _open = new();
    private readonly CancellationTokenSource _lifetime = new();
    private readonly AgentSignIn _signIn;
    private readonly StandbySessions _standby;
    private readonly AgentSubscriptionsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<AgentSubscriptions> _logger;

    /// <summary>Makes the holder for one side.</summary>
    /// <param name="rest">The side's REST API, which tells the notification service's domain and ports.</param>
    /// <param name="xmpp">Begins sessions.</param>
    /// <param name="options">How they are held.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log; never told a secret.</param>
    public AgentSubscriptions(
        IFinesseRest rest,
        IXmppConnector xmpp,
        AgentSubscriptionsOptions options,
        TimeProvider time,
        ILogger<AgentSubscriptions> logger)
    {
        ArgumentNullException.ThrowIfNull(rest);
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _time = time;
        _logger = logger;
        _signIn = new AgentSignIn(xmpp, new SystemInfoSource(rest, time, _lifetime.Token), rest.Address, options, time);
        _standby = new StandbySessions(_signIn, options.Standby, time, logger);
    }

    /// <summary>Sessions of agents who may come here.</summary>
    public IStandbySessions Standby => _standby;

    /// <inheritdoc/>
    public async Task<SubscriptionOpening> OpenAsync(
        string agentId, RenewableCredentials credentials, IAgentObserver observer, CancellationToken cancellationToken = default)
    {
        var subscription = Begin(agentId, credentials, observer, givesUpFirst: true);
        SubscriptionOpening? opening = null;
        try
        {
            opening = await subscription.First.WaitAsync(cancellationToken);
            return opening;
        }
        finally
        {
            if (opening is not SubscriptionOpening.Live)
                await subscription.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public bool StandsBy(string agentId) => _standby.IsReady(agentId);

    /// <inheritdoc/>
    public IAgentSubscription Start(string agentId, RenewableCredentials credentials, IAgentObserver observer) =>
        Begin(agentId, credentials, observer, givesUpFirst: false);

    /// <inheritdoc/>
    public Task<NodeAnswer> WatchAsync(string agentId, string node, CancellationToken cancellationToken = default) =>
        LiveOf(agentId) is { } live ? live.Nodes.SubscribeAsync(node, cancellationToken) : NotLive();

    /// <inheritdoc/>
    public Task<NodeAnswer> UnwatchAsync(string agentId, string node, CancellationToken cancellationToken = default) =>
        LiveOf(agentId) is { } live ? live.Nodes.UnsubscribeAsync(node, cancellationToken) : NotLive();

    /// <summary>Closes all sessions cleanly.</summary>
    /// <returns>Done when the last is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_lifetime.IsCancellationRequested)
            return;
        await _lifetime.CancelAsync();
        await Task.WhenAll(_open.Keys.Select(s => s.DisposeAsync().AsTask()));
        await _standby.DisposeAsync();
        _lifetime.Dispose();
    }

    private static Task<NodeAnswer> NotLive() =>
        Task.FromResult<NodeAnswer>(new NodeAnswer.Unavailable("the agent has no live session with the notification service"));

    private AgentSubscription? LiveOf(string agentId)
    {
        foreach (var (subscription, _) in _open)
        {
            if (subscription.State == SubscriptionState.Live && subscription.AgentId == agentId)
                return subscription;
        }
        return null;
    }

    private AgentSubscription Begin(string agentId, RenewableCredentials credentials, IAgentObserver observer, bool givesUpFirst)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        ArgumentNullException.ThrowIfNull(observer);
        ObjectDisposedException.ThrowIf(_lifetime.IsCancellationRequested, this);
        // Says at once what no server could make good.
        _ = new Jid(agentId, "finesse", _signIn.Resource);
        var subscription = new AgentSubscription(
            agentId, credentials, givesUpFirst, observer, _signIn, _standby, _options, _time, _logger, Closed);
        _standby.Enter(agentId);
        _open[subscription] = 0;
        subscription.Begin();
        return subscription;
    }

    private void Closed(AgentSubscription subscription)
    {
        _open.TryRemove(subscription, out _);
        _standby.Leave(subscription.AgentId);
    }
}
