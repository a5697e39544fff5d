using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>One thing that a client has to be told of an agent.</summary>
internal abstract record ViewChange
{
    /// <summary>Whether those whom this session told everything so far know it: it is said for others, whom another owner told.</summary>
    internal bool IsKnown { get; init; }

    internal sealed record State(AgentState Now, string? Before) : ViewChange;

    internal sealed record Call(DialogChange Change, Dialog Dialog) : ViewChange;

    internal sealed record Member(string TeamId, TeamMember Now, bool IsGone) : ViewChange;

    internal sealed record Queue(QueueStatistics Now) : ViewChange;
}

/// <summary>Works out what a client has to be told: pure, and the only place where "changed" is decided.</summary>
internal static class AgentViewChanges
{
    /// <summary>An agent of whom nothing is known.</summary>
    internal static readonly AgentView Unknown = new(new AgentState(), []);

    /// <summary>Takes a new User object in; the same content twice is no change.</summary>
    internal static (AgentView View, IReadOnlyList<ViewChange> Changes) Apply(AgentView view, AgentState state) =>
        SameContent(view.State, state)
            ? (view, [])
            : (view with { State = state }, [new ViewChange.State(state, view.State.State is "" ? null : view.State.State)]);

    /// <summary>Takes changed calls in. A call that is new to the client is Added whatever Finesse called the change, since the
    /// client may have missed the first word of it; a call that is not known cannot be Removed.</summary>
    internal static (AgentView View, IReadOnlyList<ViewChange> Changes) Apply(
        AgentView view, DialogChange change, IReadOnlyList<Dialog> dialogs)
    {
        var calls = new List<Dialog>(view.Dialogs);
        var changes = new List<ViewChange>(dialogs.Count);
        foreach (var dialog in dialogs)
        {
            var at = calls.FindIndex(known => known.DialogId == dialog.DialogId);
            if (change is DialogChange.Removed)
            {
                if (at < 0)
                    continue;
                calls.RemoveAt(at);
                changes.Add(new ViewChange.Call(DialogChange.Removed, dialog));
            }
            else if (at < 0)
            {
                calls.Add(dialog);
                changes.Add(new ViewChange.Call(DialogChange.Added, dialog));
            }
            else if (!SameContent(calls[at], dialog))
            {
                calls[at] = dialog;
                changes.Add(new ViewChange.Call(DialogChange.Updated, dialog));
            }
        }

        return changes.Count == 0 ? (view, changes) : (view with { Dialogs = calls }, changes);
    }

    /// <summary>What a client that was told of the calls <paramref name="told"/> has to be told so that it knows
    /// <paramref name="now"/>: what went first, since a call that came may be the one that replaced it.</summary>
    internal static (AgentView View, IReadOnlyList<ViewChange> Changes) Replace(AgentView told, IReadOnlyList<Dialog> now)
    {
        var gone = told.Dialogs.Where(known => now.All(dialog => dialog.DialogId != known.DialogId)).ToList();
        var (without, removed) = Apply(told, DialogChange.Removed, gone);
        var (view, others) = Apply(without, DialogChange.Updated, now);
        return (view, [.. removed, .. others]);
    }

    /// <summary>What has to be told so that clients that were told <paramref name="one"/> and clients that were told <paramref name="other"/> both know
    /// <paramref name="now"/>: what went first. What the former know is marked.</summary>
    internal static IReadOnlyList<ViewChange> ReplaceBoth(AgentView one, AgentView other, AgentView now)
    {
        var known = one.Dialogs.Concat(other.Dialogs).DistinctBy(dialog => dialog.DialogId).ToList();
        var changes = new List<ViewChange>();
        foreach (var gone in known.Where(dialog => Find(now, dialog) is null))
            changes.Add(new ViewChange.Call(DialogChange.Removed, gone) { IsKnown = Find(one, gone) is null });
        foreach (var dialog in now.Dialogs)
        {
            if (Knows(one, dialog) && Knows(other, dialog))
                continue;
            var isNew = known.TrueForAll(each => each.DialogId != dialog.DialogId);
            changes.Add(new ViewChange.Call(isNew ? DialogChange.Added : DialogChange.Updated, dialog) { IsKnown = Knows(one, dialog) });
        }

        if (!SameContent(one.State, now.State) || !SameContent(other.State, now.State))
            changes.Add(new ViewChange.State(now.State, one.State.State is "" ? null : one.State.State) { IsKnown = SameContent(one.State, now.State) });
        return changes;
    }

    private static Dialog? Find(AgentView view, Dialog dialog) => view.Dialogs.FirstOrDefault(known => known.DialogId == dialog.DialogId);

    private static bool Knows(AgentView view, Dialog dialog) => Find(view, dialog) is { } known && SameContent(known, dialog);

    /// <summary>Whether a client could tell the two apart; records compare their lists by reference, so not <c>==</c>.</summary>
    internal static bool SameContent(AgentState one, AgentState other) =>
        one with { Roles = other.Roles } == other && one.Roles.SequenceEqual(other.Roles);

    /// <inheritdoc cref="SameContent(AgentState, AgentState)"/>
    internal static bool SameContent(Dialog one, Dialog other) =>
        one with { CallVariables = other.CallVariables, Participants = other.Participants, WrapUpItems = other.WrapUpItems } == other
        && one.WrapUpItems.SequenceEqual(other.WrapUpItems)
        && SameContent(one.CallVariables, other.CallVariables)
        && one.Participants.Count == other.Participants.Count
        && one.Participants.Zip(other.Participants).All(pair => SameContent(pair.First, pair.Second));

    private static bool SameContent(Participant one, Participant other) =>
        one with { Actions = other.Actions } == other && one.Actions.SequenceEqual(other.Actions);

    private static bool SameContent(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var value) && value == pair.Value);
}
