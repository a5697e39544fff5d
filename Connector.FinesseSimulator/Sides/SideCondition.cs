namespace Connector.FinesseSimulator.Sides;

/// <summary>How a server stands with the CTI server behind it.</summary>
internal enum CtiLink
{
    /// <summary>Heartbeats come and go.</summary>
    Connected,

    /// <summary>They are missing, which Finesse has not taken for a loss yet.</summary>
    Failing,

    /// <summary>Finesse has noticed, and is out of service.</summary>
    Lost,
}

/// <summary>What of one Finesse server runs. Whether it is in service follows from this and from the pair.</summary>
internal sealed record SideCondition
{
    /// <summary>Whether the machine runs at all.</summary>
    public bool IsPowered { get; init; } = true;

    /// <summary>Whether Finesse's web application (Tomcat) is started.</summary>
    public bool WebApplication { get; init; } = true;

    /// <summary>Whether the notification service is started.</summary>
    public bool NotificationService { get; init; } = true;

    /// <summary>Whether clients reach the notification service.</summary>
    public bool XmppReachable { get; init; } = true;

    /// <summary>Whether the UCCX engine is started; UCCE has none.</summary>
    public bool Engine { get; init; } = true;

    /// <summary>Whether the laboratory lets it be in service.</summary>
    public bool SwitchedOn { get; init; } = true;

    /// <summary>The way to the CTI server.</summary>
    public CtiLink Cti { get; init; }

    /// <summary>How often that way was lost.</summary>
    public int CtiLosses { get; init; }

    /// <summary>Whether REST answers.</summary>
    public bool ServesRest => IsPowered && WebApplication;

    /// <summary>Whether XMPP answers.</summary>
    public bool ServesXmpp => IsPowered && NotificationService && XmppReachable;

    /// <summary>Whether there is a contact centre behind it.</summary>
    public bool HasCentre => IsPowered && Engine && Cti is not CtiLink.Lost;

    /// <summary>Whether it learns what happens in the contact centre, and tells.</summary>
    public bool Hears => ServesRest && HasCentre;
}
