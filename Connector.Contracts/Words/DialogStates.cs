namespace Connector.Contracts;

/// <summary>Finesse's words for a call's state. A later Finesse may send others: they pass through.</summary>
public static class DialogStates
{
    /// <summary>Off hook.</summary>
    public const string Initiating = "INITIATING";

    /// <summary>Dialling.</summary>
    public const string Initiated = "INITIATED";

    /// <summary>Ringing.</summary>
    public const string Alerting = "ALERTING";

    /// <summary>At least one party is active.</summary>
    public const string Active = "ACTIVE";

    /// <summary>The call failed.</summary>
    public const string Failed = "FAILED";

    /// <summary>Nobody is active any more.</summary>
    public const string Dropped = "DROPPED";

    /// <summary>An outbound preview was accepted.</summary>
    public const string Accepted = "ACCEPTED";
}
