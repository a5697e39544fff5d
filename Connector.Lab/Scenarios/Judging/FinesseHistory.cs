using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace Connector.Lab.Scenarios.Judging;

/// <summary>A REST request that Finesse got.</summary>
/// <param name="At">When, as milliseconds of Unix time.</param>
/// <param name="Side">Which server.</param>
/// <param name="User">On whose behalf.</param>
/// <param name="Method">Such as PUT.</param>
/// <param name="Path">Path and query.</param>
/// <param name="RequestId">The client's message id, where a client caused it.</param>
/// <param name="Status">What was answered; 0 where the connection broke first; null where nothing was answered yet.</param>
internal sealed record FinesseCall(double At, string Side, string User, string Method, string Path, string RequestId, int? Status)
{
    /// <summary>Whether it may have changed something: taken, or its answer lost.</summary>
    public bool MayHaveEffect => Method is "PUT" or "POST" or "DELETE" && Status is null or 0 or (>= 200 and < 300);
}

/// <summary>Something that Finesse told one XMPP session of an agent.</summary>
/// <param name="At">When, as milliseconds of Unix time.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Resource">The session's resource, <c>gc-</c> and the connector.</param>
/// <param name="About">As <see cref="ClientApps.ClientLine.About"/>.</param>
/// <param name="Print">As <see cref="ClientApps.Fingerprint"/> words it.</param>
/// <param name="Change">The same for the same change, however often it is told, and different for any other.</param>
/// <param name="RequestId">The request that caused it, where there was one.</param>
internal sealed record Notified(
    double At, string Agent, string Resource, string About, string Print, string Change, string RequestId);

/// <summary>An XMPP session became available, and so gets what Finesse notifies.</summary>
/// <param name="At">When, as milliseconds of Unix time.</param>
/// <param name="Agent">The agent.</param>
/// <param name="Resource">The session's resource.</param>
internal sealed record Appeared(double At, string Agent, string Resource);

/// <summary>What Finesse was asked and what it told, from the simulator's recording.</summary>
/// <param name="Calls">The REST requests, in order.</param>
/// <param name="Notifications">The notifications of states and calls, in order.</param>
/// <param name="Sessions">The sessions that became available, in order.</param>
internal sealed record FinesseHistory(
    IReadOnlyList<FinesseCall> Calls, IReadOnlyList<Notified> Notifications, IReadOnlyList<Appeared> Sessions)
{
    /// <summary>Reads a recording.</summary>
    /// <param name="lines">Its lines.</param>
    /// <param name="begunAt">When it was begun, as milliseconds of Unix time.</param>
    /// <exception cref="FormatException">A line is not one of a recording.</exception>
    public static FinesseHistory Read(IEnumerable<string> lines, double begunAt)
    {
        var calls = new List<FinesseCall>();
        var places = new Dictionary<long, int>();
        var notifications = new List<Notified>();
        var sessions = new List<Appeared>();
        foreach (var line in lines)
        {
            if (line.Length == 0)
                continue;
            using var json = Parse(line);
            var root = json.RootElement;
            var at = begunAt + root.GetProperty("atMs").GetDouble();
            switch (Text(root, "kind"))
            {
                case "request":
                    places[root.GetProperty("number").GetInt64()] = calls.Count;
                    calls.Add(new FinesseCall(
                        at, Text(root, "side"), Text(root, "user"), Text(root, "method"), Text(root, "path"), Text(root, "requestId"), Status: null));
                    break;
                case "answer" when places.TryGetValue(root.GetProperty("number").GetInt64(), out var place):
                    calls[place] = calls[place] with { Status = root.GetProperty("status").GetInt32() };
                    break;
                case "xmppOut" when Text(root, "text") is var text && text.Contains("<notification", StringComparison.Ordinal):
                    notifications.AddRange(ReadNotification(text)
                        .Select(told => told with { At = at, Agent = Text(root, "user"), Resource = Text(root, "resource") }));
                    break;
                case "xmppIn" when Text(root, "text") is var text && IsAvailable(text):
                    sessions.Add(new Appeared(at, Text(root, "user"), Text(root, "resource")));
                    break;
            }
        }

        return new FinesseHistory(calls, notifications, sessions);
    }

    private static IEnumerable<Notified> ReadNotification(string stanza)
    {
        var message = XElement.Parse(stanza);
        var items = message.Descendants().First(each => each.Name.LocalName == "items");
        var node = (string?)items.Attribute("node") ?? "";
        var update = items.Descendants().First(each => each.Name.LocalName == "notification").Value;
        return node.Contains("/User/", StringComparison.Ordinal) ? UpdateReader.Read(XElement.Parse(update)) : [];
    }

    // Directed presence and presence below 0 get no notifications.
    private static bool IsAvailable(string stanza)
    {
        if (!stanza.StartsWith("<presence", StringComparison.Ordinal))
            return false;
        var presence = XElement.Parse(stanza);
        var priority = presence.Elements().FirstOrDefault(each => each.Name.LocalName == "priority")?.Value ?? "0";
        return presence.Attribute("type") is null && presence.Attribute("to") is null && XmlConvert.ToInt32(priority.Trim()) >= 0;
    }

    private static JsonDocument Parse(string line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"This is no line of a recording: {line[..Math.Min(line.Length, 200)]}", wrong);
        }
    }

    private static string Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
