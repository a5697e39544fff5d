using System.Globalization;
using Connector.ActiveMqTransport.Sending;
using Connector.OpenWire;
using MassTransit;
using MassTransit.Context;
using MassTransit.Transports;

namespace Connector.ActiveMqTransport.Receiving;

/// <summary>One message on its way through the pipeline of an endpoint.</summary>
internal sealed class ActiveMqReceiveContext(Delivery delivery, ReceiveEndpointContext endpoint) :
    BaseReceiveContext(delivery.Redelivered, endpoint, new ReceivedMessage(delivery)), TransportReceiveContext
{
    /// <inheritdoc/>
    public override MessageBody Body { get; } = new DeliveryBody(delivery);

    /// <inheritdoc/>
    protected override IHeaderProvider HeaderProvider { get; } = new DeliveryHeaders(delivery);

    /// <inheritdoc/>
    public IDictionary<string, object>? GetTransportProperties()
    {
        var properties = new Dictionary<string, object>(StringComparer.Ordinal);
        if (delivery.Priority != OutgoingMessages.DefaultPriority)
            properties[MessagePropertyNames.Priority] = delivery.Priority.ToString(CultureInfo.InvariantCulture);
        if (delivery.GroupId is { } groupId)
            properties[MessagePropertyNames.GroupId] = groupId;
        if (delivery.GroupSequence != 0)
            properties[MessagePropertyNames.GroupSequence] = delivery.GroupSequence;
        return properties.Count == 0 ? null : properties;
    }
}
