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
    string StateCause = "")
{
    /// <summary>The agent who is listened to: he sees the monitoring dialog and can do nothing with it.</summary>
    public bool IsPassive { get; init; }
}

/// <summary>When the customer of an outbound call wants to be called again.</summary>
/// <param name="Time">As the agent wrote it, <c>YYYY-MM-DDThh:mm</c>; empty where only the number was given.</param>
/// <param name="Number">The number; empty where only the time was given.</param>
internal sealed record Callback(string Time, string Number);

/// <summary>What kind of dialog it is, where that decides what can be done with it.</summary>
internal enum CallKind
{
    /// <summary>A call between parties.</summary>
    Conversation,

    /// <summary>A supervisor listens to an agent.</summary>
    Monitoring,

    /// <summary>A dialer offers a customer of an Outbound Option Preview campaign (UCCE).</summary>
    Preview,

    /// <summary>A dialer offers a customer of a Direct Preview campaign.</summary>
    DirectPreview,
}

/// <summary>A voice call, which Finesse calls a dialog.</summary>
/// <param name="Id">A plain integer, as voice dialog ids are.</param>
/// <param name="FromAddress">The original caller.</param>
/// <param name="ToAddress">The original number; empty until dialled, as observed on a real system.</param>
/// <param name="DialedNumber">What was dialled.</param>
/// <param name="CallType">Finesse's call type, such as <c>ACD_IN</c>.</param>
/// <param name="Legs">The participants.</param>
internal sealed record Call(
    string Id, string FromAddress, string ToAddress, string DialedNumber, string CallType, ImmutableArray<Leg> Legs)
{
    /// <summary>The state of the whole call, which is that of its participants.</summary>
    public DialogState State => CallStates.Of(Legs);

    /// <summary>What kind of dialog it is.</summary>
    public CallKind Kind { get; init; }

    /// <summary>Call variables by name; those of the ten that are missing here are shown empty.</summary>
    public ImmutableSortedDictionary<string, string> Variables { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The wrap-up reason an agent has given.</summary>
    public string WrapUpReason { get; init; } = "";

    /// <summary>The wrap-up reasons of UCCX, which takes several.</summary>
    public ImmutableArray<string> WrapUpItems { get; init; } = [];

    /// <summary>Whether the call came through the router (an ICD call, as UCCX says). It stays so when it is transferred.</summary>
    public bool IsRouted { get; init; }

    /// <summary>Whether a dialer's campaign made the call: it can be reclassified and called back.</summary>
    public bool IsOutbound { get; init; }

    /// <summary>The call this one belongs to: a consultation to its original, a monitoring to what is listened to.</summary>
    public string? AssociatedId { get; init; }

    /// <summary>The call that was merged into this one by a transfer or conference; empty where none was.</summary>
    public string SecondaryId { get; init; } = "";

    /// <summary>The agent who made a conference of it, who alone can add parties.</summary>
    public string? ControllerId { get; init; }

    /// <summary>The queue it came through; none where it came through none.</summary>
    public QueueProfile? Queue { get; init; }

    /// <summary>The callback that was arranged.</summary>
    public Callback? Callback { get; init; }

    /// <summary>The customer whom a preview is about.</summary>
    public string Customer { get; init; } = "";

    /// <summary>The tones that agents have sent, oldest first.</summary>
    public string SentDigits { get; init; } = "";

    /// <summary>Whether it is being recorded (UCCX).</summary>
    public bool IsRecorded { get; init; }

    /// <summary>The participant with this address that is still on the call, or the last that was.</summary>
    public Leg? LegAt(string address) =>
        Legs.LastOrDefault(leg => leg.Address == address && leg.State.IsLive())
        ?? Legs.LastOrDefault(leg => leg.Address == address);

    /// <summary>The agent's participant.</summary>
    public Leg? LegOf(string agentId) => Legs.LastOrDefault(leg => leg.AgentId == agentId);

    /// <summary>The agent's participant where he takes part, which somebody who is only listened to does not.</summary>
    public Leg? OwnLegOf(string agentId) => Legs.LastOrDefault(leg => leg.AgentId == agentId && !leg.IsPassive);

    /// <summary>The call with one participant in another state.</summary>
    public Call WithLeg(Leg leg, LegState state, DateTimeOffset now, string cause = "") => this with
    {
        Legs = Legs.Replace(leg, leg with { State = state, StateChangeTime = now, StateCause = cause }),
    };
}
