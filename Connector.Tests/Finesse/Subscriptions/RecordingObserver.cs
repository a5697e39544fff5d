using System.Collections.Concurrent;
using Connector.Finesse.Notifications;
using Connector.Finesse.Subscriptions;

namespace Connector.Tests.Finesse.Subscriptions;

/// <summary>Keeps what it is told, in order; can be held up, and can throw.</summary>
internal sealed class RecordingObserver : IAgentObserver
{
    private readonly ConcurrentQueue<string> _told = new();

    /// <summary>One line for each call: what it was and what it named.</summary>
    internal IReadOnlyList<string> Told => [.. _told];

    /// <summary>Awaited within each notification.</summary>
    internal Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Run within each notification; may throw.</summary>
    internal Func<FinesseNotification, ValueTask> OnEach { get; set; } = _ => ValueTask.CompletedTask;

    internal SubscriptionRefusal? Refusal { get; private set; }

    public async ValueTask OnNotificationAsync(FinesseNotification notification, CancellationToken cancellationToken)
    {
        await Gate.WaitAsync(cancellationToken);
        _told.Enqueue($"notification {notification.ItemId}");
        await OnEach(notification);
    }

    public ValueTask OnLostAsync(string reason, CancellationToken cancellationToken) => Tell("lost");

    public ValueTask OnRestoredAsync(CancellationToken cancellationToken) => Tell("restored");

    public ValueTask OnRefusedAsync(SubscriptionRefusal refusal, CancellationToken cancellationToken)
    {
        Refusal = refusal;
        return Tell($"refused {refusal.Kind}");
    }

    public ValueTask OnPresenceAsync(AgentPresence presence, CancellationToken cancellationToken) =>
        Tell($"{presence.User}/{presence.Resource} {(presence.IsAvailable ? "came" : "went")}");

    private ValueTask Tell(string what)
    {
        _told.Enqueue(what);
        return ValueTask.CompletedTask;
    }
}
