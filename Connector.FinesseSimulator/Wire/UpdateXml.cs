using System.Globalization;
using System.Xml.Linq;
using Connector.FinesseSimulator.Core;

namespace Connector.FinesseSimulator.Wire;

/// <summary>The <c>Update</c> documents that notifications carry as escaped text (facts 1.5 and 5.4).</summary>
internal static class UpdateXml
{
    /// <summary>The node a notice is published on.</summary>
    public static string NodeOf(Notice notice) => notice switch
    {
        UserNotice => UserNode(notice.AgentId),
        QueueNotice queue => QueueNode(queue.Queue.Id),
        ErrorNotice { Node: NodeKind.User } => UserNode(notice.AgentId),
        _ => UserNode(notice.AgentId) + "/Dialogs",
    };

    /// <summary>A notice as an Update.</summary>
    public static string Of(Notice notice, CentreRules rules) => notice switch
    {
        UserNotice user => Update(ObjectXml.XmppUser(user.Agent, rules), "PUT", user.RequestId, UserNode(user.AgentId)),
        DialogNotice { Event: EventKind.Put } dialog => Update(
            ObjectXml.XmppDialog("dialog", dialog.Call, dialog.Actions),
            "PUT",
            dialog.RequestId,
            $"/finesse/api/Dialog/{dialog.Call.Id}"),
        DialogNotice dialog => Update(
            new XElement("dialogs", ObjectXml.XmppDialog("Dialog", dialog.Call, dialog.Actions)),
            dialog.Event is EventKind.Post ? "POST" : "DELETE",
            dialog.RequestId,
            UserNode(dialog.AgentId) + "/Dialogs"),
        QueueNotice queue => Update(
            ResourceXml.Queue("queue", queue.Queue, queue.Statistics), "PUT", queue.RequestId, QueueNode(queue.Queue.Id)),
        ErrorNotice error => Error(error),
        _ => throw new ArgumentOutOfRangeException(nameof(notice), notice, "This notice has no XML."),
    };

    /// <summary>The node on which those who watch a team are told of its members.</summary>
    public static string TeamNodeOf(Agent agent) => $"/finesse/api/Team/{agent.Profile.TeamId}/Users";

    /// <summary>A change of a member for those who watch a team: it is no answer to any request of theirs.</summary>
    public static string OfMember(Agent agent, CentreRules rules) =>
        Update(ObjectXml.XmppUser(agent, rules), "PUT", "", UserNode(agent.Id));

    /// <summary>The Update of the SystemInfo node.</summary>
    public static string OfSystemInfo(XElement systemInfo) => Update(systemInfo, "PUT", "", "/finesse/api/SystemInfo");

    private static string QueueNode(string queueId) => $"/finesse/api/Queue/{queueId}";

    private static string UserNode(string agentId) => $"/finesse/api/User/{agentId}";

    private static string Update(XElement data, string kind, string requestId, string source) => Text(new XElement(
        "Update",
        new XElement("data", data),
        new XElement("event", kind),
        new XElement("requestId", requestId),
        new XElement("source", source)));

    // Recorded: errors have another order and a lower-case event.
    private static string Error(ErrorNotice notice)
    {
        var error = notice.Error;
        return Text(new XElement(
            "Update",
            new XElement("data", new XElement("apiErrors", new XElement(
                "apiError",
                error.PeripheralCode is { } code ? new XElement("peripheralErrorCode", code) : null,
                new XElement("errorType", error.Type),
                new XElement("errorMessage", error.Message),
                error.PeripheralText is { } text ? new XElement("peripheralErrorText", text) : null,
                error.PeripheralMessage is { } message ? new XElement("peripheralErrorMsg", message) : null,
                new XElement("errorData", error.Data.ToString(CultureInfo.InvariantCulture))))),
            new XElement("requestId", notice.RequestId),
            new XElement("source", notice.Source),
            new XElement("event", notice.Event)));
    }

    private static string Text(XElement element) => element.ToString(SaveOptions.DisableFormatting);
}
