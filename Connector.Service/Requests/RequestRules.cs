using Connector.Contracts;
using Connector.Service.Adapters;

namespace Connector.Service.Requests;

/// <summary>What a request must look like before an agent's session sees it. Pure; a broken rule is a sentence that names the
/// field.</summary>
internal static class RequestRules
{
    private const int LongestSecret = 16_384;

    private static readonly HashSet<Type> Supported =
    [
        typeof(ConnectAgent), typeof(DisconnectAgent), typeof(SignIn), typeof(SignOut), typeof(MakeReady), typeof(MakeNotReady),
        typeof(GetAgentState), typeof(GetDialogs), typeof(MakeCall), typeof(AnswerCall), typeof(HoldCall), typeof(RetrieveCall),
        typeof(ReleaseCall), typeof(ConsultCall), typeof(BlindTransfer), typeof(TransferCall), typeof(ConferenceCall), typeof(SendDtmf),
        typeof(UpdateCallData), typeof(StartRecording), typeof(AcceptPreview), typeof(RejectPreview), typeof(ClosePreview),
        typeof(ReclassifyCall), typeof(ScheduleCallback), typeof(CancelCallback), typeof(SilentMonitor), typeof(EndSilentMonitor),
        typeof(BargeIn), typeof(DropParticipant), typeof(ForceAgentState), typeof(GetReasonCodes), typeof(GetWrapUpReasons),
        typeof(GetPhoneBooks), typeof(GetPhoneBookContacts),
    ];

    /// <summary>Whether this version carries a request out.</summary>
    public static bool IsSupported(Type request) => Supported.Contains(request);

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
            _ => CallRules.Problem(request),
        };

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
