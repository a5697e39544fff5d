using Connector.Lab.Brokers;
using Connector.OpenWire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.Tests.OpenWire;

/// <summary>Short ways to connect to a laboratory broker.</summary>
internal static class Broker
{
    public static OpenWireConnector Connector { get; } = new(NullLoggerFactory.Instance);

    public static OpenWireOptions Options(int port) => new() { Broker = new BrokerAddress("127.0.0.1", port, false) };

    public static Task<IOpenWireConnection> ConnectAsync(this ActiveMqBroker broker, Func<OpenWireOptions, OpenWireOptions>? change = null) =>
        Connector.ConnectAsync((change ?? (options => options))(Options(broker.OpenWirePort)));

    /// <summary>Sends texts to a queue, each confirmed by the broker.</summary>
    public static async Task SendTextsAsync(this IOpenWireSession session, Destination to, params IEnumerable<string> texts)
    {
        await using var producer = await session.CreateProducerAsync(to);
        foreach (var text in texts)
            await producer.SendAsync(OutgoingMessage.FromText(text));
    }
}
