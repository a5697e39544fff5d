using Connector.Xmpp;

namespace Connector.FinesseSimulator.Xmpp;

/// <summary>
/// Explicit subscriptions (XEP-0060, facts 5.2). They survive the session that made them and the server that took them, as Finesse's
/// do, until they are ended. The automatic ones are not here: they hold for every user by themselves.
/// </summary>
internal sealed class PubSubNodes(IUserDirectory directory)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Jid>> _subscribers = new(StringComparer.Ordinal);

    /// <summary>Whether a node exists, and whether a user may have it; the answer is a stanza error's condition, or
    /// none.</summary>
    public string? RefusalOf(string user, string node)
    {
        var path = node.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return path switch
        {
            ["finesse", "api", "SystemInfo"] => null,
            ["finesse", "api", "User", var id, ..] when !directory.IsUser(id) => "item-not-found",
            ["finesse", "api", "User", var id] => OnlyOwn(user, id),
            ["finesse", "api", "User", var id, "Dialogs" or "Media" or "Queues" or "ClientLog", ..] => OnlyOwn(user, id),
            ["finesse", "api", "Team", var id, "Users"] => directory.IsSupervisorOf(user, id) ? null : "forbidden",
            ["finesse", "api", "Queue", var id] => directory.IsQueue(id) ? null : "item-not-found",
            _ => "item-not-found",
        };
    }

    /// <summary>Subscribes an address.</summary>
    public void Subscribe(string node, Jid address)
    {
        lock (_gate)
        {
            if (!_subscribers.TryGetValue(node, out var list)) _subscribers[node] = list = [];
            if (!list.Contains(address)) list.Add(address);
        }
    }

    /// <summary>Unsubscribes an address.</summary>
    /// <returns>Whether it was subscribed.</returns>
    public bool Unsubscribe(string node, Jid address)
    {
        lock (_gate)
        {
            if (!_subscribers.TryGetValue(node, out var list) || !list.Remove(address)) return false;
            if (list.Count == 0) _subscribers.Remove(node);
            return true;
        }
    }

    /// <summary>All addresses that subscribed a node.</summary>
    public IReadOnlyList<Jid> SubscribersOf(string node)
    {
        lock (_gate) return _subscribers.TryGetValue(node, out var list) ? [.. list] : [];
    }

    /// <summary>The addresses of one user that subscribed a node.</summary>
    public IReadOnlyList<Jid> SubscribersOf(string node, string bareJid)
    {
        lock (_gate)
            return _subscribers.TryGetValue(node, out var list) ? [.. list.Where(jid => jid.Bare.ToString() == bareJid)] : [];
    }

    /// <summary>All subscriptions of one user.</summary>
    public IReadOnlyList<(string Node, Jid Address)> SubscriptionsOf(string bareJid)
    {
        lock (_gate)
        {
            return
            [
                .. _subscribers.SelectMany(
                    pair => pair.Value.Where(jid => jid.Bare.ToString() == bareJid).Select(jid => (pair.Key, jid)))
                    .OrderBy(pair => pair.Key, StringComparer.Ordinal),
            ];
        }
    }

    /// <summary>The nodes that a user has by himself.</summary>
    public static IReadOnlyList<string> AutomaticNodesOf(string user) =>
        [$"/finesse/api/User/{user}", $"/finesse/api/User/{user}/Dialogs", "/finesse/api/SystemInfo"];

    private static string? OnlyOwn(string user, string id) => user == id ? null : "forbidden";
}
