namespace Connector.Finesse.Subscriptions;

/// <summary>What came of subscribing an agent's session to a node, or of ending that: one of the nested records, and no
/// other.</summary>
public abstract record NodeAnswer
{
    private NodeAnswer()
    {
    }

    /// <summary>It is as was asked for, whether it was before or not.</summary>
    public sealed record Done : NodeAnswer;

    /// <summary>The notification service refused; asking again brings the same.</summary>
    /// <param name="Condition">The stanza error's condition (RFC 6120, 8.3.3), such as <c>forbidden</c> or
    /// <c>item-not-found</c>.</param>
    /// <param name="Text">The server's words, if any.</param>
    public sealed record Refused(string Condition, string? Text) : NodeAnswer;

    /// <summary>The agent has no live session now, or it ended or was silent meanwhile; asking again later may work.</summary>
    /// <param name="Reason">What failed, for the log.</param>
    public sealed record Unavailable(string Reason) : NodeAnswer;
}

/// <summary>The nodes that are subscribed only where asked for (facts: finesse, 5.2).</summary>
public static class FinesseNodes
{
    /// <summary>Where a team's agents are told of; supervisors only.</summary>
    /// <param name="teamId">Finesse's id of the team.</param>
    /// <returns>The node.</returns>
    public static string TeamUsers(string teamId) => $"/finesse/api/Team/{teamId}/Users";

    /// <summary>Where a queue's statistics are told; UCCE only.</summary>
    /// <param name="queueId">Finesse's id of the queue.</param>
    /// <returns>The node.</returns>
    public static string Queue(string queueId) => $"/finesse/api/Queue/{queueId}";
}
