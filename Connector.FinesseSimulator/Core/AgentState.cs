namespace Connector.FinesseSimulator.Core;

/// <summary>The agent states of Finesse (facts 2.4, Cisco's "User API parameters").</summary>
internal enum AgentState
{
    /// <summary>Not signed in.</summary>
    Logout,

    /// <summary>Signed in, takes no routed calls.</summary>
    NotReady,

    /// <summary>Waiting for a routed call.</summary>
    Ready,

    /// <summary>A routed call rings at the agent.</summary>
    Reserved,

    /// <summary>A dialer has taken the agent.</summary>
    ReservedOutbound,

    /// <summary>A dialer offers the agent a preview.</summary>
    ReservedOutboundPreview,

    /// <summary>On a call.</summary>
    Talking,

    /// <summary>All calls of the agent are held (UCCE only).</summary>
    Hold,

    /// <summary>Wrap-up, NOT_READY afterwards.</summary>
    Work,

    /// <summary>Wrap-up, READY afterwards (UCCE only).</summary>
    WorkReady,

    /// <summary>The state cannot be determined.</summary>
    Unknown,
}

/// <summary>Agent states as Finesse writes them.</summary>
internal static class AgentStates
{
    /// <summary>The name on the wire, such as <c>NOT_READY</c>.</summary>
    public static string ToWire(this AgentState state) => state switch
    {
        AgentState.Logout => "LOGOUT",
        AgentState.NotReady => "NOT_READY",
        AgentState.Ready => "READY",
        AgentState.Reserved => "RESERVED",
        AgentState.ReservedOutbound => "RESERVED_OUTBOUND",
        AgentState.ReservedOutboundPreview => "RESERVED_OUTBOUND_PREVIEW",
        AgentState.Talking => "TALKING",
        AgentState.Hold => "HOLD",
        AgentState.Work => "WORK",
        AgentState.WorkReady => "WORK_READY",
        _ => "UNKNOWN",
    };
}
