namespace Connector.Contracts;

/// <summary>A team and the states of its agents.</summary>
public sealed record TeamReport
{
    /// <summary>Finesse's login id of the agent.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>Derived from the request's message id; the same value goes to Finesse as its <c>requestId</c>.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>Sequence number of the agent's last published event; 0 before the first.</summary>
    public long Sequence { get; init; }

    /// <summary>Number of the ownership under which the agent is served; grows with each takeover.</summary>
    public long Epoch { get; init; }

    /// <summary>The connector that answered.</summary>
    public string ConnectorId { get; init; } = "";

    /// <summary>Finesse's id of the team.</summary>
    public string TeamId { get; init; } = "";

    /// <summary>The team's name.</summary>
    public string TeamName { get; init; } = "";

    /// <summary>The team's agents.</summary>
    public IReadOnlyList<TeamMember> Members { get; init; } = [];
}
