using Connector.Finesse.Model;

namespace Connector.Finesse.Rest;

/// <content>Teams and queues.</content>
public partial interface IFinesseRest
{
    /// <summary>GET <c>Team/{teamId}</c>: a team with the states of its agents. Its supervisors and administrators only.</summary>
    /// <param name="credentials">Who asks.</param>
    /// <param name="teamId">Finesse's id of the team.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The team.</returns>
    Task<FinesseReply<FinesseRoster>> GetTeamAsync(
        FinesseCredentials credentials, string teamId, CancellationToken cancellationToken = default);

    /// <summary>GET <c>Queue/{queueId}</c>: a queue and its statistics (UCCE).</summary>
    /// <param name="credentials">Who asks; anybody may.</param>
    /// <param name="queueId">Finesse's id of the queue.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The queue, as a list of one.</returns>
    Task<FinesseReply<ValueList<FinesseQueue>>> GetQueueAsync(
        FinesseCredentials credentials, string queueId, CancellationToken cancellationToken = default);

    /// <summary>GET <c>User/{userId}/Queues</c>: the queues that a user belongs to, with their statistics (UCCE).</summary>
    /// <param name="credentials">Who asks.</param>
    /// <param name="userId">Agent id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The queues, none where he belongs to none.</returns>
    Task<FinesseReply<ValueList<FinesseQueue>>> GetQueuesAsync(
        FinesseCredentials credentials, string userId, CancellationToken cancellationToken = default);
}
