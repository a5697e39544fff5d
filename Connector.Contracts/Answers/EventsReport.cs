namespace Connector.Contracts;

/// <summary>Events replayed from the connector's memory.</summary>
public sealed record EventsReport
{
    /// <summary>Finesse's login id of the agent.</summary>
    public string AgentId { get; init; } = "";

    /// <summary>Derived from the request's message id; the same value goes to Finesse as its <c>requestId</c>.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>Sequence number of the agent's last published event; 0 before the first.</summary>
    public long Sequence { get; init; }

    /// <summary>Number of the ownership under which the agent is served; grows with each takeover.</summary>
    public long Epoch { get; init; }

    /// <summary>The connector that answered.</summary>
    public string ConnectorId { get; init; } = "";

    /// <summary>The events from the sequence asked for, in order and without a gap; where <see cref="Complete"/> is false, those of
    /// them that are still there.</summary>
    public IReadOnlyList<ReplayedEvent> Events { get; init; } = [];

    /// <summary>False where the memory does not reach back to the sequence asked for, or where that is beyond what this connector has
    /// counted; then <see cref="State"/> and <see cref="Dialogs"/> tell what is true now (of an agent who is no longer connected: what
    /// was true last).</summary>
    public bool Complete { get; init; }

    /// <summary>The agent's state, where <see cref="Complete"/> is false.</summary>
    public AgentState? State { get; init; }

    /// <summary>The agent's calls, where <see cref="Complete"/> is false.</summary>
    public IReadOnlyList<Dialog>? Dialogs { get; init; }
}
