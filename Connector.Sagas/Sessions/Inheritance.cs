using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>What a session knows of the time before this connector owned the agent. Pure.</summary>
/// <param name="State">The state that clients knew of; empty: none.</param>
/// <param name="Calls">The calls that clients knew of.</param>
internal sealed record Inheritance(string State, IReadOnlyList<Dialog> Calls)
{
    internal static readonly Inheritance None = new("", []);

    private readonly HashSet<Guid> _told = [];
    private readonly Dictionary<string, string?> _echoes = new(StringComparer.Ordinal);
    private (long Sequence, Guid EventId)? _lastTold;

    /// <summary>Takes over what is known.</summary>
    /// <param name="told">What clients were told last.</param>
    /// <param name="events">The events that are remembered.</param>
    internal static Inheritance Of(AgentView told, IReadOnlyList<RememberedEvent> events)
    {
        var inheritance = new Inheritance(told.State.State, told.Dialogs);
        foreach (var remembered in events)
        {
            var head = SessionRecords.Head(remembered);
            if (SessionRecords.IsOfAgent(remembered) && head.EventId != EventIds.OfSession(head.AgentId, remembered.Epoch, remembered.Sequence))
                inheritance._lastTold = (remembered.Sequence, head.EventId);
            inheritance._told.Add(head.EventId);
            if (head.RequestId is { } requestId && (!inheritance._echoes.TryGetValue(requestId, out var made) || made is null))
                inheritance._echoes[requestId] = head.Dialog?.DialogId;
        }

        return inheritance;
    }

    /// <summary>Whether the owner before told of this notification.</summary>
    internal bool WasTold(string agentId, string itemId) =>
        _told.Count > 0 && itemId.Length > 0 && _told.Contains(EventIds.OfNotification(agentId, itemId, 0));

    /// <summary>The last thing that the owner before told of after a moment, where it is not among these notifications: who has only these is behind
    /// that owner, as far as can be told.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="since">The number of the last event before that moment.</param>
    /// <param name="heard">The notifications.</param>
    /// <returns>The event's id; null: nothing is missing.</returns>
    internal Guid? MissingIn(string agentId, long since, IReadOnlyList<AgentNotification> heard) =>
        _lastTold is { } last && last.Sequence > since && !heard.Any(notification => Gives(agentId, notification, last.EventId)) ? last.EventId : null;

    /// <summary>Whether an event is one that a notification gives.</summary>
    internal static bool Gives(string agentId, AgentNotification notification, Guid eventId) => IdsOf(agentId, notification).Contains(eventId);

    private static IEnumerable<Guid> IdsOf(string agentId, AgentNotification notification) => Enumerable
        .Range(0, notification is AgentNotification.DialogsChanged { Dialogs.Count: var count } ? count : 1)
        .Select(index => EventIds.OfNotification(agentId, notification.ItemId, index));

    /// <summary>Whether an event that named the request was published: Finesse took it.</summary>
    /// <param name="requestId">The request.</param>
    /// <param name="dialogId">The call that was told with it first, or null.</param>
    internal bool WasEchoed(string requestId, out string? dialogId) => _echoes.TryGetValue(requestId, out dialogId);
}
