namespace Connector.Contracts;

/// <summary>Queues and their statistics.</summary>
public sealed record QueuesReport
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

    /// <summary>The queues.</summary>
    public IReadOnlyList<QueueStatistics> Queues { get; init; } = [];
}
