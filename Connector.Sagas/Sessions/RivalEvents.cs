using Connector.Contracts;

namespace Connector.Sagas.Sessions;

/// <summary>
/// What another owner told while it and the one whose events are remembered had the agent both, out of each other's sight; or what it told in the moment of its
/// death, as a client that heard it says. Who listened to the other is told what it misses: of the events since the two parted, those that say something else than
/// what the other told it. Pure.
/// </summary>
/// <param name="told">What the other told, oldest first, also before they parted.</param>
internal sealed class RivalEvents(IReadOnlyList<RememberedEvent> told)
{
    internal static readonly RivalEvents None = new([]);

    /// <summary>Number of the last event that the other told; 0: none.</summary>
    internal long Last { get; } = told.Count > 0 ? told[^1].Sequence : 0;

    /// <summary>What was told by an owner whose memory gives way to another's.</summary>
    /// <param name="gone">The memory that gives way.</param>
    /// <param name="ours">The other's, which goes on.</param>
    internal static RivalEvents Parted(IReadOnlyCollection<RememberedEvent> gone, IReadOnlyList<RememberedEvent> ours) =>
        gone.Count > 0 && ours.Count > 0 && gone.Last().Sequence >= ours[0].Sequence && !ours.Any(each => IsSame(each, gone.Last()))
            ? new([.. gone])
            : None;

    /// <summary>The events that somebody misses who has an event of the other's last.</summary>
    /// <param name="ours">What is remembered, oldest first.</param>
    /// <param name="last">Number of the event that it has.</param>
    /// <param name="epoch">That event's epoch.</param>
    /// <returns>Those behind that number; an empty one tells what is known. Null: that event is not one of the other's, or it cannot be told from here,
    /// for where the two parted is forgotten, or news has a number that stands for another event there.</returns>
    internal IReadOnlyList<ReplayedEvent>? Missing(IReadOnlyCollection<RememberedEvent> ours, long last, long epoch)
    {
        var known = told.TakeWhile(each => each.Sequence <= last).ToList();
        if (known is not [.., var has] || (has.Sequence, has.Epoch) != (last, epoch))
            return null;
        // What came before the first of them is known, too.
        if (ours.LastOrDefault(each => known.Exists(other => IsSame(each, other)) || (each.Sequence, each.Epoch) == (known[0].Sequence - 1, known[0].Epoch)) is not { } common)
            return null;
        var ids = known.Select(each => SessionRecords.Head(each).EventId).Where(id => id != Guid.Empty).ToHashSet();
        var words = new Dictionary<string, RememberedEvent>(StringComparer.Ordinal);
        foreach (var each in known.Where(IsWord))
            words[About(SessionRecords.Head(each))] = each;

        var since = ours.Where(each => each.Sequence > common.Sequence).Select(each => (Event: each, Head: SessionRecords.Head(each))).ToList();
        // What was read before something that is known was told is older than that.
        var passed = since.Where(each => IsWord(each.Event) && ids.Contains(each.Head.EventId)).GroupBy(each => About(each.Head), StringComparer.Ordinal)
            .ToDictionary(about => about.Key, about => about.Max(each => each.Event.Sequence), StringComparer.Ordinal);
        var missing = new List<ReplayedEvent>();
        foreach (var (each, head) in since)
        {
            var (isWord, about) = (IsWord(each), About(head));
            var isKnown = ids.Contains(head.EventId) || (isWord
                && (each.Sequence < passed.GetValueOrDefault(about) || (words.TryGetValue(about, out var word) && SaysTheSame(word, each))));
            if (isWord && !isKnown)
                words[about] = each;
            if (each.Sequence > last)
                missing.Add(isKnown ? new ReplayedEvent() : each.Recall());
            else if (!isKnown && each.Kind is not nameof(AgentSessionChanged))
                return null;
        }

        return missing;
    }

    private static bool IsSame(RememberedEvent one, RememberedEvent other) => (one.Sequence, one.Epoch) == (other.Sequence, other.Epoch);

    /// <summary>Whether it says how something is now, so that the last such word on it is what counts.</summary>
    private static bool IsWord(RememberedEvent each) => each.Kind is nameof(AgentStateChanged) or nameof(DialogChanged);

    private static string About(EventHead head) => head.Dialog?.DialogId ?? "";

    private static bool SaysTheSame(RememberedEvent one, RememberedEvent other)
    {
        if (one.Kind is nameof(AgentStateChanged))
            return one.Read<AgentState>() is { } state && other.Read<AgentState>() is { } next && AgentViewChanges.SameContent(state, next);
        if (one.Read<DialogChanged>() is not { } before || other.Read<DialogChanged>() is not { } now)
            return false;
        return (before.Change is DialogChange.Removed, now.Change is DialogChange.Removed) switch
        {
            (true, true) => true,
            (false, false) => AgentViewChanges.SameContent(before.Dialog, now.Dialog),
            _ => false,
        };
    }
}
