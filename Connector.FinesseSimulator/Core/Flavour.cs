namespace Connector.FinesseSimulator.Core;

/// <summary>What becomes of a request for a state.</summary>
internal enum StateVerdict
{
    /// <summary>The telephony refuses it.</summary>
    Refuse,

    /// <summary>It is carried out at once.</summary>
    ApplyNow,

    /// <summary>It becomes the pending state and is carried out after the call.</summary>
    Defer,
}

/// <summary>What becomes of a request for a state, and the telephony's error where it is refused.</summary>
internal readonly record struct Judgement(StateVerdict Verdict, PeripheralError? Error)
{
    public static readonly Judgement ApplyNow = new(StateVerdict.ApplyNow, null);

    public static readonly Judgement Defer = new(StateVerdict.Defer, null);

    public static readonly Judgement Refuse = RefuseWith(PeripheralErrors.InvalidObjectState);

    public static Judgement RefuseWith(PeripheralError error) => new(StateVerdict.Refuse, error);
}

/// <summary>Where UCCE and UCCX differ (facts 2.4 and 6.6).</summary>
internal abstract class Flavour
{
    /// <summary>The <c>deploymentType</c> of SystemInfo.</summary>
    public abstract string DeploymentType { get; }

    /// <summary>Whether there are queues in the API.</summary>
    public abstract bool HasQueues { get; }

    /// <summary>Whether calls can be recorded.</summary>
    public abstract bool CanRecord { get; }

    /// <summary>Whether parties of a conference can be dropped by others.</summary>
    public abstract bool CanDropParticipants { get; }

    /// <summary>Whether there are Outbound Option Preview campaigns, besides Direct Preview ones.</summary>
    public abstract bool HasOutboundPreview { get; }

    /// <summary>Whether a new call can carry call variables.</summary>
    public abstract bool TakesDataOfNewCalls { get; }

    /// <summary>Whether a call has several wrap-up reasons.</summary>
    public abstract bool TakesWrapUpItems { get; }

    /// <summary>Whether the variables of calls that did not come through the router cannot be written.</summary>
    public abstract bool ProtectsDataOfDirectCalls { get; }

    /// <summary>The tones that can be sent.</summary>
    public abstract string Tones { get; }

    /// <summary>Whether extensions may be E.164 numbers.</summary>
    public abstract bool TakesE164Extensions { get; }

    /// <summary>The code the system gives when a ready agent places a call.</summary>
    public abstract ReasonCode OutgoingCallReason { get; }

    /// <summary>The refusal of a conference by somebody who does not control it.</summary>
    public abstract PeripheralError NotConferenceController { get; }

    /// <summary>The code Finesse gives when a supervisor forces a state.</summary>
    public abstract ReasonCode ForcedReason(AgentState target);

    /// <summary>The code Finesse gives when it signs out an agent whose client has gone.</summary>
    public abstract ReasonCode LostClientReason(AgentState target);

    /// <summary>What becomes of an agent whose client has gone.</summary>
    public abstract AgentState LostClientTarget(LostClientAction action);

    /// <summary>What becomes of an agent's own request.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="isOnCall">Whether he takes part in a call.</param>
    /// <param name="target">The state he asks for.</param>
    /// <param name="reason">The reason he gives.</param>
    /// <param name="wrapUp">Whether there is wrap-up.</param>
    public abstract Judgement JudgeRequest(
        Agent agent, bool isOnCall, AgentState target, ReasonCode? reason, WrapUpMode wrapUp);

    /// <summary>The state that the agent's calls put him into; none where they leave it as it is.</summary>
    public abstract AgentState? StateOnCalls(Agent agent, IReadOnlyCollection<(Call Call, Leg Leg)> calls);

    /// <summary>The state in which an agent writes up, who goes on to another state afterwards.</summary>
    public abstract AgentState WrapUpState(AgentState afterwards);

    /// <summary>Whether a call of this kind is written up.</summary>
    public abstract bool WritesUp(Call call);

    /// <summary>Why an agent in this state cannot be listened to; none where he can.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="hasActiveCall">Whether he talks.</param>
    public abstract PeripheralError? RefusalToMonitor(Agent agent, bool hasActiveCall);

    /// <summary>What becomes of a supervisor's request; the same for both (facts 2.4).</summary>
    public static StateVerdict JudgeForced(AgentState from, AgentState target) => (from, target) switch
    {
        (AgentState.Logout, _) => StateVerdict.Refuse,
        (_, AgentState.Logout) => StateVerdict.ApplyNow,
        (AgentState.Ready or AgentState.Work or AgentState.WorkReady, AgentState.NotReady) => StateVerdict.ApplyNow,
        (AgentState.NotReady or AgentState.Work or AgentState.WorkReady, AgentState.Ready) => StateVerdict.ApplyNow,
        _ => StateVerdict.Refuse,
    };

    /// <summary>Whether the agent's state is one that only a call can cause and end.</summary>
    public static bool IsCallState(AgentState state) => state is AgentState.Reserved or AgentState.ReservedOutbound
        or AgentState.ReservedOutboundPreview or AgentState.Talking or AgentState.Hold;

    /// <summary>The reservation that a ringing call or a dialer has put the agent into; none where it has not.</summary>
    protected static AgentState? Reservation(Agent agent, IReadOnlyCollection<(Call Call, Leg Leg)> calls)
    {
        if (calls.Any(own => own.Call.Kind is CallKind.Preview or CallKind.DirectPreview && own.Leg.State.IsLive()))
            return AgentState.ReservedOutboundPreview;

        // A routed call reserves a ready agent; a direct one rings without changing his state.
        if (agent.State is AgentState.Ready or AgentState.Reserved
            && calls.Any(own => own.Call.IsRouted && own.Leg.State is LegState.Alerting))
            return AgentState.Reserved;

        // A dialer keeps who it has reserved until it has a customer for him.
        return agent.State is AgentState.ReservedOutbound ? AgentState.ReservedOutbound : null;
    }
}
