namespace Connector.Contracts;

/// <summary>Gives up the agent's event subscription; the agent's state in Finesse is left to Finesse's own presence rules.
/// Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record DisconnectAgent : AgentRequest;
