namespace Connector.Contracts;

/// <summary>One event of an <see cref="EventsReport"/>: exactly one member is given; none where the event is of a kind that this release does
/// not know, or says only what the asker knows already. It counts all the same.</summary>
public sealed record ReplayedEvent
{
    /// <summary>An agent's new state.</summary>
    public AgentStateChanged? AgentStateChanged { get; init; }

    /// <summary>A changed call.</summary>
    public DialogChanged? DialogChanged { get; init; }

    /// <summary>An asynchronous refusal.</summary>
    public CommandFailed? CommandFailed { get; init; }

    /// <summary>A change of the subscription.</summary>
    public AgentSessionChanged? AgentSessionChanged { get; init; }

    /// <summary>A changed agent of a watched team.</summary>
    public TeamMemberStateChanged? TeamMemberStateChanged { get; init; }

    /// <summary>A watched queue's changed statistics.</summary>
    public QueueStatisticsChanged? QueueStatisticsChanged { get; init; }

    /// <summary>One that holds the event; an empty one where there is no member for its kind.</summary>
    public static ReplayedEvent Of(AgentEvent agentEvent) => new()
    {
        AgentStateChanged = agentEvent as AgentStateChanged,
        DialogChanged = agentEvent as DialogChanged,
        CommandFailed = agentEvent as CommandFailed,
        AgentSessionChanged = agentEvent as AgentSessionChanged,
        TeamMemberStateChanged = agentEvent as TeamMemberStateChanged,
        QueueStatisticsChanged = agentEvent as QueueStatisticsChanged,
    };

    /// <summary>The event that it holds; null: none.</summary>
    public AgentEvent? ToEvent() =>
        AgentStateChanged ?? DialogChanged ?? CommandFailed ?? AgentSessionChanged ?? TeamMemberStateChanged ?? (AgentEvent?)QueueStatisticsChanged;
}
