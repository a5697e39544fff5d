using Connector.Service.Cluster.Standby;
using Connector.Service.Cluster.Sync;
using Connector.Service.Cluster.Witnesses;
using Connector.Service.Hosting;

namespace Connector.Service.Cluster;

/// <summary>Starts a node with what it remembers; stops it when its agents are handed over.</summary>
internal sealed partial class ClusterService(
    OwnershipNode node, SyncLinks links, RequestQueues queues, IRestartMemory memory, ClusterWitnesses witnesses, ClusterLimits limits, TimeProvider time, ILogger<ClusterService> logger)
    : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        node.Start(await memory.LoadAsync(cancellationToken));
        links.Start(node.PostAsync);
        witnesses.Start();
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // What clients have asked already is answered; what they ask from now on is another's, or the next run's.
        await queues.LeaveSharedAsync();
        node.Post(new Sagas.Ownership.Fact.StopAsked());
        try
        {
            await node.Stopped.WaitAsync(limits.Stop, time, cancellationToken);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            NotHandedOver(limits.Stop.TotalSeconds);
        }

        // The last word goes out; what is being handled is answered; what is known is kept.
        await links.DisposeAsync();
        await queues.DisposeAsync();
        await witnesses.DisposeAsync();
        await node.DisposeAsync();
        try
        {
            await memory.FlushAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            NotKept(fault.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The agents were not handed over within {Seconds:0} s; whoever is left is taken over by the other connector.")]
    private partial void NotHandedOver(double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The last moments are not kept for the next start: {Reason}")]
    private partial void NotKept(string reason);
}

/// <summary>Those who know of the other connectors; a connector alone has none.</summary>
internal sealed class ClusterWitnesses(FinesseClients clients, FinesseWitness? finesse = null, BrokerWitness? broker = null, StandbyKeeper? standby = null) : IAsyncDisposable
{
    /// <summary>Begins. The broker's begins with each connector that is heard of.</summary>
    public void Start()
    {
        finesse?.Start();
        standby?.Start(clients.Standby, clients.Watch.Listen);
    }

    /// <summary>Ends them.</summary>
    public async ValueTask DisposeAsync()
    {
        standby?.Dispose();
        if (finesse is not null)
            await finesse.DisposeAsync();
        if (broker is not null)
            await broker.DisposeAsync();
    }
}

/// <summary>The times of a node that are not the core's.</summary>
/// <param name="Stop">How long a clean stop may take in all.</param>
internal sealed record ClusterLimits(TimeSpan Stop);
