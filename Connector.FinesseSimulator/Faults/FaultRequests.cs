using System.Text.Json;

namespace Connector.FinesseSimulator.Faults;

/// <summary>The JSON of a fault, read with a sentence about whatever is wrong. Pure.</summary>
internal static class FaultRequests
{
    private const string Kind = "kind";
    private const int MaxSeconds = 86_400;

    private static readonly string[] Anyone = [Kind, "side", "agent"];
    private static readonly string[] Chance = ["count", "probability", "seed"];
    private static readonly string[] Lasting = [.. Chance, "forSeconds", "path"];

    /// <summary>The names of all kinds, as JSON has them.</summary>
    public static string NameOf(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>Reads the body of <c>POST /sim/faults</c>.</summary>
    public static (SimulatedFault? Fault, string? Problem) Read(string body)
    {
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return (null, NoObject);
        }

        using (json)
        {
            if (json.RootElement.ValueKind is not JsonValueKind.Object) return (null, NoObject);
            var fields = new JsonFields(json.RootElement);
            var kind = fields.Choice<FaultKind>(Kind) ?? (FaultKind)(-1);
            if (fields.Problem is null && !fields.Has(Kind)) fields.Refuse(Kind, $"missing; one of {Names<FaultKind>()}");
            fields.AllowOnly([.. Anyone, .. FieldsOf(kind)]);
            var fault = new SimulatedFault
            {
                Kind = kind,
                Side = fields.Text("side"),
                Agent = fields.Text("agent"),
                Path = fields.Text("path"),
                Method = fields.Text("method"),
                Count = fields.Whole("count", 1, int.MaxValue) is { } count ? (int)count : null,
                Duration = fields.Number("forSeconds", 0, MaxSeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                Probability = fields.Number("probability", 0, 1) ?? 1,
                Seed = fields.Whole("seed", long.MinValue, long.MaxValue) ?? 0,
                Delay = TimeSpan.FromMilliseconds(fields.Number("delayMs", 0, MaxSeconds * 1000.0) ?? 1000),
                Jitter = TimeSpan.FromMilliseconds(fields.Number("jitterMs", 0, MaxSeconds * 1000.0) ?? 0),
                How = fields.Choice<Malformation>("how") ?? Malformation.BrokenXml,
                Status = (int)(fields.Whole("status", 400, 599) ?? 503),
                Condition = fields.Text("condition") ?? "conflict",
            };
            if (kind is FaultKind.MalformNotifications && !fields.Has("how"))
                fields.Refuse("how", $"missing; one of {Names<Malformation>()}");
            if (fault.Status is not (401 or 500 or 503)) fields.Refuse("status", "must be 401, 500 or 503");
            if (fault.Side is not (null or "A" or "B")) fields.Refuse("side", "must be A or B");
            if (!fault.Condition.All(each => char.IsAsciiLetterLower(each) || each == '-') || fault.Condition.Length == 0)
                fields.Refuse("condition", "must be the name of a stream error such as conflict or system-shutdown");
            return fields.Problem is { } problem ? (null, problem) : (fault, null);
        }
    }

    /// <summary>The names of a choice, as JSON has them.</summary>
    public static string Names<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(each => NameOf(each)));

    private static string NoObject => "the body must be a JSON object such as " +
        """{"kind":"dropNotifications","agent":"1001","count":1}""";

    private static string[] FieldsOf(FaultKind kind) => kind switch
    {
        FaultKind.DelayNotifications or FaultKind.ReorderNotifications => [.. Lasting, "delayMs", "jitterMs"],
        FaultKind.MalformNotifications => [.. Lasting, "how"],
        FaultKind.SlowRest => [.. Lasting, "method", "delayMs", "jitterMs"],
        FaultKind.RefuseRest => [.. Lasting, "method", "status"],
        FaultKind.CutRest or FaultKind.LoseRestAnswers => [.. Lasting, "method"],
        FaultKind.KickXmpp => [.. Chance, "condition"],
        FaultKind.ResetXmpp => Chance,
        FaultKind.FreezeXmpp => ["forSeconds"],
        _ => Lasting,
    };
}
