using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>What a session does about the requests that concern an agent's own calls. Pure.</summary>
internal static class CallPlans
{
    internal static CommandPlan? For(AgentRequest request, SessionSight sight) => request switch
    {
        MakeCall call => CommandPlan.OnExtension(sight, extension => new PlaceCall(extension, call.To, call.CallVariables)),
        AnswerCall answer => Act(sight, answer.DialogId, ParticipantActions.Answer),
        HoldCall hold => Act(sight, hold.DialogId, ParticipantActions.Hold),
        RetrieveCall retrieve => Act(sight, retrieve.DialogId, ParticipantActions.Retrieve),
        ReleaseCall release => Act(sight, release.DialogId, ParticipantActions.Drop),
        ConsultCall consult => Act(sight, consult.DialogId, ParticipantActions.ConsultCall, consult.To),
        BlindTransfer transfer => Act(sight, transfer.DialogId, ParticipantActions.TransferSingleStep, transfer.To),
        TransferCall transfer => Complete(sight, transfer.DialogId, ParticipantActions.Transfer),
        ConferenceCall conference => Complete(sight, conference.DialogId, ParticipantActions.Conference),
        SendDtmf tones => With(sight, tones.DialogId, ParticipantActions.SendDtmf, new ActionParameter("dtmfString", tones.Digits)),
        UpdateCallData update => new CommandPlan.Carry(
            new UpdateDialogData(update.DialogId, update.CallVariables, update.WrapUpReason, update.WrapUpItems)),
        StartRecording record => Act(sight, record.DialogId, ParticipantActions.StartRecording),
        AcceptPreview accept => Act(sight, accept.DialogId, ParticipantActions.Accept),
        RejectPreview reject => Act(sight, reject.DialogId, ParticipantActions.Reject),
        ClosePreview close => Act(sight, close.DialogId, ParticipantActions.Close),
        ReclassifyCall call => With(
            sight, call.DialogId, ParticipantActions.Reclassify, new ActionParameter("outboundClassification", call.Classification)),
        ScheduleCallback schedule => With(
            sight, schedule.DialogId, ParticipantActions.UpdateScheduledCallback,
            Parameter("callbackTime", schedule.CallbackTime), Parameter("callbackNumber", schedule.CallbackNumber)),
        CancelCallback cancel => Act(sight, cancel.DialogId, ParticipantActions.CancelScheduledCallback),
        _ => null,
    };

    /// <summary>The call to Finesse that a request to join two calls is; null for other requests.</summary>
    internal static FinesseCall? Joining(AgentRequest request, string? extension) => request switch
    {
        TransferCall transfer => new ActOnDialog(transfer.DialogId, ParticipantActions.Transfer, extension ?? ""),
        ConferenceCall conference => new ActOnDialog(conference.DialogId, ParticipantActions.Conference, extension ?? ""),
        _ => null,
    };

    /// <summary>Has the agent's own party do something; whether it may is Finesse's to say.</summary>
    private static CommandPlan Act(SessionSight sight, string dialogId, string action, string? to = null) =>
        CommandPlan.OnExtension(sight, extension => new ActOnDialog(dialogId, action, extension, to));

    private static CommandPlan With(SessionSight sight, string dialogId, string action, params ActionParameter?[] parameters) =>
        CommandPlan.OnExtension(sight, extension => new ActOnDialog(dialogId, action, extension) { Parameters = [.. parameters.OfType<ActionParameter>()] });

    private static ActionParameter? Parameter(string name, string? value) => string.IsNullOrEmpty(value) ? null : new(name, value);

    // Only on the held call, and only while the agent's own party offers it: sent to the other call, or too soon, it fails long after
    // it was taken, or joins the wrong calls (facts 8, pitfall 2).
    private static CommandPlan Complete(SessionSight sight, string dialogId, string action)
    {
        if (string.IsNullOrEmpty(sight.State.Extension))
            return CommandPlan.NotSignedIn();
        var own = sight.OwnPartyOn(dialogId);
        if (own is not null && own.Actions.Contains(action, StringComparer.Ordinal))
            return new CommandPlan.Carry(new ActOnDialog(dialogId, action, sight.State.Extension));
        if (!sight.IsRead)
            return new CommandPlan.Look(new ReadDialogs(dialogId));
        return own is null
            ? new CommandPlan.Refuse(
                RejectionCode.UnknownDialog, $"The agent's extension {sight.State.Extension} is not on call {dialogId}; check DialogId.")
            : new CommandPlan.Refuse(
                RejectionCode.InvalidState,
                $"The agent's party on call {dialogId} is {own.State} and offers no {action}: send the id of the held call, once the consult "
                + "call is answered.");
    }
}
