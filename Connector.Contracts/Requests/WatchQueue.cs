namespace Connector.Contracts;

/// <summary>Subscribes to a queue's statistics (UCCE). Answer: <see cref="QueuesReport"/>, then
/// <see cref="QueueStatisticsChanged"/>.</summary>
public sealed record WatchQueue : AgentRequest
{
    /// <summary>Finesse's id of the queue.</summary>
    public string QueueId { get; init; } = "";
}
