using Connector.OpenWire;

namespace Connector.Service.Cluster.Sync;

/// <summary>What one link needs to know.</summary>
internal sealed record SyncLinkOptions
{
    /// <summary>This connector's name of the broker: host and port, in small letters.</summary>
    public required string Name { get; init; }

    /// <summary>This connector.</summary>
    public required string ConnectorId { get; init; }

    /// <summary>This run of its process.</summary>
    public required string Run { get; init; }

    /// <summary>How to connect.</summary>
    public required OpenWireOptions OpenWire { get; init; }

    /// <summary>Pause after an attempt that failed, or a connection that did not stand as long: half a heartbeat.</summary>
    public required TimeSpan Pause { get; init; }

    /// <summary>How long a stop waits for the last words to go out.</summary>
    public TimeSpan GoodbyeLimit { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>Where a link hands up what it hears.</summary>
internal interface ISyncSink
{
    /// <summary>A message came.</summary>
    /// <param name="arrival">The message; borrowed until the task is done.</param>
    /// <param name="cancellationToken">The link ends.</param>
    ValueTask ReceivedAsync(SyncArrival arrival, CancellationToken cancellationToken);

    /// <summary>The connection to a broker ended.</summary>
    /// <param name="broker">This connector's name of it.</param>
    ValueTask LostAsync(string broker);
}
