using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>Words Finesse's refusal of a particular call: <see cref="Rejections"/> says what Finesse's words mean, this what they mean for
/// what was asked (guide 12.5, the errors of each API). Pure.</summary>
internal static class Refusals
{
    private const int TooMany = 416;

    internal static (RejectionCode Code, string Message) Of(FinesseCall call, FinesseOutcome.Refused refused, bool usesToken = false)
    {
        var concernsDialog = call is ActOnDialog or UpdateDialogData or BargeIntoCall or ReadDialogs { DialogId: not null };
        var code = (call, refused.HttpStatus) switch
        {
            (ReadContacts or ReadTeam or WatchCall, 404) => RejectionCode.InvalidRequest,
            (_, TooMany) => RejectionCode.NotSupported,
            _ => Rejections.CodeOf(refused.Error, refused.HttpStatus, concernsDialog),
        };
        var sentence = Rejections.Sentence(code, refused.Error, usesToken);
        return (code, Hint(call, code, refused) is { } hint ? $"{hint} {sentence}" : sentence);
    }

    /// <summary>What to look at, where the call tells more than Finesse's words; null where they say it all.</summary>
    private static string? Hint(FinesseCall call, RejectionCode code, FinesseOutcome.Refused refused) => (call, code) switch
    {
        (ReadContacts, RejectionCode.InvalidRequest) when refused.HttpStatus is 404 =>
            "Finesse does not know this phone book; check PhoneBookId with GetPhoneBooks.",
        (ReadTeam or WatchTeamUsers, RejectionCode.InvalidRequest) when refused.HttpStatus is 404 =>
            "Finesse does not know this team; check TeamId.",
        (WatchQueueStatistics, RejectionCode.InvalidRequest) when refused.HttpStatus is 404 =>
            "Finesse does not know this queue; check QueueId with GetQueues.",
        (ReadTeam or WatchTeamUsers, RejectionCode.Unauthorized) => "Only a supervisor of the team may see it.",
        (_, RejectionCode.NotSupported) when refused.HttpStatus is TooMany => "Finesse does not hand out a list as long as this one.",
        (ForceState, RejectionCode.UnknownAgent) => "TargetAgentId is not known.",
        (ForceState, RejectionCode.InvalidState) =>
            "A supervisor may force READY, NOT_READY or LOGOUT, and each from some states only.",
        (ForceState or MonitorAgent or BargeIntoCall, RejectionCode.Unauthorized) =>
            "Only a supervisor may do this, to agents of the teams supervised.",
        (MonitorAgent, RejectionCode.InvalidState) =>
            "The supervisor must be NOT_READY with no call, and the agent on a call that nobody else monitors.",
        (MonitorAgent, RejectionCode.InvalidRequest) => "Check TargetExtension: it must be that of an agent who is signed in.",
        (BargeIntoCall, RejectionCode.InvalidDestination) => "The agent must not have the call on hold.",
        (BargeIntoCall, RejectionCode.InvalidState) =>
            "The agent must control the conference, with no consult call open, and the conference must have room.",
        (BargeIntoCall, RejectionCode.InvalidRequest or RejectionCode.UnknownDialog) =>
            "Check DialogId, which must be the call of a SilentMonitor, and TargetExtension, which must be the agent monitored.",
        (PlaceCall or ActOnDialog { ToAddress: not null }, RejectionCode.InvalidDestination) => "Check To: it must not be the agent's own extension.",
        (ActOnDialog { Action: ParticipantActions.ParticipantDrop }, RejectionCode.InvalidDestination) =>
            "Check Extension: it must be an agent's, on the call.",
        (ActOnDialog { Action: ParticipantActions.ParticipantDrop }, RejectionCode.Unauthorized) =>
            "Finesse lets only supervisors remove parties, unless its administrator allows it to others (enableDropParticipantFor).",
        (ActOnDialog { Action: ParticipantActions.Transfer or ParticipantActions.Conference }, RejectionCode.InvalidState) =>
            "Send the id of the held call, once the consult call is answered.",
        (ActOnDialog { Action: ParticipantActions.SendDtmf or ParticipantActions.StartRecording }, RejectionCode.InvalidState) =>
            "The agent's party must be ACTIVE on the call, not HELD.",
        (UpdateDialogData, RejectionCode.InvalidRequest) =>
            "Check the names in CallVariables (callVariable1 to callVariable10, or an ECC variable that Finesse is configured with).",
        (PlaceCall { CallVariables: not null }, RejectionCode.InvalidRequest) =>
            "Check To, and the names in CallVariables, if any.",
        (ChangeAgentState { ReasonCodeId: null, State: not AgentStates.Ready }, RejectionCode.InvalidRequest) =>
            "Where Finesse has reason codes configured, ReasonCode must be given; read them with GetReasonCodes.",
        _ => null,
    };
}
