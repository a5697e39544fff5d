namespace Connector.Contracts;

/// <summary>Why a request was not carried out. Travels by name.</summary>
#if NET
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter))]
#endif
public enum RejectionCode
{
    /// <summary>A fault of the connector; its log has the cause under the request id.</summary>
    InternalError,

    /// <summary>A field is missing or wrong; the message names it.</summary>
    InvalidRequest,

    /// <summary>The connector does not hold this agent: send <see cref="ConnectAgent"/> or <see cref="SignIn"/>
    /// first.</summary>
    NotConnected,

    /// <summary>The agent is not signed in to Finesse.</summary>
    NotSignedIn,

    /// <summary>Finesse refused the agent's name, password, token or role. Not retried: five wrong passwords lock the agent
    /// out.</summary>
    Unauthorized,

    /// <summary>Finesse has locked the agent out for some minutes.</summary>
    LockedOut,

    /// <summary>Finesse does not know the agent.</summary>
    UnknownAgent,

    /// <summary>Finesse does not know the call, or the agent is not on it.</summary>
    UnknownDialog,

    /// <summary>Not possible in the present state of the agent or the call.</summary>
    InvalidState,

    /// <summary>The number cannot be called.</summary>
    InvalidDestination,

    /// <summary>The extension is not a usable device.</summary>
    InvalidDevice,

    /// <summary>Another agent uses the extension.</summary>
    DeviceBusy,

    /// <summary>This Finesse or this version of the connector cannot do it.</summary>
    NotSupported,

    /// <summary>No Finesse server can be reached or is in service. Safe to send again.</summary>
    FinesseUnavailable,

    /// <summary>The request was too old when its turn came; it was not carried out.</summary>
    Timeout,

    /// <summary>It cannot be found out whether Finesse carried it out; it was not repeated.</summary>
    OutcomeUnknown,

    /// <summary>Too many requests are waiting; send again later.</summary>
    Overloaded,
}
