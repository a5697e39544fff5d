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
}
