namespace Connector.Contracts;

/// <summary>Asks for the agent's queues and their statistics (UCCE). Answer: <see cref="QueuesReport"/>.</summary>
public sealed record GetQueues : AgentRequest;
