namespace Connector.Sagas;

/// <summary>What the sessions need to know of the connector they live in.</summary>
public sealed record AgentSessionsOptions
{
    /// <summary>The connector's id, stamped on every answer and event.</summary>
    public required string ConnectorId { get; init; }

    /// <summary>How long after a sign-in or sign-out was taken the agent is read, where no notification said what became of it.
    /// 3 s is what working Finesse clients use (the notification is missing where the agent was signed in already).</summary>
    public TimeSpan ProofAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long after a watch could not be taken up again (after a restoration) it is tried once more.</summary>
    public TimeSpan WatchAgainAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after a hand-over the notification is waited for of which the owner before told last. Finesse tells both connectors within
    /// milliseconds; it does not come where this one had read the agent after it.</summary>
    public TimeSpan AwaitNoLongerThan { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long after the subscription of an agent who is owned was not to be had it is tried again; twice as long each time, 16 times
    /// at the most.</summary>
    public TimeSpan OpenAgainAfter { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The pauses where Finesse's answer to a request was lost: before each further look at the agent's calls, for Finesse works behind its answers, and
    /// before each further sending of what is safe to repeat, for the other side may have to take over. So long together an agent's next requests
    /// wait.</summary>
    public IReadOnlyList<TimeSpan> AgainAfter { get; init; } =
        [TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(400), TimeSpan.FromMilliseconds(800)];

    /// <summary>How much of each agent's last events is remembered for <c>ReplayEvents</c>.</summary>
    public EventMemoryLimits EventMemory { get; init; } = new();

    /// <summary>How many inputs of one agent may wait; more is an overload, never memory without end.</summary>
    public int InboxCapacity { get; init; } = 1024;
}
