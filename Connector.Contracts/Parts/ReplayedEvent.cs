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
}
