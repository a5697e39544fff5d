using System.Xml.Linq;
using Connector.Finesse.Model;
using Connector.Finesse.Parsing;

namespace Connector.Finesse.Notifications;

/// <summary>
/// Reads Finesse's notifications out of XMPP messages (XEP-0060 events; facts: finesse, chapter 5). The body is XML that was
/// escaped into a text: the stanza's own parser has unescaped it once, so it is parsed as it stands, and what is still
/// escaped in it (a call variable with <c>&lt;</c>) is unescaped by that second parse alone. Pure; no message makes it throw.
/// </summary>
public static class NotificationParser
{
    private const string UserMarker = "/User/";
    private const string TeamMarker = "/Team/";
    private const string QueueMarker = "/Queue/";

    /// <summary>Reads all items of a message.</summary>
    /// <param name="message">The stanza.</param>
    /// <returns>One notification for each item, in order; none for a message that is no publish-subscribe event.</returns>
    public static IReadOnlyList<FinesseNotification> Parse(XElement message)
    {
        ArgumentNullException.ThrowIfNull(message);
        List<FinesseNotification>? notifications = null;
        foreach (var items in Children(message, "event").SelectMany(e => Children(e, "items")))
        {
            var node = Attribute(items, "node");
            foreach (var item in Children(items, "item"))
                (notifications ??= new(1)).Add(ParseItem(item, node));
        }
        return (IReadOnlyList<FinesseNotification>?)notifications ?? [];
    }

    /// <summary>Reads the body of one item.</summary>
    /// <param name="body">The <c>Update</c> document, unescaped once.</param>
    /// <param name="itemId">Id of the item.</param>
    /// <param name="node">Node it came over.</param>
    /// <returns>The notification; with an unknown payload where the body cannot be read.</returns>
    public static FinesseNotification ParseBody(ReadOnlySpan<char> body, string itemId, string node)
    {
        var xml = new XmlCursor(body, stackalloc char[XmlCursor.MaxNameLength], stackalloc Range[XmlCursor.MaxDepth]);
        string? source = null, requestId = null, word = null;
        var data = new Data();
        if (xml.EnterRoot() && xml.Name is not "update")
        {
            var what = $"the root element is '{xml.Name}', not 'Update'";
            return new(itemId, node, "", FinesseEvent.Unknown, null, new NotificationPayload.Unknown(what));
        }
        while (xml.NextChild())
        {
            switch (xml.Name)
            {
                case "data": ReadData(ref xml, ref data); break;
                case "event": word = xml.ReadWord(); break;
                case "requestid": requestId = xml.ReadWord(); break;
                case "source": source = xml.ReadWord(); break;
                default: xml.Skip(); break;
            }
        }
        xml.ExpectEnd();
        var kind = EventOf(word);
        var payload = xml.Failure is { } failure
            ? new NotificationPayload.Unknown(failure)
            : PayloadOf(data, kind, node, source);
        return new(itemId, node, source ?? "", kind, requestId, payload);
    }

    private static FinesseNotification ParseItem(XElement item, string node)
    {
        var id = Attribute(item, "id");
        // Any namespace: captures show pubsub's and urn:xmpp:push:0 (facts: finesse, 5.3).
        if (Children(item, "notification").FirstOrDefault() is not { } notification)
            return new(id, node, "", FinesseEvent.Unknown, null, new NotificationPayload.Unknown("an item without a notification"));
        // A server that does not escape the body sends it as a child.
        var inner = notification.Elements().FirstOrDefault();
        return ParseBody(inner?.ToString(SaveOptions.DisableFormatting) ?? notification.Value, id, node);
    }

    private static void ReadData(ref XmlCursor xml, ref Data data)
    {
        while (xml.NextChild())
        {
            switch (xml.Name)
            {
                case "user" when data.User is null: data.User = UserXml.Read(ref xml); break;
                case "dialogs" when data.Dialogs is null: data.Dialogs = DialogXml.ReadAll(ref xml); break;
                case "dialog" when data.Dialogs is null: data.Dialogs = [DialogXml.Read(ref xml)]; break;
                case "systeminfo" when data.SystemInfo is null: data.SystemInfo = SystemInfoXml.Read(ref xml); break;
                case "apierrors" when data.Errors is null: data.Errors = ErrorXml.ReadAll(ref xml); break;
                case "team" when data.Team is null: data.Team = TeamXml.Read(ref xml); break;
                case "users" when data.Users is null: data.Users = TeamXml.ReadUsers(ref xml); break;
                case "queue" when data.Queue is null: data.Queue = QueueXml.Read(ref xml); break;
                case "queues" when data.Queues is null: data.Queues = QueueXml.ReadAll(ref xml); break;
                case "teammessage" or "teammessages":
                    data.Unused ??= NotificationKind.TeamMessage;
                    xml.Skip();
                    break;
                case "media" or "medialist":
                    data.Unused ??= NotificationKind.Media;
                    xml.Skip();
                    break;
                default:
                    data.Other ??= xml.Name.ToString();
                    xml.Skip();
                    break;
            }
        }
    }

    private static NotificationPayload PayloadOf(Data data, FinesseEvent kind, string node, string? source) => data switch
    {
        { Errors.Count: > 0 } => new NotificationPayload.ErrorsReported(data.Errors),
        { Team: { } team } => new NotificationPayload.TeamChanged(
            team.Id.Length > 0 ? team.Id : IdBehind(TeamMarker, node) ?? "", team.Users, IsWhole: true),
        // The node tells whose news it is: a supervisor hears of the team's agents by the same element as of himself.
        { User: { } user } when IdBehind(TeamMarker, node) is { } teamId =>
            new NotificationPayload.TeamChanged(teamId, [WithId(user, source)], IsWhole: false),
        { Users.Count: > 0 } when IdBehind(TeamMarker, node) is { } teamId =>
            new NotificationPayload.TeamChanged(teamId, data.Users, IsWhole: false),
        { User: { } user } => new NotificationPayload.UserChanged(WithId(user, source)),
        { Dialogs.Count: > 0 } => new NotificationPayload.DialogsChanged(ChangeOf(kind), data.Dialogs),
        { SystemInfo: { } info } => new NotificationPayload.SystemInfoChanged(info),
        { Queue: { } queue } => new NotificationPayload.QueueChanged(WithId(queue, node, source)),
        // Over a queue's own node a list can only mean that queue.
        { Queues: [var only] } when IdBehind(QueueMarker, node) is not null =>
            new NotificationPayload.QueueChanged(WithId(only, node, source)),
        { Queues.Count: > 0 } => new NotificationPayload.UserQueuesChanged(data.Queues),
        { Unused: { } unused } => new NotificationPayload.Unused(unused),
        { Other: { } other } => new NotificationPayload.Unknown($"data of '{other}'"),
        _ => new NotificationPayload.Unknown("no data"),
    };

    private static FinesseUser WithId(FinesseUser user, string? source) =>
        user.LoginId.Length > 0 ? user : user with { LoginId = IdBehind(UserMarker, source) ?? "" };

    private static FinesseQueue WithId(FinesseQueue queue, string node, string? source) =>
        queue.Id.Length > 0 ? queue : queue with { Id = IdBehind(QueueMarker, source) ?? IdBehind(QueueMarker, node) ?? "" };

    private static DialogChange ChangeOf(FinesseEvent kind) => kind switch
    {
        FinesseEvent.Post => DialogChange.Added,
        FinesseEvent.Delete => DialogChange.Removed,
        _ => DialogChange.Updated,
    };

    private static FinesseEvent EventOf(ReadOnlySpan<char> word) =>
        word.Equals("PUT", StringComparison.OrdinalIgnoreCase) ? FinesseEvent.Put
        : word.Equals("POST", StringComparison.OrdinalIgnoreCase) ? FinesseEvent.Post
        : word.Equals("DELETE", StringComparison.OrdinalIgnoreCase) ? FinesseEvent.Delete
        : FinesseEvent.Unknown;

    /// <summary>The id out of <c>/finesse/api/User/{id}</c> and what may follow it.</summary>
    private static string? IdBehind(string marker, string? address)
    {
        var at = address?.IndexOf(marker, StringComparison.OrdinalIgnoreCase) ?? -1;
        if (at < 0)
            return null;
        var rest = address![(at + marker.Length)..];
        var end = rest.IndexOf('/');
        var id = end < 0 ? rest : rest[..end];
        return id.Length > 0 ? id : null;
    }

    private static IEnumerable<XElement> Children(XElement parent, string localName) =>
        parent.Elements().Where(e => e.Name.LocalName.Equals(localName, StringComparison.OrdinalIgnoreCase));

    private static string Attribute(XElement element, string localName) => element.Attribute(localName)?.Value ?? "";

    /// <summary>What <c>data</c> holds; the first of each kind.</summary>
    private struct Data
    {
        internal FinesseUser? User;
        internal ValueList<FinesseDialog>? Dialogs;
        internal SystemInfo? SystemInfo;
        internal ValueList<FinesseError>? Errors;
        internal FinesseRoster? Team;
        internal ValueList<FinesseUser>? Users;
        internal FinesseQueue? Queue;
        internal ValueList<FinesseQueue>? Queues;
        internal NotificationKind? Unused;
        internal string? Other;
    }
}
