using System.Threading.Channels;
using Connector.Finesse.Model;
using Connector.Finesse.Notifications;
using Connector.Finesse.Sides;
using Connector.Finesse.Subscriptions;
using Connector.Sagas.Ports;

namespace Connector.Service.Adapters;

/// <summary>What happens to one agent's subscription, on its way to whoever holds it.</summary>
internal abstract record Happening
{
    private Happening()
    {
    }

    /// <summary>Finesse told something.</summary>
    /// <param name="From">By which session.</param>
    /// <param name="Notification">What.</param>
    /// <param name="User">The agent as Finesse described him, where it was about him.</param>
    public sealed record Told(SideEar From, AgentNotification Notification, FinesseUser? User) : Happening;

    /// <summary>The session was lost.</summary>
    public sealed record Lost(SideEar From, string Reason) : Happening;

    /// <summary>The session lives again, or at last.</summary>
    /// <param name="From">Which.</param>
    /// <param name="Losses">How often it was lost before.</param>
    public sealed record Restored(SideEar From, int Losses) : Happening;

    /// <summary>The session was refused for good.</summary>
    public sealed record Refused(SideEar From, SubscriptionRefusal Refusal) : Happening;

    /// <summary>The agent is to move, or to be followed no more.</summary>
    public sealed record Called : Happening;
}

/// <summary>Listens to one agent's session with one side: tells the supervision what it is to know at once, and passes on the
/// rest.</summary>
internal sealed class SideEar(
    string agentId, FinesseSide side, SideWatch watch, ChannelWriter<Happening> happenings) : IAgentObserver
{
    private int _losses;
    private volatile bool _isLost;

    /// <summary>How often the session was lost.</summary>
    public int Losses => Volatile.Read(ref _losses);

    /// <summary>Whether it is lost now.</summary>
    public bool IsLost => _isLost;

    /// <inheritdoc/>
    public async ValueTask OnNotificationAsync(FinesseNotification notification, CancellationToken cancellationToken)
    {
        if (notification.Payload is NotificationPayload.SystemInfoChanged changed)
            watch.Observe(new SideFact.Told(side.Id, changed.SystemInfo.IsInService));
        else if (ContractMapping.ToNotification(notification) is { } known)
        {
            var user = (notification.Payload as NotificationPayload.UserChanged)?.User;
            await happenings.WriteAsync(new Happening.Told(this, known, user), cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask OnLostAsync(string reason, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _losses);
        _isLost = true;
        watch.Observe(new SideFact.Lost(agentId, side.Id));
        return happenings.WriteAsync(new Happening.Lost(this, reason), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask OnRestoredAsync(CancellationToken cancellationToken)
    {
        _isLost = false;
        watch.Observe(new SideFact.Live(agentId, side.Id));
        return happenings.WriteAsync(new Happening.Restored(this, Losses), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask OnRefusedAsync(SubscriptionRefusal refusal, CancellationToken cancellationToken) =>
        happenings.WriteAsync(new Happening.Refused(this, refusal), cancellationToken);

    /// <inheritdoc/>
    public ValueTask OnPresenceAsync(AgentPresence presence, CancellationToken cancellationToken)
    {
        if (presence.IsFinesse)
            watch.Observe(new SideFact.Presence(side.Id, presence.IsAvailable));
        return ValueTask.CompletedTask;
    }
}
