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

/// <summary>The rules of agent states, where UCCE and UCCX differ (facts 2.4 and 6.6).</summary>
internal abstract class Flavour
{
    /// <summary>The <c>deploymentType</c> of SystemInfo.</summary>
    public abstract string DeploymentType { get; }

    /// <summary>The code Finesse gives when a supervisor forces a state.</summary>
    public abstract ReasonCode ForcedReason(AgentState target);

    /// <summary>The code Finesse gives when it signs out an agent whose client has gone.</summary>
    public abstract ReasonCode LostClientReason(AgentState target);

    /// <summary>The code the system gives when a ready agent places a call; none where that is not done.</summary>
    public abstract ReasonCode? OutgoingCallReason { get; }

    /// <summary>What becomes of an agent's own request.</summary>
    public abstract StateVerdict JudgeRequest(AgentState from, AgentState target, WrapUpMode wrapUp);

    /// <summary>What becomes of a supervisor's request.</summary>
    public abstract StateVerdict JudgeForced(AgentState from, AgentState target);

    /// <summary>The state that the agent's calls put him into; none where they leave it as it is.</summary>
    public abstract AgentState? StateOnCalls(Agent agent, IReadOnlyCollection<Call> calls);

    /// <summary>Whether the agent's state is one that only a call can cause and end.</summary>
    public static bool IsCallState(AgentState state) => state is AgentState.Reserved or AgentState.ReservedOutbound
        or AgentState.ReservedOutboundPreview or AgentState.Talking or AgentState.Hold;
}
