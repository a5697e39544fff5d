using System.Collections.Immutable;

namespace Connector.FinesseSimulator.Core;

/// <summary>The <c>requestedAction</c> values, and which of them a participant is offered (facts 3.1 and 3.3).</summary>
internal static class CallActions
{
    public const string MakeCall = "MAKE_CALL";
    public const string SilentMonitor = "SILENT_MONITOR";
    public const string BargeCall = "BARGE_CALL";
    public const string Answer = "ANSWER";
    public const string Hold = "HOLD";
    public const string Retrieve = "RETRIEVE";
    public const string Drop = "DROP";
    public const string ConsultCall = "CONSULT_CALL";
    public const string Transfer = "TRANSFER";
    public const string Conference = "CONFERENCE";
    public const string TransferSst = "TRANSFER_SST";
    public const string SendDtmf = "SEND_DTMF";
    public const string UpdateCallData = "UPDATE_CALL_DATA";
    public const string ParticipantDrop = "PARTICIPANT_DROP";
    public const string StartRecording = "START_RECORDING";
    public const string Accept = "ACCEPT";
    public const string Close = "CLOSE";
    public const string Reject = "REJECT";
    public const string Reclassify = "RECLASSIFY";
    public const string UpdateScheduledCallback = "UPDATE_SCHEDULED_CALLBACK";
    public const string CancelScheduledCallback = "CANCEL_SCHEDULED_CALLBACK";

    private static readonly ImmutableArray<string> WhileDialling = [Drop, UpdateCallData];
    private static readonly ImmutableArray<string> WhileAlerting = [Answer];
    private static readonly ImmutableArray<string> WhileActive =
        [Hold, Drop, UpdateCallData, ConsultCall, TransferSst, SendDtmf];
    private static readonly ImmutableArray<string> WhileHeld = [Retrieve, Drop, UpdateCallData];
    private static readonly ImmutableArray<string> WhileFailed = [Drop];
    private static readonly ImmutableArray<string> WhileWrappingUp = [UpdateCallData];
    private static readonly ImmutableArray<string> WhileListening = [Drop, BargeCall];
    private static readonly ImmutableArray<string> WhilePreviewing = [Accept, Close, Reject];
    private static readonly ImmutableArray<string> OnOutboundCall =
        [Reclassify, UpdateScheduledCallback, CancelScheduledCallback];

    /// <summary>What Finesse offers a participant of a conversation, in each of its states.</summary>
    /// <param name="state">The participant's state.</param>
    /// <param name="hasActiveCall">Whether the same agent talks on another call.</param>
    public static ImmutableArray<string> OfferedTo(LegState state, bool hasActiveCall) => state switch
    {
        LegState.Initiating or LegState.Initiated => WhileDialling,
        LegState.Alerting => WhileAlerting,
        LegState.Active => WhileActive,
        LegState.Held => hasActiveCall ? [.. WhileHeld, Transfer, Conference] : WhileHeld,
        LegState.Failed => WhileFailed,
        LegState.WrapUp => WhileWrappingUp,
        _ => [],
    };

    /// <summary>What each participant of a call is offered, in the order of its legs.</summary>
    public static ImmutableArray<ImmutableArray<string>> OfferedOn(Call call, CentreState state, CentreRules rules)
    {
        return [.. call.Legs.Select(Offered)];

        ImmutableArray<string> Offered(Leg leg) => call.Kind switch
        {
            _ when leg.IsPassive => [],
            CallKind.Monitoring => leg.State is LegState.Active ? WhileListening : [],
            CallKind.Preview or CallKind.DirectPreview =>
                leg.AgentId is not null && leg.State is LegState.Alerting ? WhilePreviewing : [],
            _ => [.. OfferedTo(leg.State, leg.State is LegState.Held && state.TalksElsewhere(leg, call.Id)), .. More(leg)],
        };

        IEnumerable<string> More(Leg leg)
        {
            if (leg.State is LegState.Active && rules.Flavour.CanRecord) yield return StartRecording;
            if (leg.AgentId is { } id && leg.State is LegState.Active && CallParties.MayDropOthers(call, state.Agents[id], rules))
                yield return ParticipantDrop;
            if (!call.IsOutbound || leg.AgentId is null || !(leg.State.IsConnected() || leg.State is LegState.WrapUp)) yield break;
            foreach (var action in OnOutboundCall) yield return action;
        }
    }
}
