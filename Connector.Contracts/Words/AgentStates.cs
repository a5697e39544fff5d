namespace Connector.Contracts;

/// <summary>Finesse's words for an agent's state (developer guide 12.5, User API parameters). A later Finesse may send
/// others: they pass through.</summary>
public static class AgentStates
{
    /// <summary>Signed out.</summary>
    public const string Logout = "LOGOUT";

    /// <summary>Signed in, takes no calls.</summary>
    public const string NotReady = "NOT_READY";

    /// <summary>Waits for calls.</summary>
    public const string Ready = "READY";

    /// <summary>A call is being offered.</summary>
    public const string Reserved = "RESERVED";

    /// <summary>Reserved by the dialer.</summary>
    public const string ReservedOutbound = "RESERVED_OUTBOUND";

    /// <summary>Reserved by the dialer for a preview call.</summary>
    public const string ReservedOutboundPreview = "RESERVED_OUTBOUND_PREVIEW";

    /// <summary>On a call.</summary>
    public const string Talking = "TALKING";

    /// <summary>The call is on hold (UCCE only).</summary>
    public const string Hold = "HOLD";

    /// <summary>Wraps up, then NOT_READY.</summary>
    public const string Work = "WORK";

    /// <summary>Wraps up, then READY (UCCE only).</summary>
    public const string WorkReady = "WORK_READY";

    /// <summary>Finesse cannot tell.</summary>
    public const string Unknown = "UNKNOWN";
}
