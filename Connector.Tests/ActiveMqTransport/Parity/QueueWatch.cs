using System.Collections.Concurrent;
using Connector.Lab.Processes;
using Connector.OpenWire;
using Connector.OpenWire.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.Tests.ActiveMqTransport.Parity;

/// <summary>Which queues there are at the broker, by its own advisories: those that exist are told at the subscription, later ones as they come and go.</summary>
internal sealed class QueueWatch : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, byte> _queues = new(StringComparer.Ordinal);
    private readonly IOpenWireConnection _connection;

    private QueueWatch(IOpenWireConnection connection) => _connection = connection;

    public static async Task<QueueWatch> StartAsync(int port)
    {
        var connection = await new OpenWireConnector(NullLoggerFactory.Instance)
            .ConnectAsync(new OpenWireOptions { Broker = new BrokerAddress("127.0.0.1", port, UseTls: false) });
        var watch = new QueueWatch(connection);
        var session = await connection.OpenSessionAsync();
        foreach (var kind in new[] { "Queue", "TempQueue" })
            await session.SubscribeAsync(new ConsumerOptions { Destination = Destination.Topic("ActiveMQ.Advisory." + kind), PrefetchSize = 1000 }, watch.Note);
        return watch;
    }

    /// <summary>Waits until the broker has a queue whose name passes.</summary>
    public Task IsThereAsync(string what, Func<string, bool> name) =>
        Eventually.HoldsAsync($"{what} to be at the broker; there are {this}", () => _queues.Keys.Any(name), Waiting.Limit);

    /// <summary>Waits until the broker has no queue whose name passes.</summary>
    public Task IsGoneAsync(string what, Func<string, bool> name) =>
        Eventually.HoldsAsync($"{what} to be gone from the broker; there are {this}", () => !_queues.Keys.Any(name), Waiting.Limit);

    public override string ToString() => string.Join(", ", _queues.Keys);

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    private void Note(Delivery advisory)
    {
        if (advisory.DataStructure is not DestinationInfo { Destination: { } destination } info)
            return;
        if (info.Operation == DestinationOperation.Add)
            _queues[destination.Name] = 0;
        else
            _queues.TryRemove(destination.Name, out _);
    }
}
