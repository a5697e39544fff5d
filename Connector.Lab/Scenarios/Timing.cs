using Connector.Lab.ClientApps;

namespace Connector.Lab.Scenarios;

/// <summary>The times of a row, in seconds from the fault on.</summary>
/// <param name="FirstSubscribed">When the first agent's new subscription was live, as Finesse saw it; null: none was made.</param>
/// <param name="LastSubscribed">When the last agent's new subscription was live, as Finesse saw it, each agent's first one counted; null: none was
/// made.</param>
/// <param name="Moved">How many agents' subscriptions were made anew.</param>
/// <param name="LastTakenOver">When the last app heard that its agent is at another connector.</param>
/// <param name="FlowsAgain">When the first request was answered that was sent after the fault.</param>
/// <param name="LongestSilence">The longest time in which no request at all was answered.</param>
/// <param name="SlowestRequest">The longest time from a request to its answer.</param>
internal sealed record Timing(
    double? FirstSubscribed, double? LastSubscribed, int Moved, double? LastTakenOver, double? FlowsAgain, double LongestSilence, double SlowestRequest)
{
    /// <summary>Reads them from the evidence.</summary>
    public static Timing Of(Evidence evidence)
    {
        var lines = evidence.Lines;
        var subscribed = Subscriptions(evidence, by: null);
        var sent = lines.Where(line => line.Kind is ClientLineKind.Sent).ToDictionary(line => line.Id!, line => line.At, StringComparer.Ordinal);
        var answers = lines.Where(line => line.Kind is ClientLineKind.Answered && sent.ContainsKey(line.Id!)).ToList();
        var afterwards = answers.FirstOrDefault(line => sent[line.Id!] >= evidence.FaultAt);
        var taken = lines.LastOrDefault(line =>
            line is { Kind: ClientLineKind.Event, About: "session" } && line.At >= evidence.FaultAt
            && line.Print!.StartsWith("TakenOver", StringComparison.Ordinal));
        return new Timing(
            subscribed?.First,
            subscribed?.Last,
            subscribed?.Agents ?? 0,
            taken is null ? null : Seconds(evidence.FaultAt, taken.At),
            afterwards is null ? null : Seconds(evidence.FaultAt, afterwards.At),
            Silence(answers.Select(line => line.At), evidence.FaultAt, evidence.EndAt),
            answers.Select(line => Seconds(sent[line.Id!], line.At)).DefaultIfEmpty().Max());
    }

    /// <summary>The subscriptions that were made after the fault, each agent's first one.</summary>
    /// <param name="evidence">The evidence.</param>
    /// <param name="by">Only those of this connector; null: of any.</param>
    /// <returns>How many agents', and the seconds from the fault to the first and the last; null: none.</returns>
    public static (int Agents, double First, double Last)? Subscriptions(Evidence evidence, string? by)
    {
        var resource = by is null ? null : Claims.ResourceOf(by);
        var firsts = evidence.Finesse.Sessions
            .Where(session => session.At >= evidence.FaultAt && (resource is null || session.Resource == resource))
            .GroupBy(session => session.Agent, StringComparer.Ordinal)
            .Select(sessions => Seconds(evidence.FaultAt, sessions.Min(session => session.At)))
            .ToList();
        return firsts.Count == 0 ? null : (firsts.Count, firsts.Min(), firsts.Max());
    }

    private static double Silence(IEnumerable<double> answers, double from, double to)
    {
        var last = from;
        var longest = 0.0;
        foreach (var at in answers.Where(at => at >= from && at <= to).Append(to))
        {
            longest = Math.Max(longest, at - last);
            last = at;
        }

        return longest / 1000;
    }

    private static double Seconds(double from, double to) => (to - from) / 1000;
}
