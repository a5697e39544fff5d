using System.Globalization;
using Connector.Contracts;
using Connector.Finesse.Model;

namespace Connector.Service.Adapters;

/// <summary>Finesse's configuration lists in the contracts' words. What a request could not name (an entry without an id) is left out. Pure.</summary>
internal static class ListMapping
{
    public static string ToWord(ReasonCodeCategory category) =>
        category is ReasonCodeCategory.Logout ? ReasonCodeCategories.Logout : ReasonCodeCategories.NotReady;

    public static IReadOnlyList<ReasonCode> ToReasonCodes(IEnumerable<FinesseReasonCode> codes)
    {
        var result = new List<ReasonCode>();
        foreach (var code in codes)
        {
            if (int.TryParse(code.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                result.Add(new()
                {
                    Id = id,
                    Code = code.Code ?? "",
                    Label = code.Label ?? "",
                    ForAll = code.ForAll ?? false,
                    SystemCode = code.SystemCode ?? false,
                });
            }
        }
        return result;
    }

    public static IReadOnlyList<WrapUpReason> ToWrapUpReasons(IEnumerable<FinesseWrapUpReason> reasons) =>
    [
        .. reasons.Where(reason => reason.Label is not null).Select(reason => new WrapUpReason
        {
            Id = reason.Id ?? "",
            Label = reason.Label!,
            ForAll = reason.ForAll ?? false,
        }),
    ];

    public static IReadOnlyList<PhoneBook> ToPhoneBooks(IEnumerable<FinessePhoneBook> books) =>
        [.. books.Where(book => book.Id is not null).Select(book => new PhoneBook { PhoneBookId = book.Id!, Name = book.Name ?? "" })];

    public static IReadOnlyList<PhoneBookContact> ToContacts(IEnumerable<FinesseContact> contacts) =>
    [
        .. contacts.Select(contact => new PhoneBookContact
        {
            FirstName = contact.FirstName ?? "",
            LastName = contact.LastName ?? "",
            PhoneNumber = contact.PhoneNumber ?? "",
            Description = contact.Description ?? "",
        }),
    ];
}
