namespace Connector.Contracts;

/// <summary>A queue and its statistics; -1 where Finesse does not know.</summary>
public sealed record QueueStatistics
{
    /// <summary>Finesse's id of the queue.</summary>
    public string QueueId { get; init; } = "";

    /// <summary>The queue's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Calls waiting.</summary>
    public int CallsInQueue { get; init; }

    /// <summary>Since when the longest waiting call waits.</summary>
    public DateTimeOffset? StartTimeOfLongestCallInQueue { get; init; }

    /// <summary>Agents in READY.</summary>
    public int AgentsReady { get; init; }

    /// <summary>Agents in NOT_READY.</summary>
    public int AgentsNotReady { get; init; }

    /// <summary>Agents busy with another queue.</summary>
    public int AgentsBusyOther { get; init; }

    /// <summary>Agents signed in.</summary>
    public int AgentsLoggedOn { get; init; }

    /// <summary>Agents talking, inbound.</summary>
    public int AgentsTalkingInbound { get; init; }

    /// <summary>Agents talking, outbound.</summary>
    public int AgentsTalkingOutbound { get; init; }

    /// <summary>Agents talking, internal.</summary>
    public int AgentsTalkingInternal { get; init; }

    /// <summary>Agents in WORK.</summary>
    public int AgentsWrapUpNotReady { get; init; }

    /// <summary>Agents in WORK_READY.</summary>
    public int AgentsWrapUpReady { get; init; }
}
