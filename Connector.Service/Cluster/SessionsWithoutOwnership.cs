using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;
using Connector.Sagas.Ports;

namespace Connector.Service.Cluster;

/// <summary>Stands where the agents' sessions will take ownership's decisions, until they do: they serve what they are asked, and keep no subscription ready.</summary>
internal sealed class SessionsWithoutOwnership(IOwnershipReports reports) : IOwnedSessions
{
    /// <inheritdoc/>
    public void Acquire(string agentId, long epoch, AcquireReason why, string? from, AgentProgress known, bool memoryComplete) =>
        reports.Progressed(agentId, epoch, known, receipt: 0);

    /// <inheritdoc/>
    public void Prepare(string agentId, AgentProgress known) => reports.Prepared(agentId);

    /// <inheritdoc/>
    public void Quiesce(string agentId, long epoch) => reports.Quiesced(agentId, epoch);

    /// <inheritdoc/>
    public void Resume(string agentId, long epoch)
    {
    }

    /// <inheritdoc/>
    public void Release(string agentId, string? newOwner)
    {
    }

    /// <inheritdoc/>
    public void Known(string agentId, long receipt)
    {
    }

    /// <inheritdoc/>
    public void EnterService()
    {
    }

    /// <inheritdoc/>
    public void Fence(string why)
    {
    }
}
