namespace Connector.Contracts;

/// <summary>Changes the state of another agent of the supervisor's team. Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record ForceAgentState : AgentRequest
{
    /// <summary>Login id of the agent whose state to change.</summary>
    public string TargetAgentId { get; init; } = "";

    /// <summary>READY, NOT_READY or LOGOUT; see <see cref="AgentStates"/>.</summary>
    public string State { get; init; } = "";
}
