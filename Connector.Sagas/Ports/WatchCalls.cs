using Connector.Contracts;

namespace Connector.Sagas.Ports;

/// <summary>Reads a team and its agents.</summary>
/// <param name="TeamId">Finesse's id of the team.</param>
public sealed record ReadTeam(string TeamId) : FinesseReading;

/// <summary>Reads the agent's queues and their statistics.</summary>
public sealed record ReadQueues : FinesseReading;

/// <summary>Has Finesse notify of something on the agent's subscription, and then reads it, so that nothing that happens between is
/// missed. To be asked again after each restoration of the subscription.</summary>
public abstract record WatchCall : FinesseCall;

/// <summary>Watches a team's agents; answered with <see cref="FinesseOutcome.TeamRead"/>.</summary>
/// <param name="TeamId">Finesse's id of the team.</param>
public sealed record WatchTeamUsers(string TeamId) : WatchCall;

/// <summary>Watches a queue's statistics; answered with <see cref="FinesseOutcome.QueuesRead"/>.</summary>
/// <param name="QueueId">Finesse's id of the queue.</param>
public sealed record WatchQueueStatistics(string QueueId) : WatchCall;

/// <summary>Ends <see cref="WatchTeamUsers"/>; always <see cref="FinesseOutcome.Accepted"/>, for the shell makes up for what it cannot
/// end at once.</summary>
/// <param name="TeamId">Finesse's id of the team.</param>
public sealed record UnwatchTeamUsers(string TeamId) : FinesseCall;

/// <summary>Ends <see cref="WatchQueueStatistics"/>, likewise.</summary>
/// <param name="QueueId">Finesse's id of the queue.</param>
public sealed record UnwatchQueueStatistics(string QueueId) : FinesseCall;

/// <summary>A team as it was read.</summary>
/// <param name="TeamId">Finesse's id of the team.</param>
/// <param name="Name">Its name.</param>
/// <param name="Members">Its agents.</param>
public sealed record TeamView(string TeamId, string Name, IReadOnlyList<TeamMember> Members);

/// <summary>How much of a watched thing a notification speaks of.</summary>
public enum NewsExtent
{
    /// <summary>What it names is new or changed; the rest stays as it was.</summary>
    Part,

    /// <summary>It names all there is.</summary>
    Whole,

    /// <summary>What it names is gone.</summary>
    Gone,
}
