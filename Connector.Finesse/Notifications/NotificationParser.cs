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
            : PayloadOf(data, kind, source);
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
                default:
                    data.Other ??= xml.Name.ToString();
                    xml.Skip();
                    break;
            }
        }
    }

    private static NotificationPayload PayloadOf(Data data, FinesseEvent kind, string? source) => data switch
    {
        { Errors.Count: > 0 } => new NotificationPayload.ErrorsReported(data.Errors),
        { User: { } user } => new NotificationPayload.UserChanged(
            user.LoginId.Length > 0 ? user : user with { LoginId = UserOf(source) ?? "" }),
        { Dialogs.Count: > 0 } => new NotificationPayload.DialogsChanged(ChangeOf(kind), data.Dialogs),
        { SystemInfo: { } info } => new NotificationPayload.SystemInfoChanged(info),
        { Other: { } other } => new NotificationPayload.Unknown($"data of '{other}'"),
        _ => new NotificationPayload.Unknown("no data"),
    };

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
    private static string? UserOf(string? source)
    {
        const string Marker = "/User/";
        var at = source?.IndexOf(Marker, StringComparison.OrdinalIgnoreCase) ?? -1;
        if (at < 0)
            return null;
        var rest = source![(at + Marker.Length)..];
        var end = rest.IndexOf('/');
        return end < 0 ? rest : rest[..end];
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
        internal string? Other;
    }
}
