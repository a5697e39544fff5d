using System.Collections.Immutable;

namespace Connector.FinesseSimulator.Core;

/// <summary>A queue (a skill group) as it is configured.</summary>
/// <param name="Id">Its id, which the URI has.</param>
/// <param name="Name">Its name.</param>
internal sealed record QueueProfile(string Id, string Name);

/// <summary>A queue as it is at one moment.</summary>
/// <param name="Profile">What is configured.</param>
/// <param name="AgentIds">The agents who take calls from it.</param>
internal sealed record Queue(QueueProfile Profile, ImmutableArray<string> AgentIds)
{
    /// <summary>Calls that wait in it.</summary>
    public int CallsInQueue { get; init; }

    /// <summary>Since when the oldest of them waits; none where none does.</summary>
    public DateTimeOffset? LongestCallSince { get; init; }

    /// <summary>What was told last, and when; none before the first time.</summary>
    public (QueueStatistics Statistics, DateTimeOffset Time)? Told { get; init; }

    /// <summary>Whether something is to be told as soon as it may.</summary>
    public bool IsDue { get; init; }
}

/// <summary>The numbers of a queue (facts 4.1).</summary>
internal sealed record QueueStatistics(
    int CallsInQueue, DateTimeOffset? LongestCallSince, int AgentsReady, int AgentsNotReady, int AgentsBusyOther,
    int AgentsLoggedOn, int AgentsTalkingInbound, int AgentsTalkingOutbound, int AgentsTalkingInternal, int AgentsWrapUpNotReady,
    int AgentsWrapUpReady)
{
    /// <summary>Counts.</summary>
    public static QueueStatistics Of(Queue queue, CentreState state)
    {
        int ready = 0, notReady = 0, busy = 0, inbound = 0, outbound = 0, inside = 0, work = 0, workReady = 0, loggedOn = 0;
        foreach (var agent in queue.AgentIds.Select(id => state.Agents[id]).Where(agent => agent.IsSignedIn))
        {
            loggedOn++;
            switch (agent.State)
            {
                case AgentState.Ready: ready++; break;
                case AgentState.NotReady: notReady++; break;
                case AgentState.Work: work++; break;
                case AgentState.WorkReady: workReady++; break;
                case AgentState.Talking when state.ActiveCallOf(agent) is { } call: CountTalk(call); break;
                default: busy++; break;
            }
        }

        return new QueueStatistics(
            queue.CallsInQueue, queue.LongestCallSince, ready, notReady, busy, loggedOn, inbound, outbound, inside, work, workReady);

        void CountTalk(Call call)
        {
            if (call.IsRouted || call.CallType is CallTypes.OtherIn) inbound++;
            else if (call.IsOutbound || call.CallType is CallTypes.Out) outbound++;
            else inside++;
        }
    }
}

/// <summary>When the numbers of queues are told: at most every ten seconds, and only where they have changed (facts 5.2).</summary>
internal static class QueueTransitions
{
    /// <summary>How long a queue is silent after it was told about.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Calls come into a queue or leave it.</summary>
    public static void SetCalls(Transition transition, SetQueuedCalls set)
    {
        if (!transition.Rules.Flavour.HasQueues)
        {
            transition.Problem = $"{transition.Rules.Flavour.DeploymentType} has no queues in its API";
            return;
        }

        if (!transition.State.Queues.TryGetValue(set.QueueId, out var queue))
        {
            transition.Problem = $"there is no queue {set.QueueId}";
            return;
        }

        Put(transition, queue with
        {
            CallsInQueue = set.Count,
            LongestCallSince = set.Count == 0 ? null : queue.LongestCallSince ?? transition.Now,
        });
        Consider(transition, set.QueueId);
    }

    /// <summary>The silence of a queue is over.</summary>
    public static void Due(Transition transition, string queueId)
    {
        Put(transition, transition.State.Queues[queueId] with { IsDue = false });
        Consider(transition, queueId);
    }

    /// <summary>Agents have changed: their queues may have to be told about.</summary>
    public static void AgentsChanged(Transition transition, IEnumerable<string> agentIds)
    {
        if (!transition.Rules.Flavour.HasQueues) return;
        var queueIds = agentIds.SelectMany(id => transition.AgentOf(id).Profile.Queues).Select(queue => queue.Id);
        foreach (var queueId in queueIds.Distinct(StringComparer.Ordinal)) Consider(transition, queueId);
    }

    private static void Consider(Transition transition, string queueId)
    {
        var queue = transition.State.Queues[queueId];
        if (queue.IsDue) return;
        var statistics = QueueStatistics.Of(queue, transition.State);
        if (queue.Told?.Statistics == statistics) return;
        var silence = queue.Told is { } told ? told.Time + Interval - transition.Now : TimeSpan.Zero;
        if (silence > TimeSpan.Zero)
        {
            Put(transition, queue with { IsDue = true });
            transition.Schedule(silence, new QueueIsDue(queueId));
            return;
        }

        Put(transition, queue with { Told = (statistics, transition.Now) });
        transition.Tell(new QueueNotice(queue.Profile, statistics));
    }

    private static void Put(Transition transition, Queue queue) => transition.State = transition.State with
    {
        Queues = transition.State.Queues.SetItem(queue.Profile.Id, queue),
    };
}
