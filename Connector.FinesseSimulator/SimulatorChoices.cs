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
