namespace Connector.Contracts;

/// <summary>Asks for the agent's last events again, from the connector's bounded memory, to close a gap in
/// <see cref="AgentEvent.Sequence"/>. Answer: <see cref="EventsReport"/>.</summary>
public sealed record ReplayEvents : AgentRequest
{
    /// <summary>The first sequence number wanted.</summary>
    public long FromSequence { get; init; }

    /// <summary>The <see cref="AgentEvent.Epoch"/> of the event before it, which the client has; 0: not said. Two connectors that were out of contact may have used the
    /// same numbers, and this tells whose the client knows: it gets exactly what it misses, where it would get the state that resulted.</summary>
    public long Epoch { get; init; }

    /// <summary>The last events that the client has, oldest first, that before <see cref="FromSequence"/> last; null: not said. Of use where a later <see cref="Epoch"/>
    /// has begun: an owner that died may have told what its heir does not know of, and from this the heir tells what came after it. Eight are enough, and
    /// 64 are allowed: it is about what was told in the moment of a death.</summary>
    public IReadOnlyList<ReplayedEvent>? LastEvents { get; init; }
}
