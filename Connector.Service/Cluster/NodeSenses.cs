using Connector.Contracts;
using Connector.Sagas.Ownership;
using Connector.Service.Adapters;
using Connector.Service.Cluster.Sync;
using Connector.Service.Cluster.Witnesses;
using Connector.Service.Status;

namespace Connector.Service.Cluster;

/// <summary>What a node is told of its own links: looked at with every tick, told when it has changed.</summary>
internal sealed class NodeSenses(
    OwnershipNode node, FinesseSides finesse, BrokerWatch broker, SyncLinks links, TimeProvider time, BrokerWitness? witness = null)
{
    private string? _home;
    private Fact.FinesseLink _finesse = new(Up: false);

    /// <summary>Looks, and tells. From one place at a time.</summary>
    public void Look()
    {
        var home = broker.Name;
        if (home != _home)
            node.Post(new Fact.HomeBroker(home.Length > 0 ? home : null));
        _home = home;

        // A side that has not answered yet does not serve.
        var isUp = FinesseHealth.StatusOf(finesse.Watch.State) != ServiceStatus.OutOfService;
        var link = new Fact.FinesseLink(isUp, isUp ? finesse.Serving.Address.RestBase.AbsoluteUri : "");
        if (link != _finesse)
            node.Post(link);
        _finesse = link;

        foreach (var (peerId, seen) in links.Sights.Changes(time.GetElapsedTime(0, time.GetTimestamp())))
            node.Post(new Fact.PeerConsumers(peerId, seen));
        foreach (var peer in node.Status.Peers)
            witness?.Watch(peer.ConnectorId);
    }
}
