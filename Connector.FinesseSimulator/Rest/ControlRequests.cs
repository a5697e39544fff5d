using System.Text.Json;
using System.Xml;
using Connector.FinesseSimulator.Core;
using Connector.FinesseSimulator.Sides;

namespace Connector.FinesseSimulator.Rest;

/// <summary>The bodies of the control API, read with a sentence about whatever is wrong. Pure.</summary>
internal static class ControlRequests
{
    private static readonly JsonDocumentOptions Lenient =
        new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>A call from outside as its JSON asks for it.</summary>
    public sealed record NewCall(string From, string To, Dictionary<string, string> CallVariables, string? CallType);

    /// <summary>Reads the body of <c>POST /sim/calls</c>.</summary>
    public static (NewCall? Call, string? Problem) ReadNewCall(string body)
    {
        if (ReadObject(body) is not { } json)
            return (null, """the body must be a JSON object such as {"from":"5551234","to":"2001"}""");
        using (json)
        {
            var variables = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var property in json.RootElement.EnumerateObject())
            {
                if (property.Name is not ("from" or "to" or "callType" or "callVariables"))
                    return (null, $"{property.Name}: not known; from, to, callType and callVariables are");
                if (property.Name is not "callVariables") continue;
                if (property.Value.ValueKind is not JsonValueKind.Object)
                    return (null, "callVariables: must be an object of name and text");
                foreach (var variable in property.Value.EnumerateObject())
                {
                    if (variable.Value.ValueKind is not JsonValueKind.String)
                        return (null, $"callVariables.{variable.Name}: must be a text");
                    variables[variable.Name] = variable.Value.GetString()!;
                }
            }

            if (Text(json, "from") is not { } from) return (null, "from: missing; it is the caller's number, a text");
            if (Text(json, "to") is not { } to) return (null, "to: missing; it is the extension of a signed-in agent, a text");
            var callType = Text(json, "callType");
            return Problem(from, to, variables, callType) is { } problem
                ? (null, problem)
                : (new NewCall(from, to, variables, callType), null);
        }
    }

    /// <summary>Reads the body of <c>POST /sim/status</c>.</summary>
    public static (bool InService, string? Problem) ReadStatus(string body)
    {
        using var json = ReadObject(body);
        return (json is null ? null : Text(json, "status")) switch
        {
            "IN_SERVICE" => (true, null),
            "OUT_OF_SERVICE" => (false, null),
            _ => (false, """the body must be {"status":"IN_SERVICE"} or {"status":"OUT_OF_SERVICE"}"""),
        };
    }

    /// <summary>Reads the body of <c>POST /sim/sides/{name}</c>.</summary>
    public static (SideEvent Event, string? Problem) ReadEvent(string body, IReadOnlyDictionary<string, SideEvent> known)
    {
        using var json = ReadObject(body);
        if (json is not null && Text(json, "event") is { } name && known.TryGetValue(name, out var happens)) return (happens, null);
        var names = string.Join(", ", known.Keys.Order(StringComparer.Ordinal));
        return (default, $$"""the body must be {"event":"..."} with one of {{names}}""");
    }

    /// <summary>What is wrong with a call from outside, as a sentence; none where nothing is.</summary>
    public static string? Problem(string from, string to, IReadOnlyDictionary<string, string> variables, string? callType)
    {
        if (!IsText(from, 1, 64)) return "from: must be 1 to 64 printable characters";
        if (!IsText(to, 1, 64)) return "to: must be 1 to 64 printable characters";
        if (callType is not (null or CallTypes.AcdIn or CallTypes.PrerouteAcdIn or CallTypes.OtherIn))
            return $"callType: {callType} is not known; {CallTypes.AcdIn}, {CallTypes.PrerouteAcdIn} and {CallTypes.OtherIn} are";
        foreach (var (name, value) in variables)
        {
            if (!DialogRequests.IsCallVariable(name) || !IsText(name, 1, 64))
                return $"callVariables: {name} is no call variable; callVariable1 to callVariable10 and user.<name> are";
            if (!IsText(value, 0, 2000)) return $"callVariables.{name}: must be at most 2000 printable characters";
        }

        return null;
    }

    private static bool IsText(string text, int min, int max)
    {
        if (text.Length < min || text.Length > max) return false;
        try
        {
            XmlConvert.VerifyXmlChars(text);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static string? Text(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;

    private static JsonDocument? ReadObject(string body)
    {
        try
        {
            var json = JsonDocument.Parse(body, Lenient);
            if (json.RootElement.ValueKind is JsonValueKind.Object) return json;
            json.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
