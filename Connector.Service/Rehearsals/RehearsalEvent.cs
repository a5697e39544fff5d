using Connector.Contracts;

namespace Connector.Service.Rehearsals;

/// <summary>An event of a rehearsal: a type of its own, to whose topic nobody listens, so that a broker drops it.</summary>
internal sealed record RehearsalEvent : AgentEvent
{
    /// <summary>As large as an event is.</summary>
    public Dialog Dialog { get; init; } = new();
}
