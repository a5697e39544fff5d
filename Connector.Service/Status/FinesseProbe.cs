using Connector.Service.Adapters;

namespace Connector.Service.Status;

/// <summary>What is known of Finesse.</summary>
/// <param name="IsInService">Whether it answers and says that it serves.</param>
/// <param name="Reason">A sentence why not; empty where it does.</param>
internal sealed record FinesseHealth(bool IsInService, string Reason)
{
    /// <summary>Before the first answer.</summary>
    public static FinesseHealth NotAskedYet { get; } = new(false, "Finesse has not been asked yet.");
}

/// <summary>Asks Finesse how it is: every 20 s, as Cisco's own desktop does, and more often while it is not well.</summary>
internal sealed partial class FinesseProbe(FinesseSide side, TimeProvider time, ILogger<FinesseProbe> logger) : BackgroundService
{
    private static readonly TimeSpan PauseWhenWell = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PauseWhenIll = TimeSpan.FromSeconds(2);
    private FinesseHealth _health = FinesseHealth.NotAskedYet;

    /// <summary>The last answer.</summary>
    public FinesseHealth Health => Volatile.Read(ref _health);

    /// <summary>Asks once.</summary>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        var reply = await side.Rest.GetSystemInfoAsync(cancellationToken);
        var health = reply switch
        {
            { IsOk: false } => new FinesseHealth(false, FailureMapping.Describe(reply.Failure, side.Address)),
            { Value.IsInService: false } => new(false, NotServing(reply.Value.Status, reply.Value.StatusReason)),
            _ => new(true, ""),
        };
        var before = Interlocked.Exchange(ref _health, health);
        if (before == health)
            return;
        if (health.IsInService)
            InService(side.Address.RestBase);
        else
            NotInService(health.Reason);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await AskAsync(stoppingToken);
                await Task.Delay(Health.IsInService ? PauseWhenWell : PauseWhenIll, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped. The host would take it for a fault where another part fails the start.
        }
    }

    private string NotServing(string status, string? reason) =>
        $"Finesse at {side.Address.RestBase} says that it does not serve: {status}{(reason is null ? "" : $", {reason}")}.";

    [LoggerMessage(Level = LogLevel.Information, Message = "Finesse at {Address} is in service.")]
    private partial void InService(Uri address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Reason} Asking again every 2 s.")]
    private partial void NotInService(string reason);
}
