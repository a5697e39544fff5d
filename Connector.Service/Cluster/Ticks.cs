using Connector.Sagas.Ownership;
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
