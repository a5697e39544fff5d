using Connector.Contracts;
using Connector.Contracts.Sync;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>What a session knows of the time before this connector owned the agent. Pure.</summary>
/// <param name="Calls">The calls that clients knew of.</param>
/// <param name="MemoryComplete">Whether every request that was begun is known.</param>
internal sealed record Inheritance(IReadOnlyList<Dialog> Calls, bool MemoryComplete)
{
    internal static readonly Inheritance None = new([], MemoryComplete: true);

    private readonly HashSet<Guid> _told = [];
    private readonly Dictionary<string, string?> _echoes = new(StringComparer.Ordinal);

    /// <summary>Takes over what is known.</summary>
    internal static Inheritance Of(AgentView told, AgentProgress known, bool memoryComplete)
    {
        var inheritance = new Inheritance(told.Dialogs, memoryComplete);
        foreach (var head in known.Events.Select(SessionRecords.Head))
        {
            inheritance._told.Add(head.EventId);
            if (head.RequestId is { } requestId && (!inheritance._echoes.TryGetValue(requestId, out var made) || made is null))
                inheritance._echoes[requestId] = head.Dialog?.DialogId;
        }

        return inheritance;
    }

    /// <summary>Whether the owner before told of this notification.</summary>
    internal bool WasTold(string agentId, string itemId) =>
        _told.Count > 0 && itemId.Length > 0 && _told.Contains(EventIds.OfNotification(agentId, itemId, 0));

    /// <summary>Whether an event that named the request was published: Finesse took it.</summary>
    /// <param name="requestId">The request.</param>
    /// <param name="dialogId">The call that was told with it first, or null.</param>
    internal bool WasEchoed(string requestId, out string? dialogId) => _echoes.TryGetValue(requestId, out dialogId);
}
