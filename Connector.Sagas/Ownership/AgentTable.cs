using Connector.Contracts.Sync;

namespace Connector.Sagas.Ownership;

/// <summary>What this connector does with an agent that it owns.</summary>
internal enum Standing
{
    /// <summary>Nothing: another owns it, or nobody.</summary>
    None,

    /// <summary>Its session is open, or being opened.</summary>
    Active,

    /// <summary>Its session finishes what it has begun; then another becomes the owner.</summary>
    Quiescing,

    /// <summary>It is this connector's by name; the session is not open yet.</summary>
    Dormant,
}

/// <summary>A request that waits for its agent's owner to be known.</summary>
/// <param name="Token">Its number.</param>
/// <param name="Connects">Whether it can begin a session.</param>
/// <param name="Hops">How many connectors have passed it on.</param>
/// <param name="LateUntil">It came late: up to this moment it waits for those who may have served a copy of it; null: it did not.</param>
internal readonly record struct HeldRequest(long Token, bool Connects, int Hops, TimeSpan? LateUntil);

/// <summary>One agent, as this connector knows it.</summary>
internal sealed class AgentEntry(string agentId)
{
    internal string AgentId { get; } = agentId;

    internal string? Owner { get; set; }

    /// <summary>Who owned it until <see cref="Owner"/> was named; null: nobody that is known.</summary>
    internal string? OwnerBefore { get; set; }

    internal long Epoch { get; set; }

    internal bool MemoryComplete { get; set; } = true;

    internal Standing Standing { get; set; }

    /// <summary>Why it is <see cref="Standing.Dormant"/>: remembered, or named by the owner before.</summary>
    internal AcquireReason DormantBecause { get; set; } = AcquireReason.Restart;

    /// <summary>The shell was told to acquire the agent, and has not been told to release it.</summary>
    internal bool SessionOpen { get; set; }

    internal AgentReplica Replica { get; } = new();

    internal TimeSpan AcquiredAt { get; set; }

    /// <summary>Number of the last event before this connector's own ownership.</summary>
    internal long BaseSequence { get; set; }

    /// <summary>Up to which number another published who lost the agent, unless the owner is known to go on above it; 0: nobody.</summary>
    internal long Reached { get; set; }

    /// <summary>The connector that was asked to take the agent, or null.</summary>
    internal string? OfferedTo { get; set; }

    internal TimeSpan OfferedAt { get; set; }

    /// <summary>The agent is being offered to this connector, since then; null: it is not.</summary>
    internal TimeSpan? PreparingSince { get; set; }

    internal bool Prepared { get; set; }

    /// <summary>Number of this connector's last change that told of the agent; 0: none.</summary>
    internal long LastChange { get; set; }

    internal Queue<HeldRequest> Held { get; } = new();

    internal AgentClaim Claim => new()
    {
        AgentId = AgentId,
        Owner = Owner,
        Epoch = Epoch,
        Sequence = Replica.Sequence,
        Reached = Reached,
        MemoryComplete = MemoryComplete,
    };
}

/// <summary>All agents that are known, and per connector the digest of its claims.</summary>
internal sealed class AgentTable
{
    private readonly Dictionary<string, AgentEntry> _entries = [];
    private readonly Dictionary<string, (int Agents, long Digest)> _digests = [];

    internal IReadOnlyCollection<AgentEntry> Entries => _entries.Values;

    internal AgentEntry? Find(string agentId) => _entries.GetValueOrDefault(agentId);

    internal AgentEntry Get(string agentId)
    {
        if (!_entries.TryGetValue(agentId, out var entry))
            _entries[agentId] = entry = new AgentEntry(agentId);
        return entry;
    }

    /// <summary>The number of claims of a connector and their sum.</summary>
    internal (int Agents, long Digest) DigestOf(string connectorId) => _digests.GetValueOrDefault(connectorId);

    /// <summary>Every change of an owner passes here, so that the digests hold.</summary>
    internal void SetOwner(AgentEntry entry, string? owner, long epoch)
    {
        Count(entry, -1);
        entry.Owner = owner;
        entry.Epoch = epoch;
        Count(entry, 1);
    }

    private void Count(AgentEntry entry, int sign)
    {
        if (entry.Owner is null)
            return;
        var (agents, digest) = _digests.GetValueOrDefault(entry.Owner);
        _digests[entry.Owner] = (agents + sign, digest + (sign * Claims.Hash(entry.AgentId, entry.Epoch)));
    }
}
