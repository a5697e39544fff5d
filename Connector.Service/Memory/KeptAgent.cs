using Connector.Contracts.Sync;

namespace Connector.Service.Memory;

/// <summary>A row of the database and what it says.</summary>
internal readonly record struct KeptRow<T>(long Id, T Value);

/// <summary>What the database holds of an agent: the base against which the next word is compared.</summary>
internal sealed record KeptAgent(
    long Id, AgentClaim Claim, AgentProgress Whole, IReadOnlyList<KeptRow<RecordedEvent>> Events, IReadOnlyList<KeptRow<RecordedRequest>> Requests);

/// <summary>What is to be done to the rows of one agent, so that they say what the newest word says, in its order.</summary>
/// <param name="Removed">Rows that go.</param>
/// <param name="Changed">Rows whose content changes; they keep their place.</param>
/// <param name="Stay">How many of the rows stay in all, the changed ones among them; they come first.</param>
/// <param name="Added">What comes after them.</param>
internal sealed record RowChanges<T>(IReadOnlyList<long> Removed, IReadOnlyList<KeptRow<T>> Changed, IReadOnlyList<KeptRow<T>> Stay, IReadOnlyList<T> Added)
    where T : IEquatable<T>
{
    /// <summary>
    /// Compares. Rows are in the order of their ids, and new ones get higher ids: so what stays is looked for from the front, and after the
    /// first new one everything is written anew. In a list that grows at its end and loses at its front, that is one row each.
    /// </summary>
    /// <param name="kept">The rows, in order.</param>
    /// <param name="now">What they are to say.</param>
    /// <param name="same">Whether two say something of the same thing.</param>
    public static RowChanges<T> Between(IReadOnlyList<KeptRow<T>> kept, IReadOnlyList<T> now, Func<T, T, bool> same)
    {
        List<long> removed = [];
        List<KeptRow<T>> changed = [];
        List<KeptRow<T>> stay = [];
        var (at, next) = (0, 0);
        for (; next < now.Count; next++)
        {
            var found = at;
            while (found < kept.Count && !same(kept[found].Value, now[next]))
                found++;
            if (found == kept.Count)
                break;
            for (; at < found; at++)
                removed.Add(kept[at].Id);
            var row = kept[at++] with { Value = now[next] };
            stay.Add(row);
            if (!kept[found].Value.Equals(row.Value))
                changed.Add(row);
        }

        for (; at < kept.Count; at++)
            removed.Add(kept[at].Id);
        return new(removed, changed, stay, [.. now.Skip(next)]);
    }
}
