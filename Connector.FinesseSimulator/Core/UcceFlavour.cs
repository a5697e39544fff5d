namespace Connector.FinesseSimulator.Core;

/// <summary>The state machine of Unified CCE (facts 2.4, guide 12.5 pages 42 to 50).</summary>
internal sealed class UcceFlavour : Flavour
{
    // Finesse has no constant for it: the router's number is the type of the error.
    private static readonly PeripheralError CannotMonitor = new(
        "13145", "The agent cannot be monitored in this state.", 13145);

    /// <inheritdoc />
    public override string DeploymentType => "UCCE";

    /// <inheritdoc />
    public override bool HasQueues => true;

    /// <inheritdoc />
    public override bool CanRecord => false;

    /// <inheritdoc />
    public override bool CanDropParticipants => true;

    /// <inheritdoc />
    public override bool HasOutboundPreview => true;

    /// <inheritdoc />
    public override bool TakesDataOfNewCalls => true;

    /// <inheritdoc />
    public override bool TakesWrapUpItems => false;

    /// <inheritdoc />
    public override bool ProtectsDataOfDirectCalls => false;

    /// <inheritdoc />
    public override string Tones => "0123456789*#ABCD";

    /// <inheritdoc />
    public override bool TakesE164Extensions => false;

    /// <inheritdoc />
    public override ReasonCode OutgoingCallReason { get; } =
        new(50006, "NOT_READY", 50006, "Outgoing call while ready", IsSystemCode: true);

    /// <inheritdoc />
    public override PeripheralError NotConferenceController => PeripheralErrors.ConferenceFailed;

    /// <inheritdoc />
    public override ReasonCode ForcedReason(AgentState target) =>
        new(999, target.ToWire(), 999, "Forced by supervisor", IsSystemCode: true);

    /// <inheritdoc />
    public override ReasonCode LostClientReason(AgentState target) => target is AgentState.Logout
        ? new ReasonCode(255, target.ToWire(), 255, "Logged Out - System Failure", IsSystemCode: true)
        : new ReasonCode(255, target.ToWire(), 255, "Not Ready - Force Not Ready", IsSystemCode: true);

    /// <inheritdoc />
    public override AgentState LostClientTarget(LostClientAction action) =>
        action is LostClientAction.SignOut ? AgentState.Logout : AgentState.NotReady;

    /// <inheritdoc />
    public override Judgement JudgeRequest(
        Agent agent, bool isOnCall, AgentState target, ReasonCode? reason, WrapUpMode wrapUp) =>
        (agent.State, target) switch
        {
            // READY must pass through NOT_READY to LOGOUT; UCCX differs.
            (AgentState.NotReady, AgentState.Ready or AgentState.NotReady or AgentState.Logout) => Judgement.ApplyNow,
            (AgentState.Ready, AgentState.Ready or AgentState.NotReady) => Judgement.ApplyNow,
            (AgentState.Work or AgentState.WorkReady, AgentState.Ready or AgentState.NotReady) => Judgement.ApplyNow,
            (AgentState.Talking or AgentState.Hold or AgentState.Reserved, AgentState.Ready or AgentState.NotReady) => Judgement.Defer,
            (AgentState.Talking or AgentState.Hold, AgentState.Work) when wrapUp is not WrapUpMode.NotAllowed => Judgement.Defer,
            (AgentState.ReservedOutbound, AgentState.Ready or AgentState.NotReady) => Judgement.ApplyNow,
            (AgentState.ReservedOutboundPreview, AgentState.NotReady) => Judgement.Defer,
            _ => Judgement.Refuse,
        };

    /// <inheritdoc />
    public override AgentState? StateOnCalls(Agent agent, IReadOnlyCollection<(Call Call, Leg Leg)> calls)
    {
        if (calls.Any(
            own => own.Leg.State is LegState.Initiating or LegState.Initiated or LegState.Active or LegState.Failed))
            return AgentState.Talking;
        return calls.Any(own => own.Leg.State is LegState.Held) ? AgentState.Hold : Reservation(agent, calls);
    }

    /// <inheritdoc />
    public override AgentState WrapUpState(AgentState afterwards) =>
        afterwards is AgentState.Ready ? AgentState.WorkReady : AgentState.Work;

    /// <inheritdoc />
    public override bool WritesUp(Call call) => true;

    /// <inheritdoc />
    public override PeripheralError? RefusalToMonitor(Agent agent, bool hasActiveCall) => agent.State switch
    {
        AgentState.Talking when hasActiveCall => null,
        AgentState.Talking or AgentState.Hold or AgentState.NotReady => CannotMonitor,
        _ => PeripheralErrors.InvalidObjectState,
    };
}
