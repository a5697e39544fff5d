using Connector.Contracts.Sync;
using Connector.Sagas.Ownership;

namespace Connector.Service.Cluster;

/// <summary>For a connector whose Finesse ends with it: nothing is worth remembering.</summary>
internal sealed class NoRestartMemory : IRestartMemory
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<RememberedAgent>> LoadAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<RememberedAgent>>([]);

    /// <inheritdoc/>
    public void Note(AgentClaim claim, AgentProgress whole)
    {
    }

    /// <inheritdoc/>
    public Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
