using MassTransit.Configuration;
using MassTransit.Transports;

namespace Connector.ActiveMqTransport.Topology;

/// <summary>The naming of a bus, as its users see it.</summary>
internal sealed class ActiveMqBusTopology(IHostConfiguration host, ActiveMqTopologyConfiguration topology) : BusTopology(host, topology);
