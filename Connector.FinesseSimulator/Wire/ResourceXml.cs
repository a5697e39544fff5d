using System.Globalization;
using System.Xml.Linq;
using Connector.FinesseSimulator.Core;

namespace Connector.FinesseSimulator.Wire;

/// <summary>Teams, queues and lists as XML, in the vendor's order (facts 4.1, 4.2 and 4.4).</summary>
internal static class ResourceXml
{
    private const string Api = "/finesse/api/";

    /// <summary>A team with its members.</summary>
    public static XElement Team(string id, string name, IEnumerable<Agent> members) => new(
        "Team",
        new XElement("uri", $"{Api}Team/{id}"),
        new XElement("id", id),
        new XElement("name", name),
        new XElement("users", members.Select(Member)));

    /// <summary>A queue with its numbers.</summary>
    /// <param name="rootName"><c>Queue</c> for a GET, <c>queue</c> in a notification.</param>
    /// <param name="profile">The queue.</param>
    /// <param name="statistics">The numbers.</param>
    public static XElement Queue(string rootName, QueueProfile profile, QueueStatistics statistics) => new(
        rootName,
        new XElement("uri", $"{Api}Queue/{profile.Id}"),
        new XElement("name", profile.Name),
        new XElement(
            "statistics",
            Number("callsInQueue", statistics.CallsInQueue),
            new XElement("startTimeOfLongestCallInQueue", Seconds(statistics.LongestCallSince)),
            Number("agentsReady", statistics.AgentsReady),
            Number("agentsNotReady", statistics.AgentsNotReady),
            Number("agentsBusyOther", statistics.AgentsBusyOther),
            Number("agentsLoggedOn", statistics.AgentsLoggedOn),
            Number("agentsTalkingInbound", statistics.AgentsTalkingInbound),
            Number("agentsTalkingOutbound", statistics.AgentsTalkingOutbound),
            Number("agentsTalkingInternal", statistics.AgentsTalkingInternal),
            Number("agentsWrapUpNotReady", statistics.AgentsWrapUpNotReady),
            Number("agentsWrapUpReady", statistics.AgentsWrapUpReady)));

    /// <summary>A reason code of a list.</summary>
    public static XElement ReasonCode(ReasonCode code) => new(
        "ReasonCode",
        new XElement("uri", $"{Api}ReasonCode/{code.Id}"),
        new XElement("category", code.Category),
        Number("code", code.Code),
        new XElement("label", code.Label),
        new XElement("forAll", "true"),
        new XElement("systemCode", code.IsSystemCode ? "true" : "false"));

    /// <summary>A wrap-up reason.</summary>
    public static XElement WrapUpReason(WrapUpReason reason) => new(
        "WrapUpReason",
        new XElement("uri", $"{Api}WrapUpReason/{reason.Id}"),
        new XElement("label", reason.Label),
        new XElement("forAll", reason.TeamId is null ? "true" : "false"));

    /// <summary>A phone book.</summary>
    /// <param name="book">The book.</param>
    /// <param name="contacts">The contacts to embed; none to name the URI at which they are.</param>
    public static XElement PhoneBook(PhoneBook book, IEnumerable<Contact>? contacts = null) => new(
        "PhoneBook",
        new XElement("uri", $"{Api}PhoneBook/{book.Id}"),
        new XElement("name", book.Name),
        new XElement("type", book.TeamId is null ? "GLOBAL" : "TEAM"),
        contacts is null ? new XElement("contacts", $"{Api}PhoneBook/{book.Id}/Contacts") : Contacts(book, contacts));

    /// <summary>Contacts of a phone book.</summary>
    public static XElement Contacts(PhoneBook book, IEnumerable<Contact> contacts) => new(
        "Contacts",
        contacts.Select(contact => new XElement(
            "Contact",
            new XElement("firstName", contact.FirstName),
            new XElement("lastName", contact.LastName),
            new XElement("phoneNumber", contact.PhoneNumber),
            new XElement("description", contact.Description),
            new XElement("uri", $"{Api}PhoneBook/{book.Id}/Contact/{contact.Id}"))));

    private static XElement Member(Agent agent) => new(
        "User",
        new XElement("uri", $"{Api}User/{agent.Id}"),
        new XElement("loginId", agent.Id),
        new XElement("firstName", agent.Profile.FirstName),
        new XElement("lastName", agent.Profile.LastName),
        new XElement("dialogs", $"{Api}User/{agent.Id}/Dialogs"),
        new XElement("extension", agent.Extension),
        new XElement("pendingState", agent.PendingState?.ToWire() ?? ""),
        new XElement("state", agent.State.ToWire()),
        new XElement("stateChangeTime", ObjectXml.Time(agent.StateChangeTime)),
        agent.Reason is not { } reason
            ? null
            : new XElement(
                "reasonCode",
                new XElement("category", reason.Category),
                Number("code", reason.Code),
                new XElement("label", reason.Label),
                Number("id", reason.Id),
                new XElement("uri", $"{Api}ReasonCode/{reason.Id}")));

    private static XElement Number(string name, int value) => new(name, value.ToString(CultureInfo.InvariantCulture));

    private static string Seconds(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";
}
