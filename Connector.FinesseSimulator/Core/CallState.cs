using System.Collections.Immutable;

namespace Connector.FinesseSimulator.Core;

/// <summary>The states of a voice dialog (facts 3.3).</summary>
internal enum DialogState
{
    /// <summary>Off hook, nothing dialled yet.</summary>
    Initiating,

    /// <summary>Dialled.</summary>
    Initiated,

    /// <summary>Rings at the far end.</summary>
    Alerting,

    /// <summary>At least one participant is active.</summary>
    Active,

    /// <summary>The call could not be placed.</summary>
    Failed,

    /// <summary>The agent has accepted the preview of a customer.</summary>
    Accepted,

    /// <summary>No participant is active any more.</summary>
    Dropped,
}

/// <summary>The states of a participant of a voice dialog (facts 3.3).</summary>
internal enum LegState
{
    /// <summary>Off hook.</summary>
    Initiating,

    /// <summary>Has dialled.</summary>
    Initiated,

    /// <summary>Is being rung.</summary>
    Alerting,

    /// <summary>Talks.</summary>
    Active,

    /// <summary>Has put the call on hold.</summary>
    Held,

    /// <summary>Its call failed; see the cause.</summary>
    Failed,

    /// <summary>Has accepted the preview of a customer.</summary>
    Accepted,

    /// <summary>The call is over, the agent writes it up.</summary>
    WrapUp,

    /// <summary>Has left.</summary>
    Dropped,
}

/// <summary>Dialog and participant states as Finesse writes them.</summary>
internal static class CallStates
{
    /// <summary>The name on the wire, such as <c>ALERTING</c>.</summary>
    public static string ToWire(this DialogState state) => state switch
    {
        DialogState.Initiating => "INITIATING",
        DialogState.Initiated => "INITIATED",
        DialogState.Alerting => "ALERTING",
        DialogState.Active => "ACTIVE",
        DialogState.Failed => "FAILED",
        DialogState.Accepted => "ACCEPTED",
        _ => "DROPPED",
    };

    /// <summary>The name on the wire, such as <c>WRAP_UP</c>.</summary>
    public static string ToWire(this LegState state) => state switch
    {
        LegState.Initiating => "INITIATING",
        LegState.Initiated => "INITIATED",
        LegState.Alerting => "ALERTING",
        LegState.Active => "ACTIVE",
        LegState.Held => "HELD",
        LegState.Failed => "FAILED",
        LegState.Accepted => "ACCEPTED",
        LegState.WrapUp => "WRAP_UP",
        _ => "DROPPED",
    };

    /// <summary>Whether the participant still occupies its line.</summary>
    public static bool IsLive(this LegState state) => state is not (LegState.Dropped or LegState.WrapUp);

    /// <summary>Whether the participant is connected, talking or with the call on hold.</summary>
    public static bool IsConnected(this LegState state) => state is LegState.Active or LegState.Held;

    /// <summary>The state of a dialog with these participants. Where two are connected it is active, whoever else is being
    /// rung; where one is left it stays active until he goes too (facts 3.3 and 3.4).</summary>
    public static DialogState Of(ImmutableArray<Leg> legs)
    {
        var connected = legs.Count(leg => leg.State.IsConnected());
        return connected >= 2 ? DialogState.Active
            : Any(LegState.Alerting) ? DialogState.Alerting
            : connected == 1 ? DialogState.Active
            : Any(LegState.Accepted) ? DialogState.Accepted
            : Any(LegState.Failed) ? DialogState.Failed
            : Any(LegState.Initiated) ? DialogState.Initiated
            : Any(LegState.Initiating) ? DialogState.Initiating
            : DialogState.Dropped;

        bool Any(LegState state) => legs.Any(leg => leg.State == state);
    }
}
