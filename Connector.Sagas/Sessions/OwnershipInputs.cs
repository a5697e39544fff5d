using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;

namespace Connector.Sagas.Sessions;

/// <summary>Ownership: the agent is this connector's.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Epoch">The epoch of every event from now on.</param>
/// <param name="Why">Why.</param>
/// <param name="From">The owner before, or null.</param>
/// <param name="Known">Everything that is known of the session so far.</param>
internal sealed record AgentAcquired(string AgentId, long Epoch, AcquireReason Why, string? From, AgentProgress Known) : ISessionInput
{
    /// <summary>Of a connector that gave its claim up: how far it had got; null: none, or not known.</summary>
    internal AgentProgress? Rival { get; init; }
}

/// <summary>Ownership: the agent may come here.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Known">Everything that is known of the session so far.</param>
internal sealed record PrepareAsked(string AgentId, AgentProgress Known) : ISessionInput;

/// <summary>Ownership: the agent goes to another connector.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Epoch">The epoch of the session.</param>
internal sealed record QuiesceAsked(string AgentId, long Epoch) : ISessionInput;

/// <summary>Ownership: the agent stays here.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Epoch">The epoch of the session.</param>
internal sealed record ResumeAsked(string AgentId, long Epoch) : ISessionInput;

/// <summary>Ownership: the agent is not, or not any more, this connector's concern.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="NewOwner">Who owns it; null: nobody.</param>
internal sealed record AgentReleased(string AgentId, string? NewOwner) : ISessionInput;

/// <summary>Ownership: whoever could take over knows what was reported.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Receipt">The number of the report.</param>
internal sealed record ReceiptKnown(string AgentId, long Receipt) : ISessionInput;

/// <summary>Ownership: this connector acts and publishes.</summary>
/// <param name="AgentId">The agent.</param>
internal sealed record ServiceEntered(string AgentId) : ISessionInput;

/// <summary>Ownership: this connector neither acts nor publishes.</summary>
/// <param name="AgentId">The agent.</param>
internal sealed record ServiceFenced(string AgentId) : ISessionInput;

/// <summary>It is time to try again to open a subscription that ownership wants and Finesse had no room for.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Generation">Of the subscription that failed.</param>
internal sealed record OpeningDue(string AgentId, int Generation) : ISessionInput;

/// <summary>It is time to wait no longer for what the owner before told last.</summary>
/// <param name="AgentId">The agent.</param>
/// <param name="Generation">Of the subscription that should have brought it.</param>
internal sealed record AwaitedDue(string AgentId, int Generation) : ISessionInput;
