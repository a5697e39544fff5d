using Connector.Finesse.Model;
using Connector.Finesse.Rest;
using Connector.Finesse.Subscriptions;
using Connector.Sagas.Ports;

namespace Connector.Service.Adapters;

/// <summary>Teams and queues: reads them, and has an agent's live session subscribed to their nodes. Subscribed first and read after,
/// so that nothing that happens between is missed.</summary>
internal static class FinesseWatching
{
    /// <summary>Carries out one of the calls of <c>WatchCalls.cs</c>.</summary>
    public static async Task<FinesseOutcome> CarryOutAsync(
        FinesseSide side, FinesseCredentials who, string agentId, FinesseCall call, CancellationToken cancellationToken) => call switch
        {
            ReadTeam read => await ReadAsync(side, who, read.TeamId, cancellationToken),
            WatchTeamUsers watch => await WatchAsync(
                side, agentId, FinesseNodes.TeamUsers(watch.TeamId), () => ReadAsync(side, who, watch.TeamId, cancellationToken), cancellationToken),
            UnwatchTeamUsers unwatch => await UnwatchAsync(side, agentId, FinesseNodes.TeamUsers(unwatch.TeamId), cancellationToken),
            UnwatchQueueStatistics unwatch => await UnwatchAsync(side, agentId, FinesseNodes.Queue(unwatch.QueueId), cancellationToken),
            ReadQueues => Queues(side, await side.Rest.GetQueuesAsync(who, agentId, cancellationToken)),
            WatchQueueStatistics watch => await WatchAsync(
                side,
                agentId,
                FinesseNodes.Queue(watch.QueueId),
                async () => Queues(side, await side.Rest.GetQueueAsync(who, watch.QueueId, cancellationToken), watch.QueueId),
                cancellationToken),
            _ => throw new ArgumentException($"{call.GetType().Name} is about no team and no queue.", nameof(call)),
        };

    private static async Task<FinesseOutcome> WatchAsync(
        FinesseSide side, string agentId, string node, Func<Task<FinesseOutcome>> read, CancellationToken cancellationToken)
    {
        switch (await side.Subscriptions.WatchAsync(agentId, node, cancellationToken))
        {
            case NodeAnswer.Unavailable unavailable:
                return new FinesseOutcome.Unavailable(
                    $"Finesse's notification service at {side.Address.Host} cannot be asked for {node} now ({unavailable.Reason.TrimEnd('.')}); "
                    + "try again after some seconds.");
            case NodeAnswer.Refused refused:
                // REST says in words why not, where XMPP has only a condition.
                return await read() is FinesseOutcome.Refused inWords ? inWords : ToRefusal(refused, node);
            default:
                var outcome = await read();
                if (outcome is FinesseOutcome.Refused)
                    await side.Subscriptions.UnwatchAsync(agentId, node, cancellationToken);
                return outcome;
        }
    }

    private static async Task<FinesseOutcome> UnwatchAsync(
        FinesseSide side, string agentId, string node, CancellationToken cancellationToken)
    {
        // Where it cannot be ended now, it is when the session closes; what comes meanwhile is nobody's.
        await side.Subscriptions.UnwatchAsync(agentId, node, cancellationToken);
        return new FinesseOutcome.Accepted();
    }

    private static async Task<FinesseOutcome> ReadAsync(
        FinesseSide side, FinesseCredentials who, string teamId, CancellationToken cancellationToken)
    {
        var reply = await side.Rest.GetTeamAsync(who, teamId, cancellationToken);
        return reply.TryGet(out var team, out var failure)
            ? new FinesseOutcome.TeamRead(ContractMapping.ToTeam(team) with { TeamId = teamId })
            : FailureMapping.ToOutcome(failure, side.Address);
    }

    // The queue asked for is the one that was read, however Finesse writes its id.
    private static FinesseOutcome Queues(FinesseSide side, FinesseReply<ValueList<FinesseQueue>> reply, string? only = null)
    {
        if (!reply.TryGet(out var queues, out var failure))
            return FailureMapping.ToOutcome(failure, side.Address);
        return new FinesseOutcome.QueuesRead(ContractMapping.ToQueues(only is null ? queues : queues.Take(1).Select(queue => queue with { Id = only })));
    }

    // The numbers that stand for the conditions (XEP-0086).
    private static FinesseOutcome.Refused ToRefusal(NodeAnswer.Refused refused, string node) => new(
        new("Subscription Refused", refused.Text is null ? refused.Condition : $"{refused.Condition}: {refused.Text}", node),
        refused.Condition switch
        {
            "forbidden" or "not-authorized" => 403,
            "item-not-found" => 404,
            "feature-not-implemented" => 501,
            "service-unavailable" => 503,
            _ => 400,
        });
}
