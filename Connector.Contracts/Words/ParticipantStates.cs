namespace Connector.Contracts;

/// <summary>Finesse's words for the state of a party of a call. A later Finesse may send others: they pass through.</summary>
public static class ParticipantStates
{
    /// <summary>Off hook.</summary>
    public const string Initiating = "INITIATING";

    /// <summary>Dialling.</summary>
    public const string Initiated = "INITIATED";

    /// <summary>Ringing.</summary>
    public const string Alerting = "ALERTING";

    /// <summary>Talking.</summary>
    public const string Active = "ACTIVE";

    /// <summary>On hold.</summary>
    public const string Held = "HELD";

    /// <summary>The call failed; the cause tells why.</summary>
    public const string Failed = "FAILED";

    /// <summary>Wraps up.</summary>
    public const string WrapUp = "WRAP_UP";

    /// <summary>Gone.</summary>
    public const string Dropped = "DROPPED";

    /// <summary>An outbound preview was accepted.</summary>
    public const string Accepted = "ACCEPTED";
}
