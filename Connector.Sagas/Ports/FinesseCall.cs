namespace Connector.Sagas.Ports;

/// <summary>One thing to be done at Finesse on behalf of an agent; what the session decides and the shell carries out.</summary>
public abstract record FinesseCall
{
    /// <summary>Whether a second attempt after an unknown outcome does no harm.</summary>
    public virtual bool SafeToRepeat => true;
}

/// <summary>Reads something and changes nothing.</summary>
public abstract record FinesseReading : FinesseCall;

/// <summary>Reads the agent's User object.</summary>
public sealed record ReadAgentState : FinesseReading;

/// <summary>Reads the agent's calls.</summary>
/// <param name="DialogId">Only this one; all where null.</param>
public sealed record ReadDialogs(string? DialogId) : FinesseReading;

/// <summary>Signs the agent in (Finesse: PUT User, state LOGIN); forces sign-in, so it is safe to repeat.</summary>
/// <param name="Extension">Extension to sign in on.</param>
/// <param name="MobileMode">Finesse's word for the mobile mode, or null.</param>
/// <param name="DialNumber">Phone of a mobile agent, or null.</param>
/// <param name="DeviceId">Device to use, or null.</param>
public sealed record SignInAgent(string Extension, string? MobileMode, string? DialNumber, string? DeviceId) : FinesseCall;

/// <summary>Asks for a state (Finesse: PUT User).</summary>
/// <param name="State">READY, NOT_READY or LOGOUT.</param>
/// <param name="ReasonCodeId">Database id of the reason, or null.</param>
public sealed record ChangeAgentState(string State, int? ReasonCodeId) : FinesseCall;
