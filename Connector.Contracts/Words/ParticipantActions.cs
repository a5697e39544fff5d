namespace Connector.Contracts;

/// <summary>Finesse's words for what a party of a call may do now, as in <see cref="Participant.Actions"/> (developer guide 12.5,
/// Dialog APIs). A later Finesse may send others: they pass through.</summary>
public static class ParticipantActions
{
    /// <summary>Take a ringing call: <see cref="AnswerCall"/>.</summary>
    public const string Answer = "ANSWER";

    /// <summary>Hold: <see cref="HoldCall"/>.</summary>
    public const string Hold = "HOLD";

    /// <summary>Take a held call back: <see cref="RetrieveCall"/>.</summary>
    public const string Retrieve = "RETRIEVE";

    /// <summary>Hang up: <see cref="ReleaseCall"/>, <see cref="EndSilentMonitor"/>.</summary>
    public const string Drop = "DROP";

    /// <summary>Call somebody else about this call: <see cref="ConsultCall"/>.</summary>
    public const string ConsultCall = "CONSULT_CALL";

    /// <summary>Complete a transfer, on the held call: <see cref="TransferCall"/>.</summary>
    public const string Transfer = "TRANSFER";

    /// <summary>Complete a conference, on the held call: <see cref="ConferenceCall"/>.</summary>
    public const string Conference = "CONFERENCE";

    /// <summary>Transfer in one step: <see cref="BlindTransfer"/>.</summary>
    public const string TransferSingleStep = "TRANSFER_SST";

    /// <summary>Send tones: <see cref="SendDtmf"/>.</summary>
    public const string SendDtmf = "SEND_DTMF";

    /// <summary>Set call variables and wrap-up: <see cref="UpdateCallData"/>.</summary>
    public const string UpdateCallData = "UPDATE_CALL_DATA";

    /// <summary>Record (UCCX): <see cref="StartRecording"/>.</summary>
    public const string StartRecording = "START_RECORDING";

    /// <summary>Remove a party (UCCE): <see cref="DropParticipant"/>.</summary>
    public const string ParticipantDrop = "PARTICIPANT_DROP";

    /// <summary>Take a preview call: <see cref="AcceptPreview"/>.</summary>
    public const string Accept = "ACCEPT";

    /// <summary>Give a preview call back: <see cref="RejectPreview"/>.</summary>
    public const string Reject = "REJECT";

    /// <summary>Take a preview call's customer off the list: <see cref="ClosePreview"/>.</summary>
    public const string Close = "CLOSE";

    /// <summary>Say what became of an outbound call: <see cref="ReclassifyCall"/>.</summary>
    public const string Reclassify = "RECLASSIFY";

    /// <summary>Set or change a callback: <see cref="ScheduleCallback"/>.</summary>
    public const string UpdateScheduledCallback = "UPDATE_SCHEDULED_CALLBACK";

    /// <summary>Cancel a callback: <see cref="CancelCallback"/>.</summary>
    public const string CancelScheduledCallback = "CANCEL_SCHEDULED_CALLBACK";
}
