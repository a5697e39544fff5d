namespace Connector.Contracts;

/// <summary>Asks for the agent's last events again, from the connector's bounded memory, to close a gap in
/// <see cref="AgentEvent.Sequence"/>. Answer: <see cref="EventsReport"/>.</summary>
public sealed record ReplayEvents : AgentRequest
{
    /// <summary>The first sequence number wanted.</summary>
    public long FromSequence { get; init; }
}
