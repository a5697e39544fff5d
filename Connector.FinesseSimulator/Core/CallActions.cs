using System.Collections.Immutable;

namespace Connector.FinesseSimulator.Core;

/// <summary>The <c>requestedAction</c> values, and which of them a participant is offered (facts 3.1 and 3.3).</summary>
internal static class CallActions
{
    public const string MakeCall = "MAKE_CALL";
    public const string Answer = "ANSWER";
    public const string Hold = "HOLD";
    public const string Retrieve = "RETRIEVE";
    public const string Drop = "DROP";
    public const string UpdateCallData = "UPDATE_CALL_DATA";

    /// <summary>Actions on a dialog that Finesse has and this simulator does not carry out yet.</summary>
    public static readonly ImmutableHashSet<string> DialogActionsToCome =
    [
        "CONSULT_CALL", "TRANSFER", "CONFERENCE", "TRANSFER_SST", "SEND_DTMF", "PARTICIPANT_DROP", "START_RECORDING",
        "ACCEPT", "CLOSE", "REJECT", "RECLASSIFY", "UPDATE_SCHEDULED_CALLBACK", "CANCEL_SCHEDULED_CALLBACK",
    ];

    /// <summary>Ways to begin a dialog that Finesse has and this simulator does not carry out yet.</summary>
    public static readonly ImmutableHashSet<string> NewDialogActionsToCome = ["SILENT_MONITOR", "BARGE_CALL"];

    private static readonly ImmutableArray<string> WhileDialling = [Drop, UpdateCallData];
    private static readonly ImmutableArray<string> WhileAlerting = [Answer];
    private static readonly ImmutableArray<string> WhileActive = [Hold, Drop, UpdateCallData, "CONSULT_CALL"];
    private static readonly ImmutableArray<string> WhileHeld = [Retrieve, Drop, UpdateCallData];
    private static readonly ImmutableArray<string> WhileHeldWithActiveCall = [.. WhileHeld, "TRANSFER", "CONFERENCE"];
    private static readonly ImmutableArray<string> WhileFailed = [Drop];
    private static readonly ImmutableArray<string> WhileWrappingUp = [UpdateCallData];

    /// <summary>What Finesse offers a participant, in each of its states.</summary>
    /// <param name="state">The participant's state.</param>
    /// <param name="hasActiveCall">Whether the same agent talks on another call.</param>
    public static ImmutableArray<string> OfferedTo(LegState state, bool hasActiveCall) => state switch
    {
        LegState.Initiating or LegState.Initiated => WhileDialling,
        LegState.Alerting => WhileAlerting,
        LegState.Active => WhileActive,
        LegState.Held => hasActiveCall ? WhileHeldWithActiveCall : WhileHeld,
        LegState.Failed => WhileFailed,
        LegState.WrapUp => WhileWrappingUp,
        _ => [],
    };

    /// <summary>What each participant of a call is offered, in the order of its legs.</summary>
    public static ImmutableArray<ImmutableArray<string>> OfferedOn(Call call, CentreState state)
    {
        return [.. call.Legs.Select(leg => OfferedTo(leg.State, leg.State is LegState.Held && TalksElsewhere(leg)))];

        bool TalksElsewhere(Leg leg) => leg.AgentId is { } id && state.Agents.TryGetValue(id, out var agent)
            && state.CallsOf(agent).Any(other => other.Id != call.Id && other.LegOf(id)?.State is LegState.Active);
    }
}
