using Connector.ActiveMqTransport.Topology;
using MassTransit.Configuration;

namespace Connector.ActiveMqTransport.Configuration;

/// <summary>Pipes, serializers and names of a bus or of one endpoint.</summary>
internal class ActiveMqEndpointConfiguration : EndpointConfiguration
{
    /// <summary>Of a bus.</summary>
    protected ActiveMqEndpointConfiguration(ActiveMqTopologyConfiguration topology)
        : base(topology) => Names = topology;

    private ActiveMqEndpointConfiguration(ActiveMqEndpointConfiguration bus, ActiveMqTopologyConfiguration topology, bool isBusEndpoint)
        : base(bus, topology, isBusEndpoint) => Names = topology;

    /// <summary>Copies an endpoint's, for the receive endpoint made of it.</summary>
    public ActiveMqTopologyConfiguration Names { get; }

    /// <summary>Makes the configuration of an endpoint of this bus.</summary>
    public ActiveMqEndpointConfiguration CreateEndpointConfiguration(bool isBusEndpoint = false) =>
        new(this, new ActiveMqTopologyConfiguration(Names), isBusEndpoint);
}
