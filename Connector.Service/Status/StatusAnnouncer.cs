using Connector.Contracts;
using MassTransit;

namespace Connector.Service.Status;

/// <summary>Publishes <see cref="ConnectorStatusChanged"/> when the status has changed. The number of agents alone is no
/// change: it would be one at every sign-in.</summary>
internal sealed partial class StatusAnnouncer(StatusBoard board, IBus bus, TimeProvider time, ILogger<StatusAnnouncer> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TimeToLive = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await AnnounceAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped. The host would take it for a fault where another part fails the start.
        }
    }

    private async Task AnnounceAsync(CancellationToken stoppingToken)
    {
        ConnectorStatusChanged? announced = null;
        using var timer = new PeriodicTimer(Pace, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = Event(board.Now());
            // With no broker nobody hears it; the next tick tries again.
            if (!board.IsKnown || now.Broker.Length == 0 || now with { Agents = 0 } == (announced is null ? null : announced with { Agents = 0 }))
                continue;
            if (await TryPublishAsync(now with { Timestamp = time.GetUtcNow() }))
                announced = now;
        }
    }

    private static ConnectorStatusChanged Event(StatusSnapshot status) => new()
    {
        ConnectorId = status.ConnectorId,
        Role = status.Role,
        PeerState = status.PeerState,
        Broker = status.Broker,
        Finesse = status.Finesse,
        Agents = status.Agents.Count,
        Status = status.Status,
    };

    private async Task<bool> TryPublishAsync(ConnectorStatusChanged changed)
    {
        try
        {
            // Not given up when the service stops: the bus stops after, and would log it as a fault.
            await bus.Publish(changed, context => context.TimeToLive = TimeToLive, CancellationToken.None);
            StatusIs(changed.Status);
            return true;
        }
        catch (Exception fault)
        {
            PublishingFailed(fault);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Status: {Status}.")]
    private partial void StatusIs(ServiceStatus status);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The status could not be published yet.")]
    private partial void PublishingFailed(Exception fault);
}
