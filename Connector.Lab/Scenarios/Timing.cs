using Connector.Lab.ClientApps;

namespace Connector.Lab.Scenarios;

/// <summary>The times of a row, in seconds from the fault on.</summary>
/// <param name="LastSubscribed">When the last agent's subscription at a new connector was live, as Finesse saw it; null: none was made.</param>
/// <param name="Moved">How many agents' subscriptions were made anew.</param>
/// <param name="MoveTook">From the first of them to the last.</param>
/// <param name="LastTakenOver">When the last app heard that its agent is at another connector.</param>
/// <param name="FlowsAgain">When the first request was answered that was sent after the fault.</param>
/// <param name="LongestSilence">The longest time in which no request at all was answered.</param>
/// <param name="SlowestRequest">The longest time from a request to its answer.</param>
internal sealed record Timing(
    double? LastSubscribed, int Moved, double? MoveTook, double? LastTakenOver, double? FlowsAgain, double LongestSilence, double SlowestRequest)
{
    /// <summary>Reads them from the evidence.</summary>
    public static Timing Of(Evidence evidence)
    {
        var lines = evidence.Lines;
        var subscribed = evidence.Finesse.Sessions.Where(session => session.At >= evidence.FaultAt).ToList();
        var sent = lines.Where(line => line.Kind is ClientLineKind.Sent).ToDictionary(line => line.Id!, line => line.At, StringComparer.Ordinal);
        var answers = lines.Where(line => line.Kind is ClientLineKind.Answered && sent.ContainsKey(line.Id!)).ToList();
        var afterwards = answers.FirstOrDefault(line => sent[line.Id!] >= evidence.FaultAt);
        var taken = lines.LastOrDefault(line =>
            line is { Kind: ClientLineKind.Event, About: "session" } && line.At >= evidence.FaultAt
            && line.Print!.StartsWith("TakenOver", StringComparison.Ordinal));
        return new Timing(
            subscribed.Count == 0 ? null : Seconds(evidence.FaultAt, subscribed.Max(session => session.At)),
            subscribed.Select(session => session.Agent).Distinct(StringComparer.Ordinal).Count(),
            subscribed.Count == 0 ? null : Seconds(subscribed.Min(session => session.At), subscribed.Max(session => session.At)),
            taken is null ? null : Seconds(evidence.FaultAt, taken.At),
            afterwards is null ? null : Seconds(evidence.FaultAt, afterwards.At),
            Silence(answers.Select(line => line.At), evidence.FaultAt, evidence.EndAt),
            answers.Select(line => Seconds(sent[line.Id!], line.At)).DefaultIfEmpty().Max());
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
