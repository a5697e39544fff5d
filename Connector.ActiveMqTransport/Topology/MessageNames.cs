using MassTransit;
using MassTransit.Configuration;
using MassTransit.Topology;
using MassTransit.Transports;

namespace Connector.ActiveMqTransport.Topology;

/// <summary>
/// How a message type is called at the broker: namespace, dot, name; nested types joined by <c>-</c>; generic arguments between
/// <c>--</c>, separated by <c>::</c>. The official transport's names, so that either side finds the other's topics.
/// </summary>
internal static class MessageNames
{
    /// <summary>The names of all message types of one bus.</summary>
    public static IMessageTopologyConfigurator CreateTopology() =>
        new MessageTopology(new MessageNameFormatterEntityNameFormatter(new DefaultMessageNameFormatter("::", "--", ".", "-")));
}
