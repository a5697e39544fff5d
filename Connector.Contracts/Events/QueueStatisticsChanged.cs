namespace Connector.Contracts;

/// <summary>The statistics of a watched queue changed; at most every 10 s.</summary>
public sealed record QueueStatisticsChanged : AgentEvent
{
    /// <summary>The statistics.</summary>
    public QueueStatistics Queue { get; init; } = new();
}
