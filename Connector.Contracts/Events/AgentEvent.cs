namespace Connector.Contracts;

/// <summary>What every event about an agent carries.</summary>
public abstract record AgentEvent
{
    /// <summary>Finesse's login id of the agent.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>The same for the same Finesse notification on any connector; also the message id.</summary>
    public Guid EventId { get; init; }

    /// <summary>Per agent, one more each time, carried across takeovers. Drop what is not above the last one seen;
    /// close a gap with <see cref="ReplayEvents"/>.</summary>
    public long Sequence { get; init; }

    /// <summary>Number of the ownership under which the event was published; grows with each takeover.</summary>
    public long Epoch { get; init; }

    /// <summary>When it happened: Finesse's time where Finesse gave one, else the connector's.</summary>
    public DateTimeOffset Timestamp { get; init; }

    /// <summary>The connector that published it.</summary>
    public string ConnectorId { get; init; } = "";

    /// <summary>The request that caused it, where Finesse said so (best effort, Finesse guide 12.5, p. 22).</summary>
    public string? RequestId { get; init; }
}
