namespace Connector.Contracts;

/// <summary>Asks for the state READY. Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record MakeReady : AgentRequest;
