using Connector.ActiveMqTransport.Configuration;
using Connector.ActiveMqTransport.Connections;
using MassTransit;
using MassTransit.Transports;

namespace Connector.ActiveMqTransport.Topology;

/// <summary>The naming of a bus, as its users see it.</summary>
internal sealed class ActiveMqBusTopology(ActiveMqHostConfiguration host, ActiveMqTopologyConfiguration topology) : BusTopology(host, topology)
{
    /// <summary>The bus's way to its brokers; the topology is what a user's <see cref="IBus"/> shows of its transport.</summary>
    public BrokerLink Link => host.Link;
}
