namespace Connector.Contracts;

/// <summary>Asks for the agent's state as Finesse has it now. Answer: <see cref="AgentStateReport"/>.</summary>
public sealed record GetAgentState : AgentRequest;
