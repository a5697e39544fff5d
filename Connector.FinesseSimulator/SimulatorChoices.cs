namespace Connector.FinesseSimulator;

/// <summary>Whether agents get time to write a call up.</summary>
public enum WrapUpMode
{
    /// <summary>Never: the agent is back in his state at once.</summary>
    NotAllowed,

    /// <summary>Only where the agent asked for WORK during the call.</summary>
    Optional,

    /// <summary>After every call.</summary>
    Required,

    /// <summary>After every call, and the agent cannot end it before he has given a wrap-up reason.</summary>
    RequiredWithData,
}

/// <summary>What UCCE does with an agent whose client has gone (facts 5.5).</summary>
public enum LostClientAction
{
    /// <summary>Signs him out at once, even during a call (LOAD=1).</summary>
    SignOut,

    /// <summary>Makes him not ready, after the call where he is in one (LOAD=0).</summary>
    ForceNotReady,
}

/// <summary>Which contact centre stands behind Finesse (facts 6.6).</summary>
public enum SimulatedDeployment
{
    /// <summary>Unified CCE: both servers are in service.</summary>
    Ucce,

    /// <summary>Unified CCX: only the server whose engine is the master is in service.</summary>
    Uccx,
}

/// <summary>What users sign in to Finesse with: SystemInfo's <c>systemAuthMode</c> (facts 1.2 and 4.5).</summary>
public enum SimulatedAuthMode
{
    /// <summary>Everybody with a password (<c>NON_SSO</c>).</summary>
    NonSso,

    /// <summary>Everybody with an access token of the identity service (<c>SSO</c>).</summary>
    Sso,

    /// <summary>Some with a token, the others with a password (<c>HYBRID</c>).</summary>
    Hybrid,
}

/// <summary>How a dialer gives an agent a customer.</summary>
public enum OutboundMode
{
    /// <summary>Outbound Option Preview (UCCE): the agent sees the customer first; the dialer calls when he accepts.</summary>
    Preview,

    /// <summary>Direct Preview: the agent sees the customer first; his own phone calls when he accepts.</summary>
    DirectPreview,

    /// <summary>Progressive or predictive: the agent is reserved, and gets the customer when he is there.</summary>
    Progressive,
}

/// <summary>Who may drop others from a conference: the property <c>enableDropParticipantFor</c> of the command line of
/// Finesse.</summary>
public enum DropPermission
{
    /// <summary>A supervisor on the call, and only other agents.</summary>
    SupervisorOnly,

    /// <summary>A supervisor on the call or the controller of the conference, any other party.</summary>
    ControllerAndSupervisor,

    /// <summary>Every agent on the call, any other party.</summary>
    All,
}
