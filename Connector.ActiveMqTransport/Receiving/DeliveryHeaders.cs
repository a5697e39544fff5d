using System.Diagnostics.CodeAnalysis;
using Connector.OpenWire;
using MassTransit;
using MassTransit.Transports;

namespace Connector.ActiveMqTransport.Receiving;

/// <summary>Header fields and properties of a delivery, as MassTransit's transport headers.</summary>
internal sealed class DeliveryHeaders(Delivery delivery) : IHeaderProvider
{
    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, object>> GetAll()
    {
        yield return new(MessageHeaders.TransportMessageId, delivery.MessageId.ToString());
        if (delivery.CorrelationId is { } correlationId)
            yield return new(nameof(MessageContext.CorrelationId), correlationId);
        foreach (var (name, value) in delivery.Properties)
        {
            if (value is not null)
                yield return new(name, value);
        }
    }

    /// <inheritdoc/>
    public bool TryGetHeader(string key, [NotNullWhen(true)] out object? value)
    {
        if (key.Equals(MessageHeaders.TransportMessageId, StringComparison.OrdinalIgnoreCase))
            value = delivery.MessageId.ToString();
        else if (key.Equals(nameof(MessageContext.CorrelationId), StringComparison.OrdinalIgnoreCase))
            value = delivery.CorrelationId;
        else if (key.Equals(MessageHeaders.TransportSentTime, StringComparison.OrdinalIgnoreCase))
            value = delivery.Timestamp?.UtcDateTime;
        else
            delivery.Properties.TryGetValue(key, out value);
        return value is not null;
    }
}
