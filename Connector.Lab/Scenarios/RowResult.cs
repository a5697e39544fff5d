using System.Globalization;
using Connector.Lab.ClientApps;

namespace Connector.Lab.Scenarios;

/// <summary>What came of one claim.</summary>
/// <param name="Text">The claim.</param>
/// <param name="Fault">Why it does not hold; null where it does.</param>
internal sealed record CheckResult(string Text, string? Fault);

/// <summary>What came of a row: what is printed, kept as JSON and reported.</summary>
internal sealed record RowResult
{
    /// <summary>The row.</summary>
    public required string Id { get; init; }

    /// <summary>What it is about.</summary>
    public required string Says { get; init; }

    /// <summary>The mode.</summary>
    public required string Mode { get; init; }

    /// <summary>How many agents were signed in.</summary>
    public required int Agents { get; init; }

    /// <summary>Its claims.</summary>
    public required IReadOnlyList<CheckResult> Checks { get; init; }

    /// <summary>The times; null where it did not come to an end.</summary>
    public Timing? Times { get; init; }

    /// <summary>Requests sent.</summary>
    public int Requests { get; init; }

    /// <summary>Not answered.</summary>
    public int RequestsLost { get; init; }

    /// <summary>Carried out twice.</summary>
    public int RequestsTwice { get; init; }

    /// <summary>Went to Finesse a second time, without a second effect.</summary>
    public int RequestsRepeatedSafely { get; init; }

    /// <summary>Answered that the outcome is not known.</summary>
    public int RequestsUnknown { get; init; }

    /// <summary>What was answered, by outcome.</summary>
    public IReadOnlyDictionary<string, int> Outcomes { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Events handed on.</summary>
    public int Events { get; init; }

    /// <summary>Lost.</summary>
    public int EventsLost { get; init; }

    /// <summary>Repeated.</summary>
    public int EventsRepeated { get; init; }

    /// <summary>In another order.</summary>
    public int EventsReordered { get; init; }

    /// <summary>Told by Finesse to nobody who lived.</summary>
    public int EventsUnheard { get; init; }

    /// <summary>How often a feed went on from a report.</summary>
    public int Resumed { get; init; }

    /// <summary>What happened, in seconds from the fault on.</summary>
    public IReadOnlyList<string> Course { get; init; } = [];

    /// <summary>Whether everything holds.</summary>
    public bool Passed => Checks.All(check => check.Fault is null);

    /// <summary>Holds a row against its evidence.</summary>
    public static RowResult Of(Scenario row, Evidence evidence) => new()
    {
        Id = row.Id,
        Says = row.Says,
        Mode = ModeName(row),
        Agents = evidence.Agents,
        Checks = [.. Claims.Common(row).Concat(row.Claims).Select(claim => new CheckResult(claim.Text, claim.Fault(evidence)))],
        Times = evidence.Times,
        Requests = evidence.Requests.Sent,
        RequestsLost = evidence.Requests.Lost.Count,
        RequestsTwice = evidence.Requests.Twice.Count,
        RequestsRepeatedSafely = evidence.Requests.SentAgain,
        RequestsUnknown = evidence.Requests.Unknown.Count,
        Outcomes = evidence.Lines.Where(line => line.Kind is ClientLineKind.Answered).CountBy(line => line.Outcome!, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal),
        Events = evidence.Events.Events,
        EventsLost = evidence.Events.Lost.Count,
        EventsRepeated = evidence.Events.Repeated.Count,
        EventsReordered = evidence.Events.Reordered.Count,
        EventsUnheard = evidence.Events.Unheard,
        Resumed = evidence.Events.Resumed,
        Course = [.. evidence.Moments.Select(moment => string.Create(CultureInfo.InvariantCulture, $"{(moment.At - evidence.FaultAt) / 1000:0.00} s {moment.Text}"))],
    };

    /// <summary>A row that did not come to an end.</summary>
    public static RowResult Broken(Scenario row, int agents, string why) => new()
    {
        Id = row.Id,
        Says = row.Says,
        Mode = ModeName(row),
        Agents = agents,
        Checks = [new CheckResult("the row came to its end", why)],
    };

    /// <summary>The row's line.</summary>
    public string Line() => string.Create(CultureInfo.InvariantCulture,
        $"{Id} {(Passed ? "pass" : "FAIL")}  {Takeover()}requests {Requests} lost {RequestsLost} twice {RequestsTwice}  events {Events} lost {EventsLost} repeated {EventsRepeated} reordered {EventsReordered}");

    /// <summary>The line of times.</summary>
    public string TimeLine() => Times is null ? "" : string.Create(CultureInfo.InvariantCulture,
        $"requests flow again {Seconds(Times.FlowsAgain)}  longest silence {Times.LongestSilence:0.00} s  slowest request {Times.SlowestRequest:0.00} s  subscriptions made {Times.Moved}, the first {Seconds(Times.FirstSubscribed)}  told by {Seconds(Times.LastTakenOver)}  unheard {EventsUnheard}  repeated safely {RequestsRepeatedSafely}  outcome unknown {RequestsUnknown}");

    private static string ModeName(Scenario row) => row.Mode is Deployment.DuplexMode.ActiveActive ? "active-active" : "active-passive";

    private static string Seconds(double? seconds) => seconds is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s");

    private string Takeover() => Times?.LastSubscribed is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"takeover {seconds:0.0} s  ") : "";
}
