using System.Collections.Immutable;
using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>What kind of thing is watched.</summary>
internal enum WatchKind
{
    Team,
    Queue,
}

/// <summary>One thing that an agent watches.</summary>
internal readonly record struct WatchKey(WatchKind Kind, string Id)
{
    /// <summary>The call that begins watching, or takes it up again.</summary>
    internal WatchCall ToCall() => Kind is WatchKind.Team ? new WatchTeamUsers(Id) : new WatchQueueStatistics(Id);

    /// <summary>The call that ends it.</summary>
    internal FinesseCall ToEndCall() => Kind is WatchKind.Team ? new UnwatchTeamUsers(Id) : new UnwatchQueueStatistics(Id);

    /// <summary>What a call is about.</summary>
    internal static WatchKey Of(WatchCall call) => call switch
    {
        WatchTeamUsers team => new(WatchKind.Team, team.TeamId),
        WatchQueueStatistics queue => new(WatchKind.Queue, queue.QueueId),
        _ => throw new InvalidOperationException($"{call.GetType().Name} watches nothing that is known."),
    };
}

/// <summary>One part of a watched thing as it was seen: an agent of a team, or the queue itself.</summary>
/// <param name="Id">Which part.</param>
/// <param name="Since">When it became so, where Finesse said.</param>
/// <param name="Content">A <see cref="TeamMember"/> or a <see cref="QueueStatistics"/>; compared by value.</param>
internal sealed record Sighting(string Id, DateTimeOffset? Since, object Content)
{
    internal static Sighting Of(TeamMember member) => new(member.AgentId, member.StateChangeTime, member);

    internal static Sighting Of(QueueStatistics queue) => new(queue.QueueId, null, queue);

    internal ViewChange Told(WatchKey key, bool isGone) => Content switch
    {
        TeamMember member => new ViewChange.Member(key.Id, member, isGone),
        QueueStatistics queue => new ViewChange.Queue(queue),
        _ => throw new InvalidOperationException($"{Content.GetType().Name} is nothing that is watched."),
    };
}

/// <summary>News of a watched thing.</summary>
/// <param name="ItemId">Finesse's id of the notification.</param>
/// <param name="RequestId">The request that caused it, or null.</param>
/// <param name="Parts">What it names.</param>
/// <param name="Extent">How much that is.</param>
internal sealed record WatchNews(string ItemId, string? RequestId, ImmutableArray<Sighting> Parts, NewsExtent Extent);

/// <summary>How one thing is watched.</summary>
/// <param name="RequestId">The request that asked for it.</param>
/// <param name="Known">What the client was told last; null before the first reading.</param>
/// <param name="IsRead">Whether <paramref name="Known"/> is what Finesse has; else news waits for the reading.</param>
/// <param name="IsDue">Whether it has to be taken up (again).</param>
/// <param name="Early">News that came before the reading was there.</param>
internal sealed record Watch(
    string RequestId, ImmutableDictionary<string, Sighting>? Known, bool IsRead, bool IsDue, ImmutableList<WatchNews> Early)
{
    /// <summary>More news than this before a reading is forgotten, the oldest first; each names what is current, so that only
    /// what changed once and never again could be missed.</summary>
    internal const int MaxEarly = 256;
}

/// <summary>
/// What an agent watches and knows of it. Pure: every change is a new value. What is read and what is notified meet here: news that
/// comes while a reading is under way waits for it and is taken after it, unless the reading was later, since a
/// reading that overtakes news would otherwise be the last word.
/// </summary>
internal sealed class Watches
{
    /// <summary>More at one time is refused: each costs Finesse a node and the connector its memory.</summary>
    internal const int Max = 100;

    internal static readonly Watches None = new(ImmutableDictionary<WatchKey, Watch>.Empty);

    private readonly ImmutableDictionary<WatchKey, Watch> _all;

    private Watches(ImmutableDictionary<WatchKey, Watch> all) => _all = all;

    internal int Count => _all.Count;

    internal IEnumerable<WatchKey> Keys => _all.Keys;

    /// <summary>What it is, for whoever may go on with it.</summary>
    internal IEnumerable<WatchedThing> Things => _all.Select(pair => new WatchedThing(pair.Key.Kind, pair.Key.Id, pair.Value.RequestId));

    /// <summary>Goes on with what was watched before, elsewhere: the first reading is told as a whole, for what clients know of it is not
    /// known here.</summary>
    internal static Watches Of(IEnumerable<WatchedThing> things) => new(things.ToImmutableDictionary(
        thing => new WatchKey(thing.Kind, thing.Id),
        thing => new Watch(thing.RequestId, ImmutableDictionary<string, Sighting>.Empty, IsRead: false, IsDue: true, [])));

    /// <summary>What has to be taken up now, or null.</summary>
    internal WatchKey? NextDue
    {
        get
        {
            foreach (var (key, watch) in _all)
            {
                if (watch.IsDue)
                    return key;
            }

            return null;
        }
    }

    internal bool Has(WatchKey key) => _all.ContainsKey(key);

    internal string? RequestOf(WatchKey key) => _all.TryGetValue(key, out var watch) ? watch.RequestId : null;

    /// <summary>A reading is under way; from now on news waits for it.</summary>
    /// <param name="key">Of what.</param>
    /// <param name="requestId">The request that wants it; null where the session itself does.</param>
    internal Watches Begun(WatchKey key, string? requestId)
    {
        var known = _all.GetValueOrDefault(key);
        if (known is null && requestId is null)
            return this;
        return With(key, known is null
            ? new Watch(requestId!, null, false, false, [])
            : known with { RequestId = requestId ?? known.RequestId, IsRead = false, IsDue = false });
    }

    /// <summary>A reading failed. What was never read is not watched; what was is to be tried again.</summary>
    internal Watches Failed(WatchKey key) =>
        _all.TryGetValue(key, out var watch) && watch.Known is null ? Ended(key) : this;

    /// <summary>What was to be read and is not has to be tried again.</summary>
    internal Watches UnreadDue() => Update(watch => watch.IsRead ? watch : watch with { IsDue = true });

    /// <summary>The subscription was lost and is live again: everything has to be taken up anew.</summary>
    internal Watches AllDue() => Update(watch => watch with { IsRead = false, IsDue = true });

    internal Watches Ended(WatchKey key) => new(_all.Remove(key));

    /// <summary>Takes a reading in.</summary>
    /// <param name="key">Of what.</param>
    /// <param name="read">All there is.</param>
    /// <returns>What the client has to be told of the reading (nothing of the first, which is its answer), and the news that waited
    /// and is later.</returns>
    internal (Watches Watches, IReadOnlyList<ViewChange> Changes, IReadOnlyList<WatchNews> Later) Read(
        WatchKey key, IReadOnlyList<Sighting> read)
    {
        if (!_all.TryGetValue(key, out var watch))
            return (this, [], []);
        var before = watch.Known ?? read.ToImmutableDictionary(part => part.Id);
        var (now, changes) = Apply(key, before, read, NewsExtent.Whole);
        List<WatchNews> later = [.. watch.Early.Select(news => Later(news, now)).OfType<WatchNews>()];
        return (With(key, watch with { Known = now, IsRead = true, IsDue = false, Early = [] }), changes, later);
    }

    /// <summary>Takes news in.</summary>
    /// <returns>What the client has to be told.</returns>
    internal (Watches Watches, IReadOnlyList<ViewChange> Changes) Take(WatchKey key, WatchNews news)
    {
        // Of a subscription that a session before this one left behind.
        if (!_all.TryGetValue(key, out var watch))
            return (this, []);
        if (!watch.IsRead)
        {
            var early = watch.Early.Count < Watch.MaxEarly ? watch.Early : watch.Early.RemoveAt(0);
            return (With(key, watch with { Early = early.Add(news) }), []);
        }

        var (now, changes) = Apply(key, watch.Known!, news.Parts, news.Extent);
        return (With(key, watch with { Known = now }), changes);
    }

    private static WatchNews? Later(WatchNews news, ImmutableDictionary<string, Sighting> read)
    {
        ImmutableArray<Sighting> parts =
        [
            .. news.Parts.Where(part => !(read.TryGetValue(part.Id, out var known) && part.Since < known.Since)),
        ];
        // A whole that is older in part is no whole any more.
        var extent = news.Extent is NewsExtent.Whole && parts.Length < news.Parts.Length ? NewsExtent.Part : news.Extent;
        return parts.IsEmpty ? null : news with { Parts = parts, Extent = extent };
    }

    private static (ImmutableDictionary<string, Sighting> Now, List<ViewChange> Changes) Apply(
        WatchKey key, ImmutableDictionary<string, Sighting> before, IReadOnlyList<Sighting> parts, NewsExtent extent)
    {
        var now = before;
        var changes = new List<ViewChange>();
        if (extent is NewsExtent.Whole)
        {
            var named = parts.Select(part => part.Id).ToHashSet(StringComparer.Ordinal);
            Remove(before.Values.Where(known => !named.Contains(known.Id)));
        }

        if (extent is NewsExtent.Gone)
        {
            Remove(parts.Where(part => before.ContainsKey(part.Id)));
            return (now, changes);
        }

        foreach (var part in parts)
        {
            if (now.TryGetValue(part.Id, out var known) && known.Content.Equals(part.Content))
                continue;
            now = now.SetItem(part.Id, part);
            changes.Add(part.Told(key, isGone: false));
        }

        return (now, changes);

        void Remove(IEnumerable<Sighting> gone)
        {
            foreach (var part in gone)
            {
                now = now.Remove(part.Id);
                changes.Add(part.Told(key, isGone: true));
            }
        }
    }

    private Watches With(WatchKey key, Watch watch) => new(_all.SetItem(key, watch));

    private Watches Update(Func<Watch, Watch> change) =>
        new(_all.ToImmutableDictionary(pair => pair.Key, pair => change(pair.Value)));
}
