using System.Globalization;
using System.Text;

namespace Connector.Benchmarks;

/// <summary>What the rounds of one row gave.</summary>
internal sealed record RowResult(Row Row, int Count, IReadOnlyDictionary<ClientKind, IReadOnlyList<Measurement>> Measured)
{
    /// <summary>How each promise of the row stands.</summary>
    public IReadOnlyList<Verdict> Verdicts { get; } = [.. Row.Promises.Select(promise => Verdict.On(promise, Measured))];

    /// <summary>The median of a figure over the rounds.</summary>
    public static double Median(IEnumerable<Measurement> rounds, Figure figure)
    {
        var sorted = rounds.Select(figure.Of).Order().ToArray();
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>How one promise stands.</summary>
/// <param name="Promise">The promise.</param>
/// <param name="Java">The Java client's median; null where the bound is no ratio.</param>
/// <param name="Ours">Our median.</param>
/// <param name="Value">What is compared with the bound: the ratio, or our median.</param>
internal sealed record Verdict(Promise Promise, double? Java, double Ours, double Value)
{
    /// <summary>Whether it is kept.</summary>
    public bool IsMet => Promise.IsMetBy(Value);

    /// <summary>Works it out.</summary>
    public static Verdict On(Promise promise, IReadOnlyDictionary<ClientKind, IReadOnlyList<Measurement>> measured)
    {
        var ours = RowResult.Median(measured[promise.Client], promise.Figure);
        if (!promise.IsRatio)
            return new Verdict(promise, null, ours, ours);
        var java = RowResult.Median(measured[ClientKind.Java], promise.Figure);
        return new Verdict(promise, java, ours, ours / java);
    }
}

/// <summary>The tables, as Markdown that fits a terminal as well.</summary>
internal static class Report
{
    private static readonly string[] RatioHead = ["work", "client", "Java", "ours", "ratio", "bound", ""];

    private static readonly string[] DetailHead =
        ["work", "client", "rate", "least..most", "send p50", "send p99", "way p50", "way p99", "B/send", "B/receive"];

    /// <summary>The ratios with their bounds.</summary>
    public static string Ratios(IEnumerable<RowResult> results)
    {
        var lines = new List<string[]> { RatioHead };
        foreach (var result in results)
        {
            lines.AddRange(result.Verdicts.Select(verdict => new[]
            {
                result.Row.Title,
                NameOf(verdict.Promise.Client) + What(verdict.Promise.Figure),
                verdict.Java is { } java ? Show(java, verdict.Promise.Figure) : "",
                Show(verdict.Ours, verdict.Promise.Figure),
                verdict.Promise.IsRatio ? Text($"{verdict.Value:0.00}") : "",
                (verdict.Promise.IsAtLeast ? "≥ " : "≤ ")
                    + (verdict.Promise.IsRatio ? Text($"{verdict.Promise.Bound:0.0#}") : Show(verdict.Promise.Bound, verdict.Promise.Figure)),
                verdict.IsMet ? "met" : "NOT MET",
            }));
        }

        return Table(lines);
    }

    /// <summary>Every figure of every client.</summary>
    public static string Details(IEnumerable<RowResult> results)
    {
        var lines = new List<string[]> { DetailHead };
        foreach (var result in results)
        {
            lines.AddRange(result.Measured.Select(pair => new[]
            {
                result.Row.Title,
                NameOf(pair.Key),
                Show(RowResult.Median(pair.Value, Figure.Rate), Figure.Rate),
                Text($"{pair.Value.Min(x => x.Rate):N0}..{pair.Value.Max(x => x.Rate):N0}"),
                Milliseconds(pair.Value, x => x.Send.P50),
                Milliseconds(pair.Value, x => x.Send.P99),
                Milliseconds(pair.Value, x => x.Way.P50),
                Milliseconds(pair.Value, x => x.Way.P99),
                Bytes(pair.Value, Figure.SendAllocated),
                Bytes(pair.Value, Figure.ReceiveAllocated),
            }));
        }

        return Table(lines);
    }

    private static string NameOf(ClientKind client) => client switch
    {
        ClientKind.Java => "activemq-client",
        ClientKind.OpenWire => "Connector.OpenWire",
        _ => "MassTransit",
    };

    private static string What(Figure figure) =>
        figure == Figure.SendRate ? ", send"
        : figure == Figure.ReceiveRate ? ", receive"
        : figure == Figure.WayP50 ? ", p50"
        : figure == Figure.SendAllocated ? ", allocated a send"
        : figure == Figure.ReceiveAllocated ? ", allocated a receipt"
        : "";

    private static string Show(double value, Figure figure) => figure.Unit switch
    {
        "ms" => Text($"{value:0.00} ms"),
        "B" => Text($"{value:N0} B"),
        var unit => Text($"{value:N0}") + unit,
    };

    private static string Milliseconds(IEnumerable<Measurement> rounds, Func<Measurement, TimeSpan> time)
    {
        var median = RowResult.Median(rounds, new Figure("ms", measured => time(measured).TotalMilliseconds));
        return median > 0 ? Text($"{median:0.00} ms") : "";
    }

    private static string Bytes(IEnumerable<Measurement> rounds, Figure figure) =>
        RowResult.Median(rounds, figure) is > 0 and var median ? Show(median, figure) : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Table(List<string[]> lines)
    {
        var widths = Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length)).ToArray();
        var table = new StringBuilder();
        for (var i = 0; i < lines.Count; i++)
        {
            table.Append("| ").AppendJoin(" | ", lines[i].Select((cell, column) => cell.PadRight(widths[column]))).AppendLine(" |");
            if (i == 0)
                table.Append("| ").AppendJoin(" | ", widths.Select(width => new string('-', width))).AppendLine(" |");
        }

        return table.ToString();
    }
}
