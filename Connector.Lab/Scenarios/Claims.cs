using System.Globalization;
using Connector.Lab.ClientApps;

namespace Connector.Lab.Scenarios;

/// <summary>What rows claim. Pure.</summary>
internal static class Claims
{
    private const int Shown = 3;

    private static readonly string[] Losses = ["is killed", "is frozen", "is cut"];

    // So long a broker may hand a request to one that is gone without a word, and the others cannot know what became of it: until its silence is
    // proved (4.5 s), and the request came back.
    private static readonly TimeSpan Unnoticed = TimeSpan.FromSeconds(10);

    /// <summary>What must be seen in every row.</summary>
    public static IReadOnlyList<Claim> Common(Scenario row) =>
    [
        new("what was waited for came", evidence => None(evidence.Failures)),
        new("each request is answered", evidence => None(evidence.Requests.Lost)),
        new("each request is carried out once at the most", evidence => None(evidence.Requests.Twice)),
        new("what was answered is what was done", evidence => None(evidence.Requests.Untrue)),
        new("the outcome of each request is known, but for those that may have been with whoever was lost", evidence => None(Unexplained(evidence))),
        new("no request is refused for want of service", evidence => None(
            [.. evidence.Requests.Unserved.Where(each => !row.MayBeRefusedFor.Any(code => each.Contains(code, StringComparison.Ordinal)))])),
        new("every change is told", evidence => None(evidence.Events.Lost)),
        new("every change is told once", evidence => None(evidence.Events.Repeated)),
        new("changes are told in order", evidence => None(evidence.Events.Reordered)),
        new("every app ends with Finesse's truth", evidence => None(evidence.Events.WrongInTheEnd)),
        new("nobody was signed out", evidence => None(SignedOut(evidence))),
        new("each agent is subscribed at one connector", evidence => None(NotOnce(evidence))),
        new("each agent has one owner", OneOwner),
    ];

    /// <summary>Nobody is told that it is not known whether his request was carried out.</summary>
    public static Claim EachOutcomeIsKnown() => new("the outcome of each request is known", evidence => None(evidence.Requests.Unknown));

    /// <summary>No agent changes owner.</summary>
    public static Claim NoOwnerChanges() => NoOwnerChangesOf(null);

    /// <summary>No agent of one app changes owner.</summary>
    public static Claim NoOwnerChangesOf(string? client) => new(
        $"no agent{(client is null ? "" : " of " + client)} changes owner",
        evidence => None([.. LinesOf(evidence, client).GroupBy(line => line.Agent).Select(Changes).OfType<string>()]));

    /// <summary>In the end every agent is subscribed and owned at one connector.</summary>
    public static Claim AllAt(string connector) => new(
        $"every agent is at {connector}",
        evidence =>
        {
            var owned = evidence.Connectors.FirstOrDefault(each => each.Connector == connector)?.AgentsOwned;
            var elsewhere = evidence.Sessions.Where(each => each.Hears && each.Resource != ResourceOf(connector)).ToList();
            return owned != evidence.Agents ? $"{connector} says it owns {owned?.ToString() ?? "nothing"} of {evidence.Agents}"
                : elsewhere.Count > 0 ? $"{elsewhere.Count} subscriptions are elsewhere, as {elsewhere[0]}"
                : null;
        });

    /// <summary>The last subscription at the new owner was live in time; the promise is for 500 agents and for 2,000.</summary>
    public static Claim TakenOverWithin(string by, double at500, double at2000) => new(
        $"the last subscription is live at {by} within {at500} s at 500 agents, {at2000} s at 2,000",
        evidence => Within(
            evidence, Timing.Subscriptions(evidence, by)?.Last, evidence.Agents <= 500 ? at500 : at2000, "the last subscription was live after"));

    /// <summary>Subscriptions were handed over in time: from the first to the last.</summary>
    public static Claim HandedOverWithin(string to, double for500) => new(
        $"handed over to {to} within {for500} s for each 500 agents",
        evidence => Within(
            evidence,
            Timing.Subscriptions(evidence, to) is var (_, first, last) ? last - first : null,
            for500 * Math.Ceiling(evidence.Agents / 500.0),
            "from the first subscription to the last it took"));

    /// <summary>A client's request reached the other Finesse in time.</summary>
    public static Claim FinesseOfSideWithin(string side, double seconds) => new(
        $"requests reach Finesse's side {side} within {seconds} s",
        evidence => Within(
            evidence,
            evidence.Finesse.Calls.FirstOrDefault(call => call.At >= evidence.FaultAt && call.Side == side && call.Status is >= 200 and < 300
                && call.RequestId.Length > 0) is { } call ? (call.At - evidence.FaultAt) / 1000 : null,
            seconds,
            $"the first request at side {side} came after"));

    /// <summary>Requests were answered again in time.</summary>
    public static Claim FlowsWithin(double seconds) => new(
        $"requests flow again within {seconds} s",
        evidence => Within(evidence, evidence.Times.FlowsAgain, seconds, "the first request sent after the fault was answered"));

    /// <summary>Nobody noticed anything.</summary>
    public static Claim NoSilenceAbove(double seconds) => new(
        $"no silence above {seconds} s", evidence => Within(evidence, evidence.Times.LongestSilence, seconds, "the longest silence was"));

    /// <summary>Something that was waited for came in time after something else.</summary>
    public static Claim MomentWithin(string what, string after, double seconds) => new(
        $"{what} within {seconds} s after {after}",
        evidence =>
        {
            var from = evidence.Moments.LastOrDefault(moment => moment.Text.Contains(after, StringComparison.Ordinal));
            var to = from is null ? null : evidence.Moments.FirstOrDefault(moment => moment.At >= from.At && moment.Text == what);
            return to is null ? $"'{what}' did not come after '{after}'" : Within(evidence, (to.At - from!.At) / 1000, seconds, $"{what} after");
        });

    /// <summary>From a moment on, whatever is sent is answered by one connector.</summary>
    /// <param name="connector">The connector.</param>
    /// <param name="from">The first moment with this text; null: the fault.</param>
    /// <param name="until">The first moment with this text after it; null: the end.</param>
    /// <param name="client">Of one app only.</param>
    public static Claim ServedBy(string connector, string? from = null, string? until = null, string? client = null) => new(
        $"requests{(client is null ? "" : " of " + client)} are served by {connector}{(from is null ? "" : " once " + from)}",
        evidence =>
        {
            var since = from is null ? evidence.FaultAt : evidence.Moments.FirstOrDefault(moment => moment.Text == from)?.At;
            if (since is null)
                return $"'{from}' did not come";
            var to = until is null ? evidence.EndAt : evidence.Moments.FirstOrDefault(moment => moment.At > since && moment.Text == until)?.At ?? evidence.EndAt;
            var sent = LinesOf(evidence, client).Where(line => line.Kind is ClientLineKind.Sent && line.At >= since && line.At < to)
                .Select(line => line.Id).ToHashSet(StringComparer.Ordinal);
            var answers = LinesOf(evidence, client).Where(line => line.Kind is ClientLineKind.Answered && sent.Contains(line.Id)).ToList();
            return answers.Count == 0
                ? "nothing was asked"
                : None([.. answers.Where(line => line.Connector != connector).Select(line => $"{line.Type} {line.Id} was answered by {line.Connector}")]);
        });

    /// <summary>In the end a connector takes its requests at a broker.</summary>
    public static Claim ConnectorAt(string connector, string broker) => new(
        $"{connector} is at {broker}",
        evidence => evidence.Connectors.FirstOrDefault(each => each.Connector == connector) is var said && said?.Broker == broker
            ? null
            : $"it is at {said?.Broker ?? "no broker"}");

    /// <summary>In the end a site's apps are at a broker.</summary>
    public static Claim ClientsAt(string clients, string broker) => new(
        $"{clients} are at {broker}",
        evidence => evidence.ClientsAt.GetValueOrDefault(clients) is { } at && at.SequenceEqual([broker])
            ? null
            : $"they are at [{string.Join(", ", evidence.ClientsAt.GetValueOrDefault(clients) ?? [])}]");

    /// <summary>The resource of a connector's sessions.</summary>
    public static string ResourceOf(string connector) => "gc-" + connector;

    private static IEnumerable<ClientLine> LinesOf(Evidence evidence, string? client) =>
        client is null ? evidence.Lines : evidence.Clients.GetValueOrDefault(client) ?? [];

    private static string? Changes(IEnumerable<ClientLine> agent)
    {
        string? owner = null;
        foreach (var line in agent.SkipWhile(line => line.Kind is not ClientLineKind.Began))
        {
            if (line.Kind is not (ClientLineKind.Began or ClientLineKind.Event) || line.Connector is null)
                continue;
            if (owner is not null && line.Connector != owner)
                return $"agent {line.Agent} went from {owner} to {line.Connector} with event {line.Sequence}";
            owner = line.Connector;
        }

        return null;
    }

    private static List<string> Unexplained(Evidence evidence)
    {
        var sent = evidence.Lines.Where(line => line.Kind is ClientLineKind.Sent).ToDictionary(line => line.Id!, line => line.At, StringComparer.Ordinal);
        return
        [
            .. evidence.Lines
                .Where(line => line is { Kind: ClientLineKind.Answered, Outcome: "OutcomeUnknown" }
                    && !evidence.Moments.Any(moment => IsLoss(moment) && moment.At >= sent[line.Id!] - Unnoticed.TotalMilliseconds && moment.At <= line.At))
                .Select(line => $"{line.Type} {line.Id} of agent {line.Agent}: {line.Why}"),
        ];
    }

    private static bool IsLoss(Moment moment) => Losses.Any(words => moment.Text.EndsWith(words, StringComparison.Ordinal));

    private static List<string> SignedOut(Evidence evidence)
    {
        var began = evidence.Lines.Where(line => line.Kind is ClientLineKind.Began)
            .GroupBy(line => line.Agent).ToDictionary(lines => lines.Key, lines => lines.Last().At, StringComparer.Ordinal);
        return
        [
            .. evidence.Finesse.Notifications
                .Where(told => told.About == Fingerprint.State && told.Print.StartsWith("LOGOUT", StringComparison.Ordinal)
                    && began.TryGetValue(told.Agent, out var at) && told.At > at)
                .Select(told => $"agent {told.Agent}: {told.Print}"),
        ];
    }

    private static List<string> NotOnce(Evidence evidence)
    {
        var hearing = evidence.Sessions.Where(session => session.Hears).ToLookup(session => session.User, StringComparer.Ordinal);
        return
        [
            .. evidence.Lines.Select(line => line.Agent).Distinct(StringComparer.Ordinal)
                .Where(agent => hearing[agent].Select(session => session.Resource).Distinct(StringComparer.Ordinal).Count() != 1)
                .Select(agent => $"agent {agent}: [{string.Join(", ", hearing[agent].Select(session => $"{session.Resource} at {session.Side}"))}]"),
        ];
    }

    private static string? OneOwner(Evidence evidence)
    {
        var owned = evidence.Connectors.Sum(each => each.AgentsOwned);
        return owned == evidence.Agents
            ? null
            : $"{string.Join(", ", evidence.Connectors.Select(each => $"{each.Connector} owns {each.AgentsOwned}"))} of {evidence.Agents}";
    }

    private static string? Within(Evidence evidence, double? seconds, double limit, string what) =>
        seconds is null ? $"{what}: never"
        : seconds > limit * evidence.Slack ? string.Create(CultureInfo.InvariantCulture, $"{what} {seconds:0.00} s, which is above {limit * evidence.Slack:0.##} s")
        : null;

    private static string? None(IReadOnlyCollection<string> faults) => faults.Count == 0
        ? null
        : $"{faults.Count}: {string.Join(" | ", faults.Take(Shown))}{(faults.Count > Shown ? " | ..." : "")}";
}
