namespace Connector.Contracts;

/// <summary>Asks for the agent's calls as Finesse has them now. Answer: <see cref="DialogsReport"/>.</summary>
public sealed record GetDialogs : AgentRequest
{
    /// <summary>Only this call; all of the agent's where not given.</summary>
    public string? DialogId { get; init; }
}
