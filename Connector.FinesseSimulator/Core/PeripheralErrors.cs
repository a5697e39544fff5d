namespace Connector.FinesseSimulator.Core;

/// <summary>The refusals of the telephony that this simulator produces (facts 1.6 and 11).</summary>
internal static class PeripheralErrors
{
    public static readonly PeripheralError InvalidObjectState = new("Invalid State", "CF_INVALID_OBJECT_STATE", 22);

    /// <summary>Recorded on a real 12.5 system (facts 1.5).</summary>
    public static readonly PeripheralError UnknownExtension = new(
        "Invalid Device", "CF_INVALID_LOGON_DEVICE_SPECIFIED", 260, 10125, "PERERR_TELDRIVE_NODEVICETARGETFORNETTARGETID",
        "The peripheral has no device target for this extension.");

    public static readonly PeripheralError ExtensionInUse = new("Device Busy", "CF_SPECIFIED_EXTENSION_ALREADY_IN_USE", 283);

    public static readonly PeripheralError AlreadySignedOn = new(
        "Invalid State", "CF_SPECIFIED_AGENT_ALREADY_SIGNED_ON", 259);

    public static readonly PeripheralError MobileNotAllowed = new("Mode Not Allowed", "CF_INVALID_AGENT_WORKMODE", 265);

    public static readonly PeripheralError LineBusy = new("Call Operation Failure", "CF_RESOURCE_BUSY", 33);

    public static readonly PeripheralError NoActiveCall = new("Call Operation Failure", "CF_NO_ACTIVE_CALL", 24);

    public static readonly PeripheralError NoHeldCall = new("Call Operation Failure", "CF_NO_HELD_CALL", 25);

    public static readonly PeripheralError NoCallToClear = new("Call Operation Failure", "CF_NO_CALL_TO_CLEAR", 26);

    public static readonly PeripheralError NoCallToAnswer = new("Call Operation Failure", "CF_NO_CALL_TO_ANSWER", 28);

    public static readonly PeripheralError CallVariableTooLong = new(
        "Invalid Input", "CF_GENERIC_OPERATION_REJECTION", 71);

    public static readonly PeripheralError ScalarArrayMismatch = new(
        "Invalid Input", "CF_GENERIC_OPERATION_REJECTION", 71, PeripheralText: "The variable is not of this kind: a value is no array.");

    public static readonly PeripheralError ArrayIndexTooBig = new(
        "Invalid Input", "CF_GENERIC_OPERATION_REJECTION", 71, PeripheralText: "The array has no such element.");

    public static readonly PeripheralError CallVariableProtected = new(
        "Invalid Input", "CF_GENERIC_OPERATION_REJECTION", 71, PeripheralText: "Call Variable is protected");

    public static readonly PeripheralError InvalidDestination = new(
        "Call Operation Failure", "CF_INVALID_DESTINATION", 14);

    public static readonly PeripheralError DropNotEnabled = new(
        "Call Operation Failure", "CF_DROP_ANY_PARTY_NOT_ENABLED_CTI", 290);

    public static readonly PeripheralError TooManyParties = new(
        "Generic Error", "CF_CONFERENCE_MEMBER_LIMIT_EXCEEDED", 38);

    /// <summary>The telephony cannot do this during a call: a state asked for that UCCX does not take as pending.</summary>
    public static readonly PeripheralError InvalidWorkMode = new("Invalid State", "CF_INVALID_AGENT_WORKMODE", 265);

    public static readonly PeripheralError ResourceBusy = new("Invalid State", "CF_RESOURCE_BUSY", 33);

    public static readonly PeripheralError InternalError = new(
        "Internal Server Error", "CF_INTERNAL_PROCESSING_ERROR", 269);

    public static readonly PeripheralError WrapUpDataRequired = new("Invalid State", "CF_WRAPUP_DATA_REQUIRED", 280);

    /// <summary>The guide's own words, which look like markup (facts 1.6).</summary>
    public static readonly PeripheralError ConferenceFailed = new(
        "Generic Error",
        "<ConferenceCallCommand>: Conference failed...causes include agent already has a consult call or conferencing a "
        + "non-conference controller.",
        20999);

    /// <summary>Finesse's own refusal of an action that the participant is not offered, as recorded (facts 1.6).</summary>
    public static PeripheralError InvalidAction(string action, string extension) =>
        new("Generic Error", $"INVALID_ACTION {action} on extension {extension}", 4047);
}
