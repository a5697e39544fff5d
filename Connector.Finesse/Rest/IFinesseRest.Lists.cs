using Connector.Finesse.Model;

namespace Connector.Finesse.Rest;

/// <content>Lists of the configuration. Finesse notifies nobody of their changes: read again.</content>
public partial interface IFinesseRest
{
    /// <summary>GET <c>User/{userId}/ReasonCodes?category=…</c>: the reasons that an agent may give.</summary>
    /// <param name="credentials">Who asks.</param>
    /// <param name="userId">Agent id.</param>
    /// <param name="category">One of <see cref="ReasonCodeCategories"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The reason codes, none where none are configured.</returns>
    Task<FinesseReply<ValueList<FinesseReasonCode>>> GetReasonCodesAsync(
        FinesseCredentials credentials, string userId, string category, CancellationToken cancellationToken = default);

    /// <summary>GET <c>User/{userId}/WrapUpReasons</c>: the wrap-up reasons that an agent may give.</summary>
    /// <param name="credentials">Who asks.</param>
    /// <param name="userId">Agent id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The wrap-up reasons, none where none are configured.</returns>
    Task<FinesseReply<ValueList<FinesseWrapUpReason>>> GetWrapUpReasonsAsync(
        FinesseCredentials credentials, string userId, CancellationToken cancellationToken = default);

    /// <summary>GET <c>User/{userId}/PhoneBooks</c>: the phone books of an agent's team and of all.</summary>
    /// <param name="credentials">Who asks.</param>
    /// <param name="userId">Agent id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The phone books, none where there are none.</returns>
    Task<FinesseReply<ValueList<FinessePhoneBook>>> GetPhoneBooksAsync(
        FinesseCredentials credentials, string userId, CancellationToken cancellationToken = default);

    /// <summary>GET <c>PhoneBook/{phoneBookId}/Contacts</c>. Finesse refuses more than 6,000 (416).</summary>
    /// <param name="credentials">Who asks.</param>
    /// <param name="phoneBookId">Finesse's id of the phone book.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The contacts, none where it is empty.</returns>
    Task<FinesseReply<ValueList<FinesseContact>>> GetContactsAsync(
        FinesseCredentials credentials, string phoneBookId, CancellationToken cancellationToken = default);
}
