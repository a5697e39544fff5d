namespace Connector.Contracts;

/// <summary>Finesse has taken the request (HTTP 202). What became of it follows as an event.</summary>
public sealed record CommandAccepted
{
    /// <summary>Finesse's login id of the agent.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>Derived from the request's message id; the same value goes to Finesse as its <c>requestId</c>.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>The call that the request made, where already known.</summary>
    public string? DialogId { get; init; }

    /// <summary>The connector that answered.</summary>
    public string ConnectorId { get; init; } = "";
}
