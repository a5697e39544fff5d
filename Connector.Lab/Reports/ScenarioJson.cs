using System.Text.Encodings.Web;
using System.Text.Json;
using Connector.Lab.Scenarios;

namespace Connector.Lab.Reports;

/// <summary>A whole run of scenarios, as it is kept.</summary>
/// <param name="Machine">Where and when.</param>
/// <param name="Arguments">What was asked for.</param>
/// <param name="Results">Row by row.</param>
internal sealed record ScenarioRunRecord(MachineFigures Machine, string Arguments, IReadOnlyList<RowResult> Results);

/// <summary>Runs of scenarios as JSON.</summary>
internal static class ScenarioJson
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a run.</summary>
    public static string Write(MachineFigures machine, IReadOnlyList<string> arguments, IReadOnlyList<RowResult> results) =>
        JsonSerializer.Serialize(new ScenarioRunRecord(machine, string.Join(' ', Shown(arguments)), results), Json);

    /// <summary>Reads a run.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ScenarioRunRecord Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<ScenarioRunRecord>(json, Json) ?? throw new FormatException("This is no run of scenarios.");
        }
        catch (JsonException wrong)
        {
            throw new FormatException("This is no run of scenarios.", wrong);
        }
    }

    // Where the results went is nobody's business.
    private static IEnumerable<string> Shown(IReadOnlyList<string> arguments) => arguments.Where((argument, at) =>
        !argument.StartsWith("--json", StringComparison.Ordinal) && !argument.StartsWith("--keep", StringComparison.Ordinal)
        && (at == 0 || arguments[at - 1] is not ("--json" or "--keep")));
}
