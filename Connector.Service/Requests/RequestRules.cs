using Connector.Contracts;
using Connector.Service.Adapters;

namespace Connector.Service.Requests;

/// <summary>What a request must look like before an agent's session sees it. Pure; a broken rule is a sentence that names the
/// field.</summary>
internal static class RequestRules
{
    private const int LongestSecret = 16_384;

    // Each is compared with what is remembered.
    private const int MostLastEvents = 64;

    /// <summary>What is wrong with a request.</summary>
    /// <param name="request">The request, as it came off the wire: texts may be null all the same.</param>
    /// <returns>A sentence that names the field, or null.</returns>
    public static string? Problem(AgentRequest request) =>
        FieldRules.AgentId(nameof(AgentRequest.AgentId), request.AgentId)
        ?? FieldRules.Optional("ClientId", request.ClientId, FieldRules.LongestText)
        ?? request switch
        {
            ConnectAgent connect =>
                Credentials(connect.Password, connect.AccessToken, areRequired: true) ?? Address(connect.EventAddress),
            SignIn signIn => SignIn(signIn),
            SignOut signOut => ReasonCode(signOut.ReasonCode),
            MakeNotReady notReady => ReasonCode(notReady.ReasonCode),
            GetDialogs get => get.DialogId is null ? null : FieldRules.Id("DialogId", get.DialogId),
            GetReasonCodes get => Enum.IsDefined(get.Category) ? null : $"Category is not one of {Names<ReasonCodeCategory>()}.",
            GetPhoneBookContacts get => FieldRules.Id("PhoneBookId", get.PhoneBookId),
            GetTeam team => FieldRules.Id("TeamId", team.TeamId),
            WatchTeam team => FieldRules.Id("TeamId", team.TeamId),
            UnwatchTeam team => FieldRules.Id("TeamId", team.TeamId),
            WatchQueue queue => FieldRules.Id("QueueId", queue.QueueId),
            UnwatchQueue queue => FieldRules.Id("QueueId", queue.QueueId),
            ReplayEvents { FromSequence: < 0 } => "FromSequence is negative; give the number of the first event that is missing.",
            ReplayEvents { LastEvents: { } last } => LastEvents(last),
            _ => CallRules.Problem(request),
        };

    // Off the wire, anything may be null.
    private static string? LastEvents(IReadOnlyList<ReplayedEvent?> last) => last.Count > MostLastEvents
        ? $"LastEvents holds {last.Count} events; {MostLastEvents} are allowed, the last ones, and eight are enough."
        : last.Any(each => each is null || each.DialogChanged?.Dialog?.Participants?.Any(participant => participant is null) is true)
            ? "LastEvents holds an event, or a call's participant, that is null."
            : null;

    private static string? SignIn(SignIn request) =>
        FieldRules.Id("Extension", request.Extension)
        // Without credentials it is for an agent who is connected already, which the session knows.
        ?? Credentials(request.Password, request.AccessToken, areRequired: false)
        ?? (request.MobileMode is { } mode && !Enum.IsDefined(mode)
            ? $"MobileMode is not one of {Names<MobileMode>()}."
            : null)
        ?? ((request.MobileMode is null) != string.IsNullOrEmpty(request.DialNumber)
            ? "MobileMode and DialNumber belong together: give both for a mobile agent, or neither."
            : null)
        ?? FieldRules.Optional("DialNumber", request.DialNumber, FieldRules.LongestText)
        ?? FieldRules.Optional("DeviceId", request.DeviceId, FieldRules.LongestText)
        ?? Address(request.EventAddress);

    private static string? Credentials(string? password, string? token, bool areRequired)
    {
        if (string.IsNullOrEmpty(password) && string.IsNullOrEmpty(token))
            return areRequired ? "Password is missing; give Password, or AccessToken where Finesse runs in SSO mode." : null;
        if (!string.IsNullOrEmpty(password) && !string.IsNullOrEmpty(token))
            return "Password and AccessToken are both given; give one of them.";
        if ((password ?? token)!.Length > LongestSecret)
            return $"Password or AccessToken is longer than {LongestSecret} characters.";
        return token is { Length: > 0 } && token.Any(c => c is <= ' ' or >= '\x7f')
            ? "AccessToken holds a character that an HTTP header cannot carry."
            : null;
    }

    private static string? Address(string? address) => string.IsNullOrEmpty(address) || EventAddress.IsValid(address)
        ? null
        : "EventAddress is not a queue: give its name (letters, digits, '-', '_', '.'), or queue:name.";

    private static string? ReasonCode(int? code) =>
        code is < 0 ? "ReasonCode is negative; give Finesse's database id of the reason, or leave it out." : null;

    private static string Names<TEnum>()
        where TEnum : struct, Enum => string.Join(", ", Enum.GetNames<TEnum>());
}
