using Connector.Contracts;
using Connector.Sagas.Ports;

namespace Connector.Sagas.Sessions;

/// <summary>That a call to Finesse, to which no answer came, was carried out.</summary>
/// <param name="DialogId">The call that it made, where it made one.</param>
internal sealed record CarriedOut(string? DialogId);

/// <summary>Finds out from Finesse's own state whether a call that must not be repeated was carried out. It only ever finds that it was
/// (what was wanted is there, and was not before): what is not there yet may still come, for Finesse works behind its answers. Pure.</summary>
internal static class Doubts
{
    private const string MonitorCall = "SUPERVISOR_MONITOR";
    private const string ConferenceCallType = "CONFERENCE";

    /// <summary>Whether a call to Finesse makes a call of its own, of which its requester is told.</summary>
    internal static bool Makes(FinesseCall call) => call is PlaceCall or MonitorAgent or ActOnDialog { Action: ParticipantActions.ConsultCall };

    /// <summary>What to read; null where Finesse keeps no trace of such a call.</summary>
    internal static ReadDialogs? Question(FinesseCall call) => call switch
    {
        PlaceCall or MonitorAgent or BargeIntoCall or ActOnDialog { Action: ParticipantActions.ConsultCall } => new ReadDialogs(null),
        ActOnDialog
        {
            Action: ParticipantActions.Transfer or ParticipantActions.Conference or ParticipantActions.TransferSingleStep
                or ParticipantActions.ParticipantDrop or ParticipantActions.Accept,
        } act => new ReadDialogs(act.DialogId),
        _ => null,
    };

    /// <summary>Judges what was read.</summary>
    /// <param name="call">The call whose outcome is not known.</param>
    /// <param name="before">The agent's calls when it was begun.</param>
    /// <param name="now">What Finesse says to the question.</param>
    /// <returns>That it was carried out; null where that cannot be said.</returns>
    internal static CarriedOut? Resolve(FinesseCall call, IReadOnlyList<Dialog> before, IReadOnlyList<Dialog> now) => call switch
    {
        PlaceCall place => Made(now, before, dialog => dialog.FromAddress == place.FromAddress && Dials(dialog, place.ToAddress)),
        ActOnDialog { Action: ParticipantActions.ConsultCall } consult => Made(
            now, before, dialog => Has(dialog, consult.TargetMediaAddress)
                && (dialog.AssociatedDialogId is { Length: > 0 } original
                    ? original == consult.DialogId
                    : Dials(dialog, consult.ToAddress))),
        MonitorAgent monitor => Made(
            now, before, dialog => dialog.CallType == MonitorCall && Has(dialog, monitor.FromAddress) && Has(dialog, monitor.ToAddress)),
        BargeIntoCall barge => Made(
            now, before, dialog => dialog.CallType != MonitorCall && Has(dialog, barge.FromAddress) && Has(dialog, barge.ToAddress)),
        ActOnDialog act => On(now, act.DialogId) is { } dialog && Shows(act, On(before, act.DialogId), dialog) ? new(null) : null,
        _ => null,
    };

    private static CarriedOut? Made(IReadOnlyList<Dialog> now, IReadOnlyList<Dialog> before, Func<Dialog, bool> isIt) =>
        now.FirstOrDefault(dialog => On(before, dialog.DialogId) is null && isIt(dialog)) is { } made ? new(made.DialogId) : null;

    private static bool Shows(ActOnDialog act, Dialog? before, Dialog now) => act.Action switch
    {
        // The call that was merged into this one is new in it.
        ParticipantActions.Transfer or ParticipantActions.Conference =>
            (now.SecondaryId is { Length: > 0 } merged && merged != before?.SecondaryId)
            || (act.Action is ParticipantActions.Conference && now.CallType == ConferenceCallType && before?.CallType != ConferenceCallType),
        ParticipantActions.TransferSingleStep =>
            act.ToAddress is { } to && Has(now, to) && (before is null || !Has(before, to)),
        ParticipantActions.ParticipantDrop => !Has(now, act.TargetMediaAddress),
        ParticipantActions.Accept => now.State == DialogStates.Accepted
            || now.Participants.Any(party => party.Address == act.TargetMediaAddress && party.State == ParticipantStates.Accepted),
        _ => false,
    };

    private static Dialog? On(IReadOnlyList<Dialog> dialogs, string dialogId) =>
        dialogs.FirstOrDefault(dialog => dialog.DialogId == dialogId);

    private static bool Dials(Dialog dialog, string? number) => dialog.ToAddress == number || dialog.DialedNumber == number;

    private static bool Has(Dialog dialog, string address) =>
        dialog.Participants.Any(party => party.Address == address && party.State != ParticipantStates.Dropped);
}
