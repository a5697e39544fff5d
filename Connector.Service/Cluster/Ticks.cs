using Connector.Sagas.Ownership;
using Microsoft.Extensions.Options;
using Quartz;

namespace Connector.Service.Cluster;

/// <summary>Tells the ownership core that time has passed: heartbeats, leases and verdicts follow from it.</summary>
[DisallowConcurrentExecution]
internal sealed class TickJob(OwnershipNode node, NodeSenses senses) : IJob
{
    /// <inheritdoc/>
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        senses.Look();
        node.Post(Fact.Tick.Instance);
        return ValueTask.CompletedTask;
    }
}

/// <summary>Lets the ticks begin when all of the service has started, so that a start which fails has done nothing. Quartz's own way to wait for that makes
/// the stop after such a start wait, too, until the host gives up.</summary>
internal sealed class TickService(IHostApplicationLifetime lifetime, IServiceProvider services, IOptionsMonitor<QuartzHostedServiceOptions> options)
    : QuartzHostedService(lifetime, services, options)
{
    /// <inheritdoc/>
    public override async Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var scheduler in Schedulers)
            await scheduler.Start(cancellationToken);
    }
}

/// <summary>A calendar that goes on by the monotonic clock: a schedule on it does not stand still for an hour when somebody sets the host's clock back.</summary>
internal sealed class SteadyCalendar(TimeProvider time) : TimeProvider
{
    private readonly DateTimeOffset _begin = time.GetUtcNow();
    private readonly long _beginTimestamp = time.GetTimestamp();

    /// <inheritdoc/>
    public override long TimestampFrequency => time.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _begin + time.GetElapsedTime(_beginTimestamp);

    /// <inheritdoc/>
    public override long GetTimestamp() => time.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
