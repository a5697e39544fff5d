using Connector.Lab.ClientApps;

namespace Connector.Lab.Scenarios.Judging;

/// <summary>A time in which what a connector's sessions heard reached nobody: from its death, which Finesse did not know of yet, until it was replaced
/// or back; or while the clients of an agent could not reach it.</summary>
/// <param name="Resource">The resource of its sessions.</param>
/// <param name="From">From when on, as milliseconds of Unix time.</param>
/// <param name="Until">Until when.</param>
internal sealed record Deafness(string Resource, double From, double Until)
{
    /// <summary>The agents concerned; null: all.</summary>
    public IReadOnlySet<string>? Agents { get; init; }
}

/// <summary>What the clients were told of the agents. Each list holds a sentence for each event concerned.</summary>
/// <param name="Events">How many events the feeds handed on.</param>
/// <param name="Notified">How many changes Finesse told somebody who was alive.</param>
/// <param name="Lost">Told by Finesse, and not handed on; or missing by number.</param>
/// <param name="Repeated">Handed on twice, or without any change.</param>
/// <param name="Reordered">Handed on in another order than Finesse told.</param>
/// <param name="WrongInTheEnd">Agents whose client ended with another picture than Finesse.</param>
/// <param name="Unheard">How many changes Finesse told only to a connector that was dead, and no client has; their result is what counts.</param>
/// <param name="Resumed">How often a feed went on from a report instead of events.</param>
internal sealed record EventVerdict(
    int Events,
    int Notified,
    IReadOnlyList<string> Lost,
    IReadOnlyList<string> Repeated,
    IReadOnlyList<string> Reordered,
    IReadOnlyList<string> WrongInTheEnd,
    int Unheard,
    int Resumed)
{
    /// <summary>Several agents' verdicts as one.</summary>
    public static EventVerdict Sum(IReadOnlyCollection<EventVerdict> all) => new(
        all.Sum(each => each.Events),
        all.Sum(each => each.Notified),
        [.. all.SelectMany(each => each.Lost)],
        [.. all.SelectMany(each => each.Repeated)],
        [.. all.SelectMany(each => each.Reordered)],
        [.. all.SelectMany(each => each.WrongInTheEnd)],
        all.Sum(each => each.Unheard),
        all.Sum(each => each.Resumed));
}

/// <summary>
/// Holds what a client app was handed on against what Finesse told, agent by agent. Pure.
/// <list type="bullet">
/// <item>By number: each event is one above the one before, but for a report that stands for events, and at the beginning of an epoch, where
/// an owner leaves numbers out that another may have used, and where what it says for the other's clients alone comes back empty to its own (directly
/// behind its first event). Whether anything is missing there, the contents tell.</item>
/// <item>By content: for each thing that is told of (the state, each call), what Finesse told from the app's beginning on is part of
/// what the app was handed on, in that order. What a new owner found out by reading may be between.</item>
/// <item>What only a dead connector was told, or one that the agent's client could not reach, is nobody's loss, where the end is right.</item>
/// </list>
/// </summary>
internal static class EventJudge
{
    /// <summary>Judges.</summary>
    /// <param name="clients">The logs of all client apps; one app for each agent.</param>
    /// <param name="finesse">What Finesse told.</param>
    /// <param name="truth">How each agent is at Finesse in the end.</param>
    /// <param name="deaf">When which connector was dead.</param>
    /// <returns>The verdict.</returns>
    public static EventVerdict Judge(
        IEnumerable<ClientLine> clients,
        FinesseHistory finesse,
        IReadOnlyDictionary<string, AgentTruth> truth,
        IReadOnlyList<Deafness> deaf)
    {
        var told = finesse.Notifications.ToLookup(each => each.Agent, StringComparer.Ordinal);
        return EventVerdict.Sum(
        [
            .. clients.GroupBy(line => line.Agent, StringComparer.Ordinal)
                .Select(agent => JudgeAgent(agent.Key, [.. agent], told[agent.Key], truth.GetValueOrDefault(agent.Key), deaf)),
        ]);
    }

    private static EventVerdict JudgeAgent(
        string agent, List<ClientLine> lines, IEnumerable<Notified> told, AgentTruth? truth, IReadOnlyList<Deafness> deaf)
    {
        var start = lines.FindLastIndex(line => line.Kind is ClientLineKind.Began);
        if (start < 0)
            return new EventVerdict(0, 0, [$"agent {agent}: the app never got him connected"], [], [], [], 0, 0);
        var began = lines[start];
        var seen = lines.Skip(start + 1).Where(line => line.Kind is ClientLineKind.Event or ClientLineKind.Resumed or ClientLineKind.Missed)
            .ToList();
        List<string> lost = [], repeated = [], reordered = [], wrong = [];
        var unheard = 0;
        Number(agent, began, seen, lost, repeated);

        // Told to several sessions it is one change, and heard where one of them was alive.
        var changes = told.Where(each => each.At > began.At)
            .GroupBy(each => each.Change, StringComparer.Ordinal)
            .Select(change => change.FirstOrDefault(each => !IsUnheard(each, deaf)) ?? change.First())
            .ToLookup(each => each.About, StringComparer.Ordinal);
        var mandatory = 0;
        foreach (var about in changes)
        {
            var hadBefore = began.Calls?.ContainsKey(about.Key) ?? false;
            var prints = Prints(about.Key, began, seen);
            var heard = about.Where(each => !IsUnheard(each, deaf)).ToList();
            // The end of a call of which nobody alive heard anything else is no news to anybody.
            if (heard is [{ Print: Fingerprint.Gone }] && prints.Count == 0 && !hadBefore)
                heard = [];
            mandatory += heard.Count;
            var common = Sequences.Common([.. heard.Select(each => each.Print)], prints);
            unheard += about.Count() - heard.Count
                - (Sequences.Common([.. about.Select(each => each.Print)], prints).Count(each => each) - common.Count(each => each));
            for (var i = 0; i < heard.Count; i++)
            {
                if (common[i])
                    continue;
                var isThere = prints.Contains(heard[i].Print, StringComparer.Ordinal);
                (isThere ? reordered : lost).Add(
                    $"agent {agent}: {about.Key} {heard[i].Print}, told to {heard[i].Resource} at {heard[i].At:0}{(isThere ? ", came in another order" : "")}");
            }
        }

        Repeats(agent, began, seen, repeated);
        if (truth is null)
            wrong.Add($"agent {agent}: Finesse does not know him");
        else if (lines.Find(line => line.Kind is ClientLineKind.Final) is not { } final)
            wrong.Add($"agent {agent}: the app did not end in order");
        else if (truth.Difference(final) is { } difference)
            wrong.Add($"agent {agent}: {difference}");
        return new EventVerdict(
            seen.Count(line => line.Kind is ClientLineKind.Event), mandatory, lost, repeated, reordered, wrong, Math.Max(0, unheard),
            seen.Count(line => line.Kind is ClientLineKind.Resumed));
    }

    private static void Number(string agent, ClientLine began, List<ClientLine> seen, List<string> lost, List<string> repeated)
    {
        var (last, epoch) = (began.Sequence ?? 0, began.Epoch ?? 0);
        var isBehindFirst = false;
        foreach (var line in seen)
        {
            var sequence = line.Sequence ?? 0;
            if (line.Kind is ClientLineKind.Missed)
                lost.Add($"agent {agent}: events {line.From} to {sequence} are missing for good");
            else if (line.Kind is ClientLineKind.Event && sequence <= last)
                repeated.Add($"agent {agent}: event {sequence} came after {last}");
            else if (line.Kind is ClientLineKind.Event && sequence > last + 1 && line.Epoch <= epoch && !isBehindFirst)
                lost.Add($"agent {agent}: event {sequence} came after {last}");
            if (line.Epoch < epoch)
                repeated.Add($"agent {agent}: event {sequence} of {line.Connector} is of epoch {line.Epoch}, after epoch {epoch}");
            last = line.Kind is ClientLineKind.Resumed ? sequence : Math.Max(last, sequence);
            isBehindFirst = line.Epoch > epoch;
            epoch = line.Epoch ?? epoch;
        }
    }

    private static List<string> Prints(string about, ClientLine began, IEnumerable<ClientLine> seen)
    {
        // What the beginning told may have been notified a moment later than the connector said it.
        var prints = new List<string>();
        if (PrintOf(began, about) is { } first)
            prints.Add(first);
        prints.AddRange(seen.Where(line => line.Kind is ClientLineKind.Event && line.About == about).Select(line => line.Print!));
        return prints;
    }

    private static string? PrintOf(ClientLine whole, string about) =>
        about == Fingerprint.State ? whole.Print : whole.Calls?.GetValueOrDefault(about);

    private static void Repeats(string agent, ClientLine began, List<ClientLine> seen, List<string> repeated)
    {
        var known = new Dictionary<string, string>(began.Calls ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        {
            [Fingerprint.State] = began.Print ?? "",
        };
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in seen)
        {
            if (line.Kind is ClientLineKind.Resumed)
            {
                known = new(line.Calls ?? new Dictionary<string, string>(), StringComparer.Ordinal) { [Fingerprint.State] = line.Print ?? "" };
                continue;
            }

            if (line.EventId is { } id && !ids.Add(id))
                repeated.Add($"agent {agent}: event {id} came twice, as {line.Sequence} the second time");
            if (line.About != Fingerprint.State && line.About?.StartsWith(Fingerprint.Call(""), StringComparison.Ordinal) != true)
                continue;
            if (known.TryGetValue(line.About, out var before) && before == line.Print)
                repeated.Add($"agent {agent}: event {line.Sequence} of {line.Connector} says of {line.About} what was known: {line.Print}");
            known[line.About] = line.Print!;
        }
    }

    private static bool IsUnheard(Notified told, IReadOnlyList<Deafness> deaf) =>
        deaf.Any(each => each.Resource == told.Resource && told.At >= each.From && told.At <= each.Until && each.Agents?.Contains(told.Agent) != false);
}
