namespace Connector.Contracts;

/// <summary>The agent's calls as Finesse has them.</summary>
public sealed record DialogsReport
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

    /// <summary>The calls; empty where there is none.</summary>
    public IReadOnlyList<Dialog> Dialogs { get; init; } = [];
}
