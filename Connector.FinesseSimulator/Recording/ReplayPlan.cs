using System.Collections.Immutable;
using System.Xml;
using System.Xml.Linq;
using Connector.Xmpp;

namespace Connector.FinesseSimulator.Recording;

/// <summary>What of a recording is played back.</summary>
internal enum ReplayWhat
{
    /// <summary>The notifications, to whoever is connected now.</summary>
    Notifications,

    /// <summary>What the control API did, to the contact centre as it is now.</summary>
    Control,
}

/// <summary>One step of a replay.</summary>
/// <param name="At">When, from the start.</param>
internal abstract record ReplayStep(TimeSpan At);

/// <summary>A notification is sent.</summary>
internal sealed record ReplayNotification(TimeSpan At, string Side, string Agent, string Node, string ItemId, string UpdateXml)
    : ReplayStep(At);

/// <summary>The control API is called.</summary>
internal sealed record ReplayControl(TimeSpan At, string Method, string Path, string Body) : ReplayStep(At);

/// <summary>What a replay does, worked out from the lines of a recording. Pure.</summary>
internal static class ReplayPlan
{
    /// <summary>Reads a recording.</summary>
    /// <param name="lines">Its lines; empty ones are passed over.</param>
    /// <param name="what">What of it is played back.</param>
    /// <returns>The steps in order, or a sentence about the first line that is wrong.</returns>
    public static (ImmutableArray<ReplayStep> Steps, string? Problem) Read(IEnumerable<string> lines, ReplayWhat what)
    {
        var steps = ImmutableArray.CreateBuilder<ReplayStep>();
        var told = new HashSet<(string? Side, string Agent, string ItemId)>();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (RecordedEvent.FromLine(line) is not { } happened)
                return ([], $"line {number}: is no event of a recording; take the lines as GET /sim/recording gives them");
            var at = TimeSpan.FromMilliseconds(happened.AtMs);
            if (what is ReplayWhat.Control && happened is { Kind: RecordedKind.Control, Method: { } method, Path: { } path })
            {
                if (!path.StartsWith("/sim/", StringComparison.Ordinal))
                    return ([], $"line {number}: path: must begin with /sim/");
                steps.Add(new ReplayControl(at, method, path, happened.Text ?? ""));
            }
            else if (what is ReplayWhat.Notifications && happened is { Kind: RecordedKind.XmppOut, Text: { } text }
                && ReadNotification(happened, at, text) is { } step && told.Add((step.Side, step.Agent, step.ItemId)))
            {
                // Every session of an agent got its copy; it is sent once, and copied again.
                steps.Add(step);
            }
        }

        return ([.. steps.OrderBy(step => step.At)], null);
    }

    private static ReplayNotification? ReadNotification(RecordedEvent happened, TimeSpan at, string text)
    {
        try
        {
            var items = XElement.Parse(text, LoadOptions.PreserveWhitespace)
                .Element(XmppNamespaces.PubSubEvent + "event")?.Element(XmppNamespaces.PubSubEvent + "items");
            var item = items?.Element(XmppNamespaces.PubSubEvent + "item");
            return items?.Attribute("node")?.Value is { } node && item?.Attribute("id")?.Value is { Length: >= 5 } id
                && happened.User is { Length: > 0 } user
                ? new ReplayNotification(at, happened.Side ?? "A", user, node, id, item.Value)
                : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
