namespace Connector.FinesseSimulator.Core;

/// <summary>The state machine of Unified CCX, where Finesse lives on the same machine (facts 2.4 and 6.6, guide 12.5 pages 45 to
/// 50). Calls that did not come through the router (non-ICD) leave an agent's state alone.</summary>
internal sealed class UccxFlavour : Flavour
{
    private static readonly PeripheralError CannotMonitor = new(
        "88049", "The agent cannot be monitored in this state.", 88049);

    /// <inheritdoc />
    public override string DeploymentType => "UCCX";

    /// <inheritdoc />
    public override bool HasQueues => false;

    /// <inheritdoc />
    public override bool CanRecord => true;

    /// <inheritdoc />
    public override bool CanDropParticipants => false;

    /// <inheritdoc />
    public override bool HasOutboundPreview => false;

    /// <inheritdoc />
    public override bool TakesDataOfNewCalls => false;

    /// <inheritdoc />
    public override bool TakesWrapUpItems => true;

    /// <inheritdoc />
    public override bool ProtectsDataOfDirectCalls => true;

    /// <inheritdoc />
    public override string Tones => "0123456789*#";

    /// <inheritdoc />
    public override bool TakesE164Extensions => true;

    /// <inheritdoc />
    public override ReasonCode OutgoingCallReason { get; } =
        new(32762, "NOT_READY", 32762, "Offhook", IsSystemCode: true);

    /// <inheritdoc />
    public override PeripheralError NotConferenceController => PeripheralErrors.InvalidObjectState;

    /// <inheritdoc />
    public override ReasonCode ForcedReason(AgentState target) =>
        new(33, target.ToWire(), 33, "Supervisor initiated", IsSystemCode: true);

    /// <inheritdoc />
    public override ReasonCode LostClientReason(AgentState target) =>
        new(255, target.ToWire(), 255, "Connection failure", IsSystemCode: true);

    /// <inheritdoc />
    public override AgentState LostClientTarget(LostClientAction action) => AgentState.Logout;

    /// <inheritdoc />
    public override Judgement JudgeRequest(
        Agent agent, bool isOnCall, AgentState target, ReasonCode? reason, WrapUpMode wrapUp) =>
        (agent.State, target) switch
        {
            (AgentState.NotReady, AgentState.Ready) when isOnCall => Judgement.RefuseWith(PeripheralErrors.ResourceBusy),
            (AgentState.NotReady or AgentState.Ready, AgentState.Ready or AgentState.NotReady or AgentState.Logout) =>
                Judgement.ApplyNow,
            (AgentState.Work, AgentState.Ready or AgentState.NotReady) => Judgement.ApplyNow,

            // One pending NOT_READY for each call, and none of READY.
            (AgentState.Talking or AgentState.Reserved, AgentState.NotReady)
                when agent.PendingState is null or AgentState.Work || agent.PendingReason == reason => Judgement.Defer,
            (AgentState.Talking or AgentState.Reserved, AgentState.NotReady or AgentState.Ready) =>
                Judgement.RefuseWith(PeripheralErrors.InvalidWorkMode),
            (AgentState.Talking, AgentState.Work) when wrapUp is not WrapUpMode.NotAllowed => Judgement.Defer,
            (AgentState.ReservedOutbound, _) => Judgement.RefuseWith(PeripheralErrors.InternalError),
            _ => Judgement.Refuse,
        };

    /// <inheritdoc />
    public override AgentState? StateOnCalls(Agent agent, IReadOnlyCollection<(Call Call, Leg Leg)> calls)
    {
        // There is no HOLD: who has put an ICD call on hold still talks.
        var talks = calls.Any(own => own.Call.IsRouted && own.Leg.State.IsConnected());
        var isDialled = calls.Any(own => own.Call is { IsOutbound: true, Kind: CallKind.Conversation }
            && own.Leg.State is not LegState.Alerting && own.Leg.State.IsLive());
        return talks || isDialled ? AgentState.Talking : Reservation(agent, calls);
    }

    /// <inheritdoc />
    public override AgentState WrapUpState(AgentState afterwards) => AgentState.Work;

    /// <inheritdoc />
    public override bool WritesUp(Call call) => call.IsRouted || call.IsOutbound;

    /// <inheritdoc />
    public override PeripheralError? RefusalToMonitor(Agent agent, bool hasActiveCall) =>
        agent.State is AgentState.Talking or AgentState.NotReady && hasActiveCall ? null : CannotMonitor;
}
