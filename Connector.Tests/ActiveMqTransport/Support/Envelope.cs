using System.Text.Json;
using Connector.OpenWire;

namespace Connector.Tests.ActiveMqTransport.Support;

/// <summary>Reads MassTransit's envelope out of a message on the wire.</summary>
internal static class Envelope
{
    public static JsonElement Of(Delivery delivery) => JsonDocument.Parse(delivery.Body).RootElement;
}
