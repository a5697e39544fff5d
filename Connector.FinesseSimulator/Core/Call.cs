using System.Collections.Immutable;

namespace Connector.FinesseSimulator.Core;

/// <summary>A participant of a call.</summary>
/// <param name="Address">The extension, or the number outside.</param>
/// <param name="AgentId">The agent signed in there; none for a party that Finesse does not watch.</param>
/// <param name="State">The participant's state.</param>
/// <param name="StartTime">When the participant joined.</param>
/// <param name="StateChangeTime">When <paramref name="State"/> was entered.</param>
/// <param name="StateCause">Why a participant failed: <c>BUSY</c>, <c>BAD_DESTINATION</c>; else empty.</param>
internal sealed record Leg(
    string Address, string? AgentId, LegState State, DateTimeOffset StartTime, DateTimeOffset StateChangeTime,
    string StateCause = "");

/// <summary>A voice call, which Finesse calls a dialog.</summary>
/// <param name="Id">A plain integer, as voice dialog ids are.</param>
/// <param name="FromAddress">The original caller.</param>
/// <param name="ToAddress">The original number; empty until dialled, as observed on a real system.</param>
/// <param name="DialedNumber">What was dialled.</param>
/// <param name="CallType">Finesse's call type, such as <c>ACD_IN</c>.</param>
/// <param name="State">The state of the whole call.</param>
/// <param name="Legs">The participants.</param>
internal sealed record Call(
    string Id, string FromAddress, string ToAddress, string DialedNumber, string CallType, DialogState State,
    ImmutableArray<Leg> Legs)
{
    /// <summary>Call variables by name; those of the ten that are missing here are shown empty.</summary>
    public ImmutableSortedDictionary<string, string> Variables { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The wrap-up reason an agent has given.</summary>
    public string WrapUpReason { get; init; } = "";

    /// <summary>Whether the call was routed to the agent, which reserves him.</summary>
    public bool IsRouted => CallType is CallTypes.AcdIn or CallTypes.PrerouteAcdIn;

    /// <summary>The participant with this address that is still on the call, or the last that was.</summary>
    public Leg? LegAt(string address) =>
        Legs.LastOrDefault(leg => leg.Address == address && leg.State.IsLive())
        ?? Legs.LastOrDefault(leg => leg.Address == address);

    /// <summary>The agent's participant.</summary>
    public Leg? LegOf(string agentId) => Legs.LastOrDefault(leg => leg.AgentId == agentId);

    /// <summary>The call with one participant in another state.</summary>
    public Call WithLeg(Leg leg, LegState state, DateTimeOffset now, string cause = "") => this with
    {
        Legs = Legs.Replace(leg, leg with { State = state, StateChangeTime = now, StateCause = cause }),
    };
}

/// <summary>The call types that this simulator produces (facts 3.2).</summary>
internal static class CallTypes
{
    public const string AcdIn = "ACD_IN";
    public const string PrerouteAcdIn = "PREROUTE_ACD_IN";
    public const string OtherIn = "OTHER_IN";
    public const string Out = "OUT";
    public const string AgentInside = "AGENT_INSIDE";
}
