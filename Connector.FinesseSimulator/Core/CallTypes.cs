namespace Connector.FinesseSimulator.Core;

/// <summary>The call types that this simulator produces (facts 3.2).</summary>
internal static class CallTypes
{
    public const string AcdIn = "ACD_IN";
    public const string PrerouteAcdIn = "PREROUTE_ACD_IN";
    public const string OtherIn = "OTHER_IN";
    public const string Out = "OUT";
    public const string AgentInside = "AGENT_INSIDE";
    public const string Consult = "CONSULT";
    public const string Transfer = "TRANSFER";
    public const string Conference = "CONFERENCE";
    public const string BargeInConsult = "BARGE_IN_CONSULT";
    public const string SupervisorMonitor = "SUPERVISOR_MONITOR";
    public const string Outbound = "OUTBOUND";
    public const string OutboundPreview = "OUTBOUND_PREVIEW";
    public const string OutboundDirectPreview = "OUTBOUND_DIRECT_PREVIEW";

    /// <summary>Whether a call of this type came through the router, which reserves a ready agent.</summary>
    public static bool IsRouted(string callType) => callType is AcdIn or PrerouteAcdIn;
}
