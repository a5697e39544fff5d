using System.Buffers;
using System.Text;
using Connector.Contracts;
using Connector.Service.Adapters;

namespace Connector.Service.Requests;

/// <summary>What a request must look like before an agent's session sees it. Pure; a broken rule is a sentence that names the
/// field.</summary>
internal static class RequestRules
{
    private const int LongestId = 64;
    private const int LongestText = 256;
    private const int LongestSecret = 16_384;
    private const int MostVariables = 100;
    private const int CallVariableBytes = 40;
    private const int EccBytes = 2000;

    // What a JID's local part cannot hold (RFC 7622 section 3.3.1), and what would change a REST address.
    private const string ForbiddenInAgentId = "\"&'/:<>@\\%?#";

    private static readonly HashSet<Type> Supported =
    [
        typeof(ConnectAgent), typeof(DisconnectAgent), typeof(SignIn), typeof(SignOut), typeof(MakeReady), typeof(MakeNotReady),
        typeof(GetAgentState), typeof(GetDialogs), typeof(MakeCall), typeof(AnswerCall), typeof(HoldCall), typeof(RetrieveCall),
        typeof(ReleaseCall),
        typeof(GetTeam), typeof(GetQueues), typeof(WatchTeam), typeof(UnwatchTeam), typeof(WatchQueue), typeof(UnwatchQueue),
        typeof(ReplayEvents),
    ];

    /// <summary>Whether this version carries a request out.</summary>
    public static bool IsSupported(Type request) => Supported.Contains(request);

    /// <summary>What is wrong with a request.</summary>
    /// <param name="request">The request, as it came off the wire: texts may be null all the same.</param>
    /// <returns>A sentence that names the field, or null.</returns>
    public static string? Problem(AgentRequest request) =>
        AgentId(request.AgentId)
        ?? Optional("ClientId", request.ClientId, LongestText)
        ?? request switch
        {
            ConnectAgent connect =>
                Credentials(connect.Password, connect.AccessToken, areRequired: true) ?? Address(connect.EventAddress),
            SignIn signIn => SignIn(signIn),
            SignOut signOut => ReasonCode(signOut.ReasonCode),
            MakeNotReady notReady => ReasonCode(notReady.ReasonCode),
            GetDialogs get => get.DialogId is null ? null : Id("DialogId", get.DialogId),
            MakeCall call => Required("To", call.To, LongestText) ?? Variables(call.CallVariables),
            AnswerCall answer => Id("DialogId", answer.DialogId),
            HoldCall hold => Id("DialogId", hold.DialogId),
            RetrieveCall retrieve => Id("DialogId", retrieve.DialogId),
            ReleaseCall release => Id("DialogId", release.DialogId),
            GetTeam team => Id("TeamId", team.TeamId),
            WatchTeam team => Id("TeamId", team.TeamId),
            UnwatchTeam team => Id("TeamId", team.TeamId),
            WatchQueue queue => Id("QueueId", queue.QueueId),
            UnwatchQueue queue => Id("QueueId", queue.QueueId),
            ReplayEvents { FromSequence: < 0 } => "FromSequence is negative; give the number of the first event that is missing.",
            _ => null,
        };

    private static string? AgentId(string? value) =>
        Required(nameof(AgentRequest.AgentId), value, LongestId)
        ?? (value!.Any(c => char.IsWhiteSpace(c) || ForbiddenInAgentId.Contains(c, StringComparison.Ordinal))
            ? $"AgentId holds a blank or one of {ForbiddenInAgentId}; send the agent's Finesse login id."
            : null);

    private static string? SignIn(SignIn request) =>
        Id("Extension", request.Extension)
        // Without credentials it is for an agent who is connected already, which the session knows.
        ?? Credentials(request.Password, request.AccessToken, areRequired: false)
        ?? (request.MobileMode is { } mode && !Enum.IsDefined(mode)
            ? $"MobileMode is not one of {string.Join(", ", Enum.GetNames<MobileMode>())}."
            : null)
        ?? ((request.MobileMode is null) != string.IsNullOrEmpty(request.DialNumber)
            ? "MobileMode and DialNumber belong together: give both for a mobile agent, or neither."
            : null)
        ?? Optional("DialNumber", request.DialNumber, LongestText)
        ?? Optional("DeviceId", request.DeviceId, LongestText)
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

    private static string? Variables(IReadOnlyDictionary<string, string>? variables)
    {
        if (variables is null)
            return null;
        if (variables.Count > MostVariables)
            return $"CallVariables has {variables.Count} entries; {MostVariables} are allowed.";
        var eccBytes = 0;
        foreach (var (name, value) in variables)
        {
            if (Required("A name in CallVariables", name, LongestId) is { } nameProblem)
                return nameProblem;
            if (value is null || !IsXmlText(value))
                return $"CallVariables has no value, or one with a control character, for {name}.";
            var bytes = Encoding.UTF8.GetByteCount(value);
            if (name.StartsWith("user.", StringComparison.OrdinalIgnoreCase))
                eccBytes += bytes;
            else if (name.StartsWith("callVariable", StringComparison.OrdinalIgnoreCase) && bytes > CallVariableBytes)
                return $"CallVariables: {name} has {bytes} bytes; {CallVariableBytes} are allowed.";
        }
        return eccBytes > EccBytes ? $"CallVariables: the user.* variables have {eccBytes} bytes together; {EccBytes} are allowed." : null;
    }

    private static string? Id(string field, string? value) =>
        Required(field, value, LongestId)
        ?? (value!.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '+' or '.'))
            ? $"{field} holds a character other than letters, digits, '_', '-', '+' and '.'."
            : value is "." or ".." ? $"{field} is '{value}', which is no id." : null);

    private static string? Required(string field, string? value, int longest) =>
        string.IsNullOrWhiteSpace(value) ? $"{field} is missing." : Optional(field, value, longest);

    private static string? Optional(string field, string? value, int longest) => value switch
    {
        null => null,
        _ when value.Length > longest => $"{field} is longer than {longest} characters.",
        _ when !IsXmlText(value) => $"{field} holds a control character.",
        _ => null,
    };

    // What Finesse's XML can carry (XML 1.0, production 2), less line breaks and tabs.
    private static bool IsXmlText(string value)
    {
        var rest = value.AsSpan();
        while (!rest.IsEmpty)
        {
            // Half a surrogate pair is no rune, and no XML.
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != OperationStatus.Done
                || Rune.IsControl(rune) || rune.Value is 0xFFFE or 0xFFFF)
            {
                return false;
            }
            rest = rest[length..];
        }
        return true;
    }
}
