using System.Globalization;
using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>A refusal of the telephony behind Finesse.</summary>
/// <param name="Number">Its number: Finesse's <c>errorData</c>.</param>
/// <param name="Name">Its name: Finesse's <c>errorMessage</c> without <c>CF_</c>.</param>
/// <param name="Code">What kind it is in our words.</param>
/// <param name="Sentence">What it means and what to do, without a full stop.</param>
internal sealed record CtiStatus(int Number, string Name, RejectionCode Code, string Sentence)
{
    private const string Prefix = "CF_";
    private const string CallFailed = "Call Operation Failure";

    // Finesse's own, beside CTI's: nothing else that errorData holds has this form.
    private const int FirstOfFinesse = 20_000;

    /// <summary>The status codes of the CTI Server Message Reference that Finesse passes on.</summary>
    internal static readonly IReadOnlyList<CtiStatus> All =
    [
        new(10, "PRIVILEGE_VIOLATION_ON_CALLING_DEVICE", RejectionCode.InvalidDestination, "the extension may not call this number; check the number and the extension's calling rights"),
        new(11, "INVALID_CSTA_CALL_IDENTIFIER", RejectionCode.UnknownDialog, "the telephony does not know this call any more; read the calls with GetDialogs"),
        new(12, "INVALID_CSTA_DEVICE_IDENTIFIER", RejectionCode.InvalidDevice, "the telephony does not know this device; check the extension"),
        new(13, "INVALID_CSTA_CONNECTION_IDENTIFIER", RejectionCode.UnknownDialog, "the agent's extension is not on this call any more; read the calls with GetDialogs"),
        new(14, "INVALID_DESTINATION", RejectionCode.InvalidDestination, "this number cannot be called"),
        new(15, "INVALID_FEATURE", RejectionCode.NotSupported, "the telephony does not offer this feature"),
        new(21, "GENERIC_STATE_INCOMPATIBILITY", RejectionCode.InvalidState, "the call or device is in a state that does not allow this"),
        new(22, "INVALID_OBJECT_STATE", RejectionCode.InvalidState, "this is not possible in the present state of the agent or the call"),
        new(23, "INVALID_CONNECTION_ID_FOR_ACTIVE_CALL", RejectionCode.InvalidState, "this call is not the agent's active call"),
        new(24, "NO_ACTIVE_CALL", RejectionCode.InvalidState, "the agent has no active call"),
        new(25, "NO_HELD_CALL", RejectionCode.InvalidState, "the agent has no held call"),
        new(26, "NO_CALL_TO_CLEAR", RejectionCode.InvalidState, "there is no call to hang up"),
        new(27, "NO_CONNECTION_TO_CLEAR", RejectionCode.InvalidState, "this party is not on the call, so that it cannot be dropped"),
        new(28, "NO_CALL_TO_ANSWER", RejectionCode.InvalidState, "there is no call to answer; it was answered or abandoned"),
        new(29, "NO_CALL_TO_COMPLETE", RejectionCode.InvalidState, "there is no call to complete"),
        new(31, "GENERIC_SYSTEM_RESOURCE_AVAILABILITY", RejectionCode.FinesseUnavailable, "the telephony lacks a resource; send the request again later"),
        new(32, "SERVICE_BUSY", RejectionCode.FinesseUnavailable, "the telephony is busy; send the request again later"),
        new(33, "RESOURCE_BUSY", RejectionCode.InvalidState, "the line or device is busy"),
        new(34, "RESOURCE_OUT_OF_SERVICE", RejectionCode.FinesseUnavailable, "the device or trunk is out of service; send the request again later"),
        new(35, "NETWORK_BUSY", RejectionCode.FinesseUnavailable, "the telephone network is busy; send the request again later"),
        new(36, "NETWORK_OUT_OF_SERVICE", RejectionCode.FinesseUnavailable, "the telephone network is out of service; send the request again later"),
        new(37, "OVERALL_MONITOR_LIMIT_EXCEEDED", RejectionCode.FinesseUnavailable, "the telephony watches as many devices as it can; send the request again later"),
        new(38, "CONFERENCE_MEMBER_LIMIT_EXCEEDED", RejectionCode.InvalidState, "the conference has as many parties as it may have"),
        new(70, "GENERIC_UNSPECIFIED_REJECTION", RejectionCode.InvalidState, "the telephony refused without saying why"),
        new(71, "GENERIC_OPERATION_REJECTION", RejectionCode.InvalidState, "the telephony refused the operation"),
        new(72, "DUPLICATE_INVOCATION_REJECTION", RejectionCode.InvalidState, "the same operation is under way already"),
        new(78, "REQUEST_TIMEOUT_REJECTION", RejectionCode.OutcomeUnknown, "the telephony did not answer Finesse in time; read what became of it before sending it again"),
        new(79, "REQUESTS_ON_DEVICE_EXCEEDED_REJECTION", RejectionCode.Overloaded, "too many requests wait for this device; send the request again later"),
        new(256, "INVALID_AGENT_ID", RejectionCode.UnknownAgent, "the telephony does not know this agent; check AgentId"),
        new(257, "INVALID_PASSWORD", RejectionCode.Unauthorized, "the telephony refused the agent's password; check it (five wrong passwords lock the agent out)"),
        new(258, "INVALID_AGENT_ID_OR_PASSWORD", RejectionCode.Unauthorized, "the telephony refused the agent's id or password; check both (five wrong passwords lock the agent out)"),
        new(259, "SPECIFIED_AGENT_ALREADY_SIGNED_ON", RejectionCode.InvalidState, "the agent is signed in on another device already"),
        new(260, "INVALID_LOGON_DEVICE", RejectionCode.InvalidDevice, "the extension is not a device that the agent can sign in on; check Extension"),
        new(263, "INVALID_CLASS_OF_SERVICE", RejectionCode.Unauthorized, "the agent's class of service does not allow this"),
        new(265, "INVALID_AGENT_WORKMODE", RejectionCode.InvalidState, "the agent's work mode does not allow this state now"),
        new(266, "INVALID_AGENT_REASON_CODE", RejectionCode.InvalidRequest, "the reason code is not valid for this agent; read them with GetReasonCodes"),
        new(268, "AGENT_NOT_PARTY_ON_CALL", RejectionCode.UnknownDialog, "the agent is not on this call"),
        new(269, "INTERNAL_PROCESSING_ERROR", RejectionCode.FinesseUnavailable, "the telephony failed inside; send the request again later"),
        new(273, "INVALID_CONSULT_TYPE", RejectionCode.InvalidRequest, "the telephony does not know this kind of consultation"),
        new(280, "WRAPUP_DATA_REQUIRED", RejectionCode.InvalidState, "wrap-up data must be given first; send UpdateCallData with a WrapUpReason"),
        new(281, "REASON_CODE_REQUIRED", RejectionCode.InvalidRequest, "a reason code must be given; read them with GetReasonCodes"),
        new(283, "SPECIFIED_EXTENSION_ALREADY_IN_USE", RejectionCode.DeviceBusy, "another agent is signed in on this extension"),
        new(284, "ARBITRARY_CONF_OR_XFER_NOT_SUPPORTED", RejectionCode.NotSupported, "these two calls cannot be joined; only a call and its own consultation can"),
        new(286, "NETWORK_TRANSFER_OR_CONSULT_FAILED", RejectionCode.InvalidState, "the network could not transfer or consult"),
        new(287, "DEVICE_RESTRICTED", RejectionCode.InvalidDevice, "the device is restricted from being controlled; check its settings in the telephony"),
        new(288, "LINE_RESTRICTED", RejectionCode.InvalidDevice, "the line is restricted from being controlled; check its settings in the telephony"),
        new(289, "AGENT_ACCOUNT_LOCKED_OUT", RejectionCode.LockedOut, "Finesse has locked the agent out after wrong passwords; wait five minutes"),
        new(290, "DROP_ANY_PARTY_NOT_ENABLED_CTI", RejectionCode.NotSupported, "dropping other parties is switched off in the telephony"),
        new(291, "MAXIMUM_LINE_LIMIT_EXCEEDED", RejectionCode.InvalidDevice, "the device has more lines than an agent's may have"),
        new(292, "SHARED_LINES_NOT_SUPPORTED", RejectionCode.InvalidDevice, "the extension is a shared line, which an agent cannot sign in on"),
        new(293, "EXTENSION_NOT_UNIQUE", RejectionCode.InvalidDevice, "the extension exists more than once, so that the agent cannot sign in on it"),
        new(20700, "CONFERENCE_RESOURCE_LIMIT", RejectionCode.InvalidState, "there is no conference resource left; try again later"),
        new(20999, "NOT_CONFERENCE_CONTROLLER", RejectionCode.InvalidState, "only the conference's controller may do this, and only while no other party is being added"),
    ];

    private static readonly Dictionary<string, CtiStatus> ByName = All.ToDictionary(status => status.Name, StringComparer.OrdinalIgnoreCase);
    private static readonly Dictionary<int, CtiStatus> ByNumber = All.ToDictionary(status => status.Number);

    /// <summary>Whether it says nothing of what was wrong: what Finesse's own error type says is then better.</summary>
    internal bool IsGeneric => Number is 70 or 71;

    /// <summary>The status that an error of Finesse carries, by name, else by number where the number is one of CTI's.</summary>
    internal static CtiStatus? Of(FinesseRefusal error)
    {
        var message = error.ErrorMessage.Trim();
        var isNamed = message.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);
        if (isNamed && ByName.TryGetValue(message[Prefix.Length..], out var named))
            return named;
        if (int.TryParse(error.ErrorType, NumberStyles.None, CultureInfo.InvariantCulture, out var type))
            return ByNumber.GetValueOrDefault(type);
        // Elsewhere errorData may be an agent's id, an extension or a wrong value.
        var hasNumber = isNamed || error.ErrorType.Equals(CallFailed, StringComparison.OrdinalIgnoreCase);
        return int.TryParse(error.ErrorData, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && (hasNumber || number >= FirstOfFinesse)
            ? ByNumber.GetValueOrDefault(number)
            : null;
    }
}
