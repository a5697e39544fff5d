namespace Connector.Contracts;

/// <summary>Ends <see cref="WatchQueue"/>. Answer: <see cref="CommandAccepted"/>.</summary>
public sealed record UnwatchQueue : AgentRequest
{
    /// <summary>Finesse's id of the queue.</summary>
    public string QueueId { get; init; } = "";
}
