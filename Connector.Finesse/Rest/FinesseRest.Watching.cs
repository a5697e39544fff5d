using Connector.Finesse.Model;
using Connector.Finesse.Parsing;

namespace Connector.Finesse.Rest;

/// <content>Teams and queues.</content>
public sealed partial class FinesseRest
{
    /// <inheritdoc/>
    public Task<FinesseReply<FinesseRoster>> GetTeamAsync(
        FinesseCredentials credentials, string teamId, CancellationToken cancellationToken = default) =>
        GetAsync(credentials, At("Team", teamId), static body => FinesseXml.ParseTeam(body), cancellationToken);

    /// <inheritdoc/>
    public Task<FinesseReply<ValueList<FinesseQueue>>> GetQueueAsync(
        FinesseCredentials credentials, string queueId, CancellationToken cancellationToken = default) =>
        GetAsync(credentials, At("Queue", queueId), static body => FinesseXml.ParseQueues(body), cancellationToken);

    /// <inheritdoc/>
    public Task<FinesseReply<ValueList<FinesseQueue>>> GetQueuesAsync(
        FinesseCredentials credentials, string userId, CancellationToken cancellationToken = default) =>
        GetAsync(credentials, At("User", userId, "Queues"), static body => FinesseXml.ParseQueues(body), cancellationToken);
}
