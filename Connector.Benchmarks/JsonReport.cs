using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Connector.Benchmarks;

/// <summary>The whole run for programs: every measurement of every round, and the verdicts.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Writes it.</summary>
    public static string Write(IEnumerable<RowResult> results, DateTimeOffset time) => JsonSerializer.Serialize(
        new
        {
            Time = time,
            System = RuntimeInformation.OSDescription,
            Runtime = RuntimeInformation.FrameworkDescription,
            Environment.ProcessorCount,
            Rows = results.Select(result => new
            {
                result.Row.Key,
                result.Row.Title,
                Work = result.Row.Work with { Count = result.Count },
                Measured = result.Measured.ToDictionary(
                    pair => pair.Key.ToString(),
                    pair => pair.Value.Select(measurement => new
                    {
                        measurement.Rate,
                        measurement.SendRate,
                        measurement.ReceiveRate,
                        SendP50Ms = measurement.Send.P50.TotalMilliseconds,
                        SendP99Ms = measurement.Send.P99.TotalMilliseconds,
                        WayP50Ms = measurement.Way.P50.TotalMilliseconds,
                        WayP99Ms = measurement.Way.P99.TotalMilliseconds,
                        measurement.SendAllocated,
                        measurement.ReceiveAllocated,
                    })),
                Verdicts = result.Verdicts.Select(verdict => new
                {
                    verdict.Promise.Client,
                    verdict.Promise.Figure.Unit,
                    verdict.Promise.IsRatio,
                    verdict.Promise.IsAtLeast,
                    verdict.Promise.Bound,
                    verdict.Java,
                    verdict.Ours,
                    verdict.Value,
                    verdict.IsMet,
                }),
            }),
        },
        Format);
}
