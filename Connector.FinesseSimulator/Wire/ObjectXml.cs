using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using Connector.FinesseSimulator.Core;

namespace Connector.FinesseSimulator.Wire;

/// <summary>
/// Users and dialogs as XML. REST and notifications carry the same content in another dress: REST roots are in PascalCase and
/// in the order of the vendor's documentation; notifications have lower-case roots and children in alphabetical order
/// (facts 0.5, 2.3, 3.2 and 5.4, the last of them recorded).
/// </summary>
internal static class ObjectXml
{
    /// <summary>How Finesse writes times: <c>2023-01-13T11:07:11.466Z</c>; empty where there is none.</summary>
    public static string Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A user for a GET.</summary>
    public static XElement RestUser(Agent agent, CentreRules rules) => new("User", UserChildren(agent, rules, "ReasonCode"));

    /// <summary>A user for a notification.</summary>
    public static XElement XmppUser(Agent agent, CentreRules rules) =>
        Sorted(new XElement("user", UserChildren(agent, rules, "reasonCode")));

    /// <summary>A dialog for a GET.</summary>
    public static XElement RestDialog(Call call, ImmutableArray<ImmutableArray<string>> actions) =>
        new("Dialog", DialogChildren(call, actions));

    /// <summary>A dialog for a notification: <c>dialog</c> where it changed, <c>Dialog</c> inside <c>dialogs</c> where it came or
    /// went.</summary>
    public static XElement XmppDialog(string name, Call call, ImmutableArray<ImmutableArray<string>> actions) =>
        Sorted(new XElement(name, DialogChildren(call, actions)));

    private static IEnumerable<XElement> UserChildren(Agent agent, CentreRules rules, string reasonElement)
    {
        var profile = agent.Profile;
        var uri = $"/finesse/api/User/{profile.Id}";
        var wrapUp = rules.WrapUp switch
        {
            WrapUpMode.Required => "REQUIRED",
            WrapUpMode.RequiredWithData => "REQUIRED_WITH_WRAP_UP_DATA",
            WrapUpMode.Optional => "OPTIONAL",
            _ => "NOT_ALLOWED",
        };
        yield return new XElement("uri", uri);
        yield return new XElement(
            "roles", new XElement("role", "Agent"), profile.IsSupervisor ? new XElement("role", "Supervisor") : null);
        yield return new XElement("loginId", profile.Id);
        yield return new XElement("loginName", profile.LoginName);
        yield return new XElement("state", agent.State.ToWire());
        yield return new XElement("stateChangeTime", Time(agent.StateChangeTime));
        yield return new XElement("mediaType", "1");
        yield return new XElement("pendingState", agent.PendingState?.ToWire() ?? "");
        if (agent.State is AgentState.NotReady or AgentState.Logout)
            yield return new XElement("reasonCodeId", agent.Reason?.Id.ToString(CultureInfo.InvariantCulture) ?? "-1");
        if (agent.Reason is { } reason)
        {
            yield return new XElement(
                reasonElement,
                new XElement("category", reason.Category),
                new XElement("uri", $"/finesse/api/ReasonCode/{reason.Id}"),
                new XElement("code", reason.Code),
                new XElement("label", reason.Label),
                new XElement("forAll", "true"),
                new XElement("systemCode", reason.IsSystemCode ? "true" : "false"),
                new XElement("id", reason.Id));
        }

        yield return new XElement(
            "settings", new XElement("wrapUpOnIncoming", wrapUp), new XElement("wrapUpOnOutgoing", wrapUp));
        yield return new XElement("extension", agent.Extension);
        if (agent.Mobile is { } mobile)
        {
            yield return new XElement(
                "mobileAgent", new XElement("mode", mobile.Mode), new XElement("dialNumber", mobile.DialNumber));
        }

        yield return new XElement("firstName", profile.FirstName);
        yield return new XElement("lastName", profile.LastName);
        yield return new XElement("teamId", profile.TeamId);
        yield return new XElement("teamName", profile.TeamName);
        yield return new XElement("dialogs", uri + "/Dialogs");
        if (profile.IsSupervisor)
        {
            yield return new XElement("teams", new XElement(
                "Team",
                new XElement("uri", $"/finesse/api/Team/{profile.TeamId}"),
                new XElement("id", profile.TeamId),
                new XElement("name", profile.TeamName)));
        }

        yield return new XElement("wrapUpTimer", ((long)rules.WrapUpTime.TotalSeconds).ToString(CultureInfo.InvariantCulture));
    }

    private static IEnumerable<XElement> DialogChildren(Call call, ImmutableArray<ImmutableArray<string>> actions)
    {
        yield return new XElement(
            "associatedDialogUri", call.AssociatedId is { } associated ? $"/finesse/api/Dialog/{associated}" : "");
        yield return new XElement("id", call.Id);
        if (call.SecondaryId.Length > 0) yield return new XElement("secondaryId", call.SecondaryId);
        yield return new XElement("mediaType", "Voice");
        yield return new XElement("fromAddress", call.FromAddress);
        yield return new XElement("toAddress", call.ToAddress);
        yield return new XElement("mediaProperties", MediaProperties(call));
        yield return new XElement("participants", call.Legs.Select((leg, index) => Participant(leg, actions[index])));
        yield return new XElement("state", call.State.ToWire());
        yield return new XElement("uri", $"/finesse/api/Dialog/{call.Id}");
        if (call.Callback is { } callback)
        {
            yield return new XElement(
                "scheduledCallbackInfo",
                new XElement("callbackTime", callback.Time),
                new XElement("callbackNumber", callback.Number));
        }
    }

    private static IEnumerable<XElement> MediaProperties(Call call)
    {
        yield return new XElement("DNIS", call.DialedNumber);
        yield return new XElement("callType", call.CallType);
        yield return new XElement("dialedNumber", call.DialedNumber);
        yield return new XElement("mediaId", "1");
        yield return new XElement("outboundClassification", "");
        if (call.Queue is { } queue)
        {
            yield return new XElement("queueNumber", queue.Id);
            yield return new XElement("queueName", queue.Name);
        }

        if (call.WrapUpReason.Length > 0) yield return new XElement("wrapUpReason", call.WrapUpReason);
        if (call.WrapUpItems.Length > 0)
            yield return new XElement("wrapUpItems", call.WrapUpItems.Select(item => new XElement("wrapUpItem", item)));
        yield return new XElement("callvariables", CallVariables(call));
    }

    // The ten are always there, empty or not; ECC variables only where set.
    private static IEnumerable<XElement> CallVariables(Call call)
    {
        var ten = Enumerable.Range(1, 10).Select(number => $"callVariable{number}").ToArray();
        foreach (var name in ten.Concat(call.Variables.Keys.Except(ten, StringComparer.Ordinal)))
            yield return new XElement(
                "CallVariable", new XElement("name", name), new XElement("value", call.Variables.GetValueOrDefault(name, "")));
    }

    private static XElement Participant(Leg leg, ImmutableArray<string> actions) => new(
        "Participant",
        new XElement("actions", actions.Select(action => new XElement("action", action))),
        new XElement("mediaAddress", leg.Address),
        new XElement("mediaAddressType", leg.AgentId is null ? "" : "AGENT_DEVICE"),
        new XElement("startTime", Time(leg.StartTime)),
        new XElement("state", leg.State.ToWire()),
        new XElement("stateCause", leg.StateCause),
        new XElement("stateChangeTime", Time(leg.StateChangeTime)));

    // Deeper levels are written in the recorded order already: mediaProperties is not quite alphabetical there.
    private static XElement Sorted(XElement element)
    {
        element.ReplaceNodes(
            element.Elements().OrderBy(child => child.Name.LocalName, StringComparer.Ordinal).Select(SortedReason).ToList());
        return element;
    }

    private static XElement SortedReason(XElement element) => element.Name.LocalName is "reasonCode" or "teams" or "Team"
        ? SortedDeep(element)
        : element;

    private static XElement SortedDeep(XElement element)
    {
        if (element.HasElements)
            element.ReplaceNodes(
                element.Elements().OrderBy(child => child.Name.LocalName, StringComparer.Ordinal).Select(SortedDeep).ToList());
        return element;
    }
}
