namespace Connector.Finesse.Subscriptions;

/// <summary>
/// Remembers the last item ids of one subscription, as 64-bit digests: a connector holds thousands of these, and the ids are
/// some sixty characters long. Finesse sends an item twice where a node is subscribed by bare and by full JID.
/// </summary>
internal sealed class DuplicateFilter(int capacity)
{
    private readonly ulong[] _ring = new ulong[capacity];
    private int _next;

    /// <summary>Whether the id is new on its node; remembers it. An item without an id is always new.</summary>
    internal bool IsNew(string node, string itemId)
    {
        if (itemId.Length == 0)
            return true;
        var digest = Digest(Digest(14695981039346656037UL, node), itemId);
        if (digest == 0)
            digest = 1;
        if (_ring.AsSpan().Contains(digest))
            return false;
        _ring[_next] = digest;
        _next = (_next + 1) % _ring.Length;
        return true;
    }

    /// <summary>FNV-1a, which tells apart ids that differ in their last digits only. 0 marks a free place.</summary>
    private static ulong Digest(ulong digest, string text)
    {
        foreach (var c in text)
            digest = (digest ^ c) * 1099511628211UL;
        return digest;
    }
}
