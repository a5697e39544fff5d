using System.Globalization;
using System.Xml.Linq;
using Connector.FinesseSimulator.Core;
using Connector.FinesseSimulator.Wire;

namespace Connector.FinesseSimulator.Rest;

/// <summary>What can only be read: teams, queues, reason codes, wrap-up reasons, phone books (facts 4.1, 4.2, 4.4). Pure.</summary>
internal static class ReadOnlyResources
{
    private const string RangePrefix = "objects=";

    /// <summary>Answers a GET.</summary>
    /// <param name="path">The path under <c>/finesse/api</c>.</param>
    /// <param name="query">The query's values by name; none for one that is missing.</param>
    /// <param name="range">The <c>Range</c> header; empty without one.</param>
    /// <param name="asker">The user whose credentials came.</param>
    /// <param name="state">The contact centre.</param>
    /// <param name="rules">How it is set up.</param>
    /// <returns>The answer; none where the path is not of these resources.</returns>
    public static Reply? Read(
        string[] path, Func<string, string?> query, string range, Agent asker, CentreState state, CentreRules rules) => path switch
        {
            ["Team", var id] => Team(id, asker, state),
            ["Queue", var id] => Queue(id, state, rules),
            ["User", var id, "Queues"] => Own(id, asker, state, user => Queues(user, state, rules)),
            ["User", var id, "ReasonCodes"] => Own(id, asker, state, _ => ReasonCodes(query("category"), rules)),
            ["User", var id, "ReasonCode", var code] => Own(id, asker, state, _ => ReasonCode(code, rules)),
            ["ReasonCode", var code] => ReasonCode(code, rules),
            ["User", var id, "WrapUpReasons"] => Own(id, asker, state, user => Reply.Ok(new XElement(
                "WrapUpReasons", ReasonsOf(user, rules).Select(ResourceXml.WrapUpReason)))),
            ["User", var id, "WrapUpReason", var reason] => Own(id, asker, state, user => WrapUpReason(reason, user, rules)),
            ["WrapUpReason", var reason] => WrapUpReason(reason, asker, rules),
            ["User", var id, "PhoneBooks"] => Own(id, asker, state, user => PhoneBooks(user, range, rules)),
            ["PhoneBook", var id] =>
                Book(id, asker, rules) is { } book ? Reply.Ok(ResourceXml.PhoneBook(book)) : NotFound("PhoneBook", id),
            ["PhoneBook", var id, "Contacts"] =>
                Book(id, asker, rules) is { } book ? Contacts(book, range) : NotFound("PhoneBook", id),
            _ => null,
        };

    private static Reply Own(string id, Agent asker, CentreState state, Func<Agent, Reply> read) =>
        FinesseRest.FindUser(state, id) is not { } user ? Refusal.UserNotFound(id)
        : user.Id != asker.Id ? Refusal.OtherUser(user.Id)
        : read(user);

    private static Reply Team(string id, Agent asker, CentreState state)
    {
        var members = state.Agents.Values.Where(agent => agent.Profile.TeamId == id)
            .OrderBy(agent => agent.Id, StringComparer.Ordinal).ToList();
        if (members.Count == 0) return new Refusal(404, "TeamId Not Found", "There is no such team.", id);
        return !asker.Profile.IsSupervisor ? Refusal.Unauthorized(asker.Id)
            : asker.Profile.TeamId != id
                ? new Refusal(401, "Invalid Authorization User Specified", "The user does not supervise this team.", id)
            : Reply.Ok(ResourceXml.Team(id, members[0].Profile.TeamName, members));
    }

    private static Reply Queue(string id, CentreState state, CentreRules rules) =>
        !rules.Flavour.HasQueues ? Refusal.NotImplemented("Queue")
        : state.Queues.TryGetValue(id, out var queue)
            ? Reply.Ok(ResourceXml.Queue("Queue", queue.Profile, QueueStatistics.Of(queue, state)))
            : NotFound("Queue", id);

    private static Reply Queues(Agent user, CentreState state, CentreRules rules) =>
        !rules.Flavour.HasQueues ? Refusal.NotImplemented("Queues")
        : Reply.Ok(new XElement("Queues", user.Profile.Queues.Select(
            queue => ResourceXml.Queue("Queue", queue, QueueStatistics.Of(state.Queues[queue.Id], state)))));

    private static Reply ReasonCodes(string? category, CentreRules rules) =>
        category is "NOT_READY" or "LOGOUT"
            ? Reply.Ok(new XElement(
                "ReasonCodes",
                new XAttribute("category", category),
                rules.ReasonCodes.Where(code => code.Category == category).Select(ResourceXml.ReasonCode)))
            : Refusal.BadRequest("The parameter category must be NOT_READY or LOGOUT.");

    private static Reply ReasonCode(string id, CentreRules rules) =>
        rules.ReasonCodes.FirstOrDefault(code => IsId(id, code.Id)) is { } found
            ? Reply.Ok(ResourceXml.ReasonCode(found))
            : NotFound("ReasonCode", id);

    private static Reply WrapUpReason(string id, Agent user, CentreRules rules) =>
        ReasonsOf(user, rules).FirstOrDefault(reason => IsId(id, reason.Id)) is { } found
            ? Reply.Ok(ResourceXml.WrapUpReason(found))
            : NotFound("WrapUpReason", id);

    private static IEnumerable<WrapUpReason> ReasonsOf(Agent user, CentreRules rules) =>
        rules.WrapUpReasons.Where(reason => reason.TeamId is null || reason.TeamId == user.Profile.TeamId);

    // Global books come first. Since 12.6(2) no range is needed: the books then name the URI of their contacts.
    private static Reply PhoneBooks(Agent user, string range, CentreRules rules)
    {
        var books = rules.PhoneBooks.Where(book => MayRead(book, user)).OrderBy(book => book.TeamId is not null).ToList();
        if (range.Length == 0) return Reply.Ok(new XElement("PhoneBooks", books.Select(book => ResourceXml.PhoneBook(book))));
        if (ReadRange(range) is not var (first, last)) return InvalidRange(range);
        var place = 0;
        var xml = new XElement("PhoneBooks");
        foreach (var book in books)
            xml.Add(ResourceXml.PhoneBook(book, book.Contacts.Where(_ => ++place >= first && place <= last).ToList()));
        return Reply.Ok(xml) with { Status = place > last || first > 1 ? 206 : 200 };
    }

    private static Reply Contacts(PhoneBook book, string range)
    {
        if (range.Length == 0)
        {
            return book.Contacts.Length > PhoneBook.MaxContacts
                ? InvalidRange(book.Contacts.Length.ToString(CultureInfo.InvariantCulture))
                : Reply.Ok(ResourceXml.Contacts(book, book.Contacts));
        }

        if (ReadRange(range) is not var (first, last)) return InvalidRange(range);
        var taken = book.Contacts.Skip(first - 1).Take(last - first + 1).ToList();
        return Reply.Ok(ResourceXml.Contacts(book, taken)) with { Status = taken.Count < book.Contacts.Length ? 206 : 200 };
    }

    private static (int First, int Last)? ReadRange(string range)
    {
        if (!range.StartsWith(RangePrefix, StringComparison.OrdinalIgnoreCase)) return null;
        return range[RangePrefix.Length..].Split('-') is [var from, var to]
            && int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(to, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && first >= 1 && first <= last && last <= PhoneBook.MaxContacts
            ? (first, last)
            : null;
    }

    private static PhoneBook? Book(string id, Agent asker, CentreRules rules) =>
        rules.PhoneBooks.FirstOrDefault(book => IsId(id, book.Id) && MayRead(book, asker));

    private static bool MayRead(PhoneBook book, Agent user) => book.TeamId is null || book.TeamId == user.Profile.TeamId;

    private static bool IsId(string text, int id) => text == id.ToString(CultureInfo.InvariantCulture);

    private static Reply InvalidRange(string range) => new Refusal(
        416, "Range Not Satisfiable", $"Invalid Range Specified. Range must be 1-{PhoneBook.MaxContacts} objects.", range);

    private static Reply NotFound(string kind, string id) => Refusal.NotFound($"/finesse/api/{kind}/{id}");
}
