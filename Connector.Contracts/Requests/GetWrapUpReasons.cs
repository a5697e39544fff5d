namespace Connector.Contracts;

/// <summary>Asks for the wrap-up reasons the agent may give. Answer: <see cref="WrapUpReasonsReport"/>.</summary>
public sealed record GetWrapUpReasons : AgentRequest;
