using System.Collections.Concurrent;
using Connector.OpenWire;
using Connector.Service.Cluster.Sync;
using Connector.Service.Cluster.Witnesses;
using Microsoft.Extensions.Logging.Abstractions;

namespace Connector.Tests.Service.Cluster;

/// <summary>One link to a real broker, and everything that the broker sends it.</summary>
internal sealed class HeardLink : ISyncSink, IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _heard = new();
    private readonly string _test;
    private readonly SyncLink _link;
    private long _number;

    public HeardLink(string connectorId, int port)
    {
        _test = connectorId[..1];
        _link = new SyncLink(
            SyncNode.LinkTo(port, connectorId, Guid.NewGuid().ToString("N")),
            new OpenWireConnector(NullLoggerFactory.Instance),
            this,
            new LinkSights(TimeSpan.FromSeconds(1)),
            TimeProvider.System,
            NullLogger.Instance);
        _link.Start();
    }

    public bool IsUp => _link.IsUp;

    /// <summary>Sender and type of what came from connectors whose id begins as this one's, and whether it came over a bridge.</summary>
    public IReadOnlyList<string> Heard => [.. _heard];

    public void Say(string type, string to) => Say(type, to, "{}"u8.ToArray());

    public void Say(string type, string to, ReadOnlyMemory<byte> body) => _link.Send(new SyncFrame(++_number, type, to, body, IsPacked: false));

    public ValueTask ReceivedAsync(SyncArrival arrival, CancellationToken cancellationToken)
    {
        var heard = $"{arrival.Delivery.Properties[SyncWire.Connector]} {arrival.Delivery.Type}{(arrival.IsDirect ? "" : " bridged")}";
        if (heard.StartsWith(_test, StringComparison.Ordinal))
            _heard.Enqueue(heard);
        return ValueTask.CompletedTask;
    }

    public ValueTask LostAsync(string broker) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _link.DisposeAsync();
}
