namespace Connector.Finesse.Model;

/// <summary>The known states of an agent (Cisco's guide, "User API parameters").</summary>
public static class AgentStates
{
    /// <summary>Only ever requested: the agent lands in <see cref="NotReady"/>, or keeps his state.</summary>
    public const string Login = "LOGIN";

    /// <summary>Signed out.</summary>
    public const string Logout = "LOGOUT";

    /// <summary>Signed in, takes no calls.</summary>
    public const string NotReady = "NOT_READY";

    /// <summary>Takes calls.</summary>
    public const string Ready = "READY";

    /// <summary>A call is on its way.</summary>
    public const string Reserved = "RESERVED";

    /// <summary>The dialer holds the agent for an outbound call.</summary>
    public const string ReservedOutbound = "RESERVED_OUTBOUND";

    /// <summary>The dialer shows the agent a call before it is made.</summary>
    public const string ReservedOutboundPreview = "RESERVED_OUTBOUND_PREVIEW";

    /// <summary>On a call.</summary>
    public const string Talking = "TALKING";

    /// <summary>Every call is held (UCCE).</summary>
    public const string Hold = "HOLD";

    /// <summary>Wraps up, and is not ready after.</summary>
    public const string Work = "WORK";

    /// <summary>Wraps up, and is ready after (UCCE).</summary>
    public const string WorkReady = "WORK_READY";

    /// <summary>Finesse cannot tell.</summary>
    public const string Unknown = "UNKNOWN";
}

/// <summary>The known states of a dialog (Cisco's guide, "State (Dialog) parameter values").</summary>
public static class DialogStates
{
    /// <summary>Off hook.</summary>
    public const string Initiating = "INITIATING";

    /// <summary>Dialling.</summary>
    public const string Initiated = "INITIATED";

    /// <summary>Rings.</summary>
    public const string Alerting = "ALERTING";

    /// <summary>At least one party is active.</summary>
    public const string Active = "ACTIVE";

    /// <summary>Could not be set up.</summary>
    public const string Failed = "FAILED";

    /// <summary>No party is left.</summary>
    public const string Dropped = "DROPPED";

    /// <summary>An outbound preview was accepted.</summary>
    public const string Accepted = "ACCEPTED";
}

/// <summary>The known states of a participant (Cisco's guide, "State (Participant) parameter values").</summary>
public static class ParticipantStates
{
    /// <summary>Off hook.</summary>
    public const string Initiating = "INITIATING";

    /// <summary>Dialling.</summary>
    public const string Initiated = "INITIATED";

    /// <summary>Rings here.</summary>
    public const string Alerting = "ALERTING";

    /// <summary>Talks.</summary>
    public const string Active = "ACTIVE";

    /// <summary>Holds.</summary>
    public const string Held = "HELD";

    /// <summary>Could not be reached; the cause says why.</summary>
    public const string Failed = "FAILED";

    /// <summary>Has hung up and wraps up.</summary>
    public const string WrapUp = "WRAP_UP";

    /// <summary>Has left.</summary>
    public const string Dropped = "DROPPED";

    /// <summary>Accepted an outbound preview.</summary>
    public const string Accepted = "ACCEPTED";
}

/// <summary>What can be asked of a dialog (Cisco's guide, "Dialog APIs").</summary>
public static class DialogActions
{
    /// <summary>Start a call.</summary>
    public const string MakeCall = "MAKE_CALL";

    /// <summary>Take a ringing call.</summary>
    public const string Answer = "ANSWER";

    /// <summary>Hold.</summary>
    public const string Hold = "HOLD";

    /// <summary>Take a held call back.</summary>
    public const string Retrieve = "RETRIEVE";

    /// <summary>Hang up.</summary>
    public const string Drop = "DROP";

    /// <summary>Call somebody else about this call.</summary>
    public const string ConsultCall = "CONSULT_CALL";

    /// <summary>Complete a transfer; sent to the held dialog.</summary>
    public const string Transfer = "TRANSFER";

    /// <summary>Complete a conference; sent to the held dialog.</summary>
    public const string Conference = "CONFERENCE";

    /// <summary>Transfer without consulting (single step).</summary>
    public const string TransferSingleStep = "TRANSFER_SST";

    /// <summary>Send digits.</summary>
    public const string SendDtmf = "SEND_DTMF";

    /// <summary>Set call variables and wrap-up reasons.</summary>
    public const string UpdateCallData = "UPDATE_CALL_DATA";

    /// <summary>Record (UCCX).</summary>
    public const string StartRecording = "START_RECORDING";

    /// <summary>Listen to an agent's call.</summary>
    public const string SilentMonitor = "SILENT_MONITOR";

    /// <summary>Join a monitored call.</summary>
    public const string BargeCall = "BARGE_CALL";

    /// <summary>Remove a party (UCCE).</summary>
    public const string ParticipantDrop = "PARTICIPANT_DROP";

    /// <summary>Take an outbound preview.</summary>
    public const string Accept = "ACCEPT";

    /// <summary>Put an outbound preview back.</summary>
    public const string Reject = "REJECT";

    /// <summary>Strike an outbound preview off.</summary>
    public const string Close = "CLOSE";

    /// <summary>Say what became of an outbound call.</summary>
    public const string Reclassify = "RECLASSIFY";

    /// <summary>Set or change a callback.</summary>
    public const string UpdateScheduledCallback = "UPDATE_SCHEDULED_CALLBACK";

    /// <summary>Cancel a callback.</summary>
    public const string CancelScheduledCallback = "CANCEL_SCHEDULED_CALLBACK";
}
