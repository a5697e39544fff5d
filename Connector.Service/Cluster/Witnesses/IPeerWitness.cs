namespace Connector.Service.Cluster.Witnesses;

/// <summary>Somebody else than the other connectors themselves who knows whether they are there. It is told whose agents are whose, and tells the node what it
/// sees.</summary>
internal interface IPeerWitness
{
    /// <summary>An agent has this owner from now on. Told of every agent; again when something of it has changed. Returns at once.</summary>
    /// <param name="agentId">The agent.</param>
    /// <param name="owner">The owner; null: nobody.</param>
    /// <param name="subscription">What is needed to hold the agent's subscription, as the session wrote it; null: unknown.</param>
    void Claimed(string agentId, string? owner, string? subscription);

    /// <summary>A connector holds its agents there from now on. Told as often as one likes; returns at once.</summary>
    /// <param name="peerId">The connector.</param>
    /// <param name="finesse">The REST address of the Finesse, as that connector names it; empty: not told.</param>
    void IsAt(string peerId, string finesse);
}

/// <summary>All of them; a connector alone has none.</summary>
internal sealed class PeerWitnesses(IReadOnlyList<IPeerWitness> witnesses) : IPeerWitness
{
    /// <inheritdoc/>
    public void Claimed(string agentId, string? owner, string? subscription)
    {
        foreach (var witness in witnesses)
            witness.Claimed(agentId, owner, subscription);
    }

    /// <inheritdoc/>
    public void IsAt(string peerId, string finesse)
    {
        foreach (var witness in witnesses)
            witness.IsAt(peerId, finesse);
    }
}
