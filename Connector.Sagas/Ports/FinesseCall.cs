namespace Connector.Sagas.Ports;

/// <summary>One thing to be done at Finesse on behalf of an agent; what the session decides and the shell carries out.</summary>
public abstract record FinesseCall
{
    /// <summary>Whether a second attempt after an unknown outcome does no harm.</summary>
    public virtual bool SafeToRepeat => true;
}

/// <summary>Reads the agent's User object.</summary>
public sealed record ReadAgentState : FinesseCall;

/// <summary>Reads the agent's calls.</summary>
/// <param name="DialogId">Only this one; all where null.</param>
public sealed record ReadDialogs(string? DialogId) : FinesseCall;

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

/// <summary>Places a call (Finesse: POST User/Dialogs, MAKE_CALL).</summary>
/// <param name="FromAddress">The agent's extension.</param>
/// <param name="ToAddress">The number to dial.</param>
/// <param name="CallVariables">Call variables, or null.</param>
public sealed record PlaceCall(string FromAddress, string ToAddress, IReadOnlyDictionary<string, string>? CallVariables) : FinesseCall
{
    /// <inheritdoc/>
    public override bool SafeToRepeat => false;
}

/// <summary>Acts on a call (Finesse: PUT Dialog).</summary>
/// <param name="DialogId">The call.</param>
/// <param name="Action">Finesse's word: ANSWER, HOLD, RETRIEVE, DROP.</param>
/// <param name="TargetMediaAddress">The agent's extension.</param>
public sealed record ActOnDialog(string DialogId, string Action, string TargetMediaAddress) : FinesseCall;
