using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>Says in our words what Finesse's words mean (Finesse developer guide 12.5, error catalogues of the User and Dialog
/// APIs; CTI status codes of the CTI Server Message Reference). Pure.</summary>
internal static class Rejections
{
    private const string InvalidSupervisor = "Invalid Supervisor";

    // Substrings of errorMessage, which carries a CF_ name where the CTI server refused.
    private static readonly (string Word, RejectionCode Code)[] ByMessage =
    [
        ("INVALID_LOGON_DEVICE", RejectionCode.InvalidDevice),
        ("EXTENSION_ALREADY_IN_USE", RejectionCode.DeviceBusy),
        ("ACCOUNT_LOCKED", RejectionCode.LockedOut),
        ("INVALID_DESTINATION", RejectionCode.InvalidDestination),
        ("INVALID_OBJECT_STATE", RejectionCode.InvalidState),
        ("INVALID_AGENT_WORKMODE", RejectionCode.InvalidState),
        ("GENERIC_STATE_INCOMPATIBILITY", RejectionCode.InvalidState),
        ("RESOURCE_BUSY", RejectionCode.InvalidState),
        ("INVALID_ACTION", RejectionCode.InvalidState),
        ("NO_ACTIVE_CALL", RejectionCode.InvalidState),
        ("NO_HELD_CALL", RejectionCode.InvalidState),
        ("NO_CALL_TO_", RejectionCode.InvalidState),
        ("NO_CONNECTION_TO_CLEAR", RejectionCode.InvalidState),
        ("UNKNOWN_USER", RejectionCode.UnknownAgent),
        ("OUT_OF_SERVICE", RejectionCode.FinesseUnavailable),
    ];

    private static readonly Dictionary<string, RejectionCode> ByType = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Invalid Device"] = RejectionCode.InvalidDevice,
        ["Device Busy"] = RejectionCode.DeviceBusy,
        ["Invalid State"] = RejectionCode.InvalidState,
        ["Invalid Destination"] = RejectionCode.InvalidDestination,
        ["Mode Not Allowed"] = RejectionCode.NotSupported,
        ["Not Implemented"] = RejectionCode.NotSupported,
        ["User Not Found"] = RejectionCode.UnknownAgent,
        ["Dialog Not Found"] = RejectionCode.UnknownDialog,
        ["Authorization Failure"] = RejectionCode.Unauthorized,
        ["Invalid Authorization User Specified"] = RejectionCode.Unauthorized,
        ["Invalid Input"] = RejectionCode.InvalidRequest,
        ["Parameter Missing"] = RejectionCode.InvalidRequest,
        ["Bad Request"] = RejectionCode.InvalidRequest,
        [InvalidSupervisor] = RejectionCode.Unauthorized,
        ["Service Unavailable"] = RejectionCode.FinesseUnavailable,
        ["Internal Server Error"] = RejectionCode.FinesseUnavailable,
    };

    /// <summary>The kind of a refusal that came with an HTTP status.</summary>
    internal static RejectionCode CodeOf(FinesseRefusal error, int httpStatus, bool concernsDialog)
    {
        if (TryByWords(error, out var code))
            return code;
        return httpStatus switch
        {
            401 or 403 => RejectionCode.Unauthorized,
            404 => concernsDialog ? RejectionCode.UnknownDialog : RejectionCode.UnknownAgent,
            405 or 501 => RejectionCode.NotSupported,
            >= 500 => RejectionCode.FinesseUnavailable,
            _ => RejectionCode.InvalidRequest,
        };
    }

    /// <summary>The kind of a refusal that came by notification, after Finesse had taken the request.</summary>
    internal static RejectionCode CodeOf(FinesseRefusal error) =>
        TryByWords(error, out var code) ? code : RejectionCode.InvalidState;

    /// <summary>A sentence that a developer can act on.</summary>
    /// <param name="code">The kind of refusal.</param>
    /// <param name="error">Finesse's words.</param>
    /// <param name="usesToken">Whether the agent came with an access token, not with a password.</param>
    internal static string Sentence(RejectionCode code, FinesseRefusal error, bool usesToken = false)
    {
        var said = string.Join(", ", new[] { error.ErrorType, error.ErrorMessage, error.ErrorData }.Where(word => word is not ""));
        var what = code switch
        {
            _ when error.ErrorType.Equals(InvalidSupervisor, StringComparison.OrdinalIgnoreCase) =>
                "the agent is not a supervisor of this team or agent",
            _ when CtiStatus.Of(error) is { } status && status.Code == code => status.Sentence,
            RejectionCode.Unauthorized when usesToken =>
                "Finesse refused the agent's access token or role; where the token has expired, send ConnectAgent with a fresh AccessToken",
            RejectionCode.Unauthorized =>
                "Finesse refused the agent's credentials or role; check user name, password and role (five wrong passwords lock the agent out)",
            RejectionCode.LockedOut => "Finesse has locked the agent out after wrong passwords; wait five minutes",
            RejectionCode.UnknownAgent => "Finesse does not know this agent; check AgentId",
            RejectionCode.UnknownDialog => "Finesse does not know this call, or the agent is not on it; check DialogId",
            RejectionCode.InvalidState => "this is not possible in the present state of the agent or the call",
            RejectionCode.InvalidDestination => "this number cannot be called",
            RejectionCode.InvalidDevice => "the extension is not a device that the agent can sign in on; check Extension",
            RejectionCode.DeviceBusy => "another agent is signed in on this extension",
            RejectionCode.NotSupported => "this Finesse cannot do it",
            RejectionCode.FinesseUnavailable => "Finesse is not in service; send the request again later",
            _ => "Finesse found something wrong with the request",
        };
        return said is "" ? $"{Capital(what)}." : $"{Capital(what)}. Finesse said: {said}.";
    }

    private static bool TryByWords(FinesseRefusal error, out RejectionCode code)
    {
        var status = CtiStatus.Of(error);
        if (status is { IsGeneric: false })
        {
            code = status.Code;
            return true;
        }

        foreach (var (word, meaning) in ByMessage)
        {
            if (error.ErrorMessage.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                code = meaning;
                return true;
            }
        }

        if (ByType.TryGetValue(error.ErrorType, out code))
            return true;
        code = status?.Code ?? default;
        return status is not null;
    }

    private static string Capital(string sentence) => char.ToUpperInvariant(sentence[0]) + sentence[1..];
}
