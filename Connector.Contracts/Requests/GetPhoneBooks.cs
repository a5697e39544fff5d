namespace Connector.Contracts;

/// <summary>Asks for the agent's phone books. Answer: <see cref="PhoneBooksReport"/>.</summary>
public sealed record GetPhoneBooks : AgentRequest;
