namespace Connector.Contracts;

/// <summary>Asks for the reasons the agent may give. Answer: <see cref="ReasonCodesReport"/>.</summary>
public sealed record GetReasonCodes : AgentRequest
{
    /// <summary>Which reasons.</summary>
    public ReasonCodeCategory Category { get; init; }
}
