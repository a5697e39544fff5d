namespace Connector.Finesse.Model;

/// <summary>A queue and its statistics (<c>Queue</c>; Cisco's guide, "Queue"; UCCE only). <see cref="NotKnown"/> stands for a number
/// that Finesse left out, or does not know itself: it sends -1 for a queue that is assigned to nobody.</summary>
public sealed record FinesseQueue
{
    /// <summary>Finesse's own word for a number that it does not know.</summary>
    public const int NotKnown = -1;

    /// <summary>Finesse's id of the queue, mostly from its address; empty where Finesse did not say.</summary>
    public string Id { get; init; } = "";

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Calls waiting.</summary>
    public int CallsInQueue { get; init; } = NotKnown;

    /// <summary>Since when the longest waiting call waits; null where none does.</summary>
    public DateTimeOffset? StartTimeOfLongestCallInQueue { get; init; }

    /// <summary>Agents in READY.</summary>
    public int AgentsReady { get; init; } = NotKnown;

    /// <summary>Agents in NOT_READY.</summary>
    public int AgentsNotReady { get; init; } = NotKnown;

    /// <summary>Agents busy with another queue.</summary>
    public int AgentsBusyOther { get; init; } = NotKnown;

    /// <summary>Agents signed in.</summary>
    public int AgentsLoggedOn { get; init; } = NotKnown;

    /// <summary>Agents talking on a call that came in.</summary>
    public int AgentsTalkingInbound { get; init; } = NotKnown;

    /// <summary>Agents talking on a call that went out.</summary>
    public int AgentsTalkingOutbound { get; init; } = NotKnown;

    /// <summary>Agents talking with one another.</summary>
    public int AgentsTalkingInternal { get; init; } = NotKnown;

    /// <summary>Agents in WORK.</summary>
    public int AgentsWrapUpNotReady { get; init; } = NotKnown;

    /// <summary>Agents in WORK_READY.</summary>
    public int AgentsWrapUpReady { get; init; } = NotKnown;
}
