using Connector.Finesse.Model;
using Connector.Finesse.Parsing;
using Flurl;

namespace Connector.Finesse.Rest;

/// <content>Lists of the configuration.</content>
public sealed partial class FinesseRest
{
    /// <inheritdoc/>
    public Task<FinesseReply<ValueList<FinesseReasonCode>>> GetReasonCodesAsync(
        FinesseCredentials credentials, string userId, string category, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(category);
        var uri = new Url(At("User", userId, "ReasonCodes").AbsoluteUri).SetQueryParam("category", category).ToUri();
        return GetAsync(credentials, uri, static body => FinesseXml.ParseReasonCodes(body), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<FinesseReply<ValueList<FinesseWrapUpReason>>> GetWrapUpReasonsAsync(
        FinesseCredentials credentials, string userId, CancellationToken cancellationToken = default) =>
        GetAsync(credentials, At("User", userId, "WrapUpReasons"), static body => FinesseXml.ParseWrapUpReasons(body), cancellationToken);

    /// <inheritdoc/>
    public Task<FinesseReply<ValueList<FinessePhoneBook>>> GetPhoneBooksAsync(
        FinesseCredentials credentials, string userId, CancellationToken cancellationToken = default) =>
        GetAsync(credentials, At("User", userId, "PhoneBooks"), static body => FinesseXml.ParsePhoneBooks(body), cancellationToken);

    /// <inheritdoc/>
    public Task<FinesseReply<ValueList<FinesseContact>>> GetContactsAsync(
        FinesseCredentials credentials, string phoneBookId, CancellationToken cancellationToken = default) =>
        GetAsync(credentials, At("PhoneBook", phoneBookId, "Contacts"), static body => FinesseXml.ParseContacts(body), cancellationToken);
}
