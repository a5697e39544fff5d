namespace Connector.FinesseSimulator.Core;

/// <summary>The state machine of Unified CCE (facts 2.4, guide 12.5 pages 42 to 50).</summary>
internal sealed class UcceFlavour : Flavour
{
    private static readonly ReasonCode ReadyAgentCalled = new(
        50006, "NOT_READY", 50006, "Outgoing call while ready", IsSystemCode: true);

    /// <inheritdoc />
    public override string DeploymentType => "UCCE";

    /// <inheritdoc />
    public override ReasonCode? OutgoingCallReason => ReadyAgentCalled;

    /// <inheritdoc />
    public override ReasonCode ForcedReason(AgentState target) =>
        new(999, target.ToWire(), 999, "Forced by supervisor", IsSystemCode: true);

    /// <inheritdoc />
    public override ReasonCode LostClientReason(AgentState target) => target is AgentState.Logout
        ? new ReasonCode(255, target.ToWire(), 255, "Logged Out - System Failure", IsSystemCode: true)
        : new ReasonCode(255, target.ToWire(), 255, "Not Ready - Force Not Ready", IsSystemCode: true);

    /// <inheritdoc />
    public override StateVerdict JudgeRequest(AgentState from, AgentState target, WrapUpMode wrapUp) => (from, target) switch
    {
        // READY must pass through NOT_READY to LOGOUT; UCCX differs.
        (AgentState.NotReady, AgentState.Ready or AgentState.NotReady or AgentState.Logout) => StateVerdict.ApplyNow,
        (AgentState.Ready, AgentState.Ready or AgentState.NotReady) => StateVerdict.ApplyNow,
        (AgentState.Work or AgentState.WorkReady, AgentState.Ready or AgentState.NotReady) => StateVerdict.ApplyNow,
        (AgentState.Talking or AgentState.Hold or AgentState.Reserved, AgentState.Ready or AgentState.NotReady) =>
            StateVerdict.Defer,
        (AgentState.Talking or AgentState.Hold, AgentState.Work) when wrapUp is not WrapUpMode.NotAllowed => StateVerdict.Defer,
        (AgentState.ReservedOutbound, AgentState.Ready or AgentState.NotReady) => StateVerdict.ApplyNow,
        (AgentState.ReservedOutboundPreview, AgentState.NotReady) => StateVerdict.Defer,
        _ => StateVerdict.Refuse,
    };

    /// <inheritdoc />
    public override StateVerdict JudgeForced(AgentState from, AgentState target) => (from, target) switch
    {
        (AgentState.Logout, _) => StateVerdict.Refuse,
        (_, AgentState.Logout) => StateVerdict.ApplyNow,
        (AgentState.Ready or AgentState.Work or AgentState.WorkReady, AgentState.NotReady) => StateVerdict.ApplyNow,
        (AgentState.NotReady or AgentState.Work or AgentState.WorkReady, AgentState.Ready) => StateVerdict.ApplyNow,
        _ => StateVerdict.Refuse,
    };

    /// <inheritdoc />
    public override AgentState? StateOnCalls(Agent agent, IReadOnlyCollection<Call> calls)
    {
        var legs = calls.Select(call => (call, leg: call.LegOf(agent.Id))).Where(x => x.leg is not null).ToList();
        if (legs.Exists(x => x.leg!.State is LegState.Initiating or LegState.Initiated or LegState.Active or LegState.Failed))
            return AgentState.Talking;
        if (legs.Exists(x => x.leg!.State is LegState.Held)) return AgentState.Hold;

        // A routed call reserves a ready agent; a direct one rings without changing his state.
        var reserves = agent.State is AgentState.Ready or AgentState.Reserved
            && legs.Exists(x => x.call.IsRouted && x.leg!.State is LegState.Alerting);
        return reserves ? AgentState.Reserved : null;
    }
}
