using System.Xml.Linq;
using Connector.Lab.Simulators;

namespace Connector.Tests.EndToEnd.Harness;

/// <summary>A REST request that Finesse received, as one line: <c>PUT User/1001 READY</c>.</summary>
internal static class FinesseRequestText
{
    private const string Base = "/finesse/api/";

    public static string Of(string method, string path, string? body)
    {
        ArgumentNullException.ThrowIfNull(path);
        var name = path.StartsWith(Base, StringComparison.Ordinal) ? path[Base.Length..] : path;
        return string.IsNullOrEmpty(body) ? $"{method} {name}" : $"{method} {name} {ActionOf(body)}";
    }

    /// <summary>The requests that change something for these objects, in the order in which Finesse received them.</summary>
    public static async Task<IReadOnlyList<string>> EffectsAsync(this SimulatorProcess simulator, params string[] paths) =>
    [
        .. from request in await simulator.RequestsAsync()
           where request.Method is "PUT" or "POST" or "DELETE"
           where paths.Contains(request.Path, StringComparer.Ordinal) || paths.Any(path => request.Path == Base + path)
           select Of(request.Method, request.Path, request.Body),
    ];

    // The state or action asked for; with a reason code, "NOT_READY 12".
    private static string ActionOf(string body)
    {
        var root = XElement.Parse(body);
        var words = new[] { "state", "requestedAction", "reasonCodeId", "toAddress" }
            .Select(name => root.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value)
            .Where(value => !string.IsNullOrEmpty(value));
        return string.Join(' ', words);
    }
}
