namespace Connector.Sagas.Ports;

/// <summary>Listens to an agent's call (Finesse: POST User/Dialogs, SILENT_MONITOR).</summary>
/// <param name="FromAddress">The supervisor's extension.</param>
/// <param name="ToAddress">The extension of the agent to listen to.</param>
public sealed record MonitorAgent(string FromAddress, string ToAddress) : FinesseCall
{
    /// <inheritdoc/>
    public override bool SafeToRepeat => false;
}

/// <summary>Joins a monitored call (Finesse: POST User/Dialogs, BARGE_CALL).</summary>
/// <param name="FromAddress">The supervisor's extension.</param>
/// <param name="ToAddress">The extension of the agent whose call to join.</param>
/// <param name="MonitorDialogId">The call on which the supervisor listens.</param>
public sealed record BargeIntoCall(string FromAddress, string ToAddress, string MonitorDialogId) : FinesseCall
{
    /// <inheritdoc/>
    public override bool SafeToRepeat => false;
}

/// <summary>Changes another agent's state with the supervisor's credentials (Finesse: PUT User of that agent). It sets a state, so it is
/// safe to repeat. A reason is not allowed: Finesse gives its own.</summary>
/// <param name="TargetAgentId">The agent whose state to change.</param>
/// <param name="State">READY, NOT_READY or LOGOUT.</param>
public sealed record ForceState(string TargetAgentId, string State) : FinesseCall;
