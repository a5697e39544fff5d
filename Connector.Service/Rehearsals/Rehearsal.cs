using System.Runtime;
using Connector.FinesseSimulator;
using Connector.Sagas.Ownership;
using Connector.Service.Adapters;
using Connector.Service.Cluster;
using Connector.Service.Cluster.Standby;
using Connector.Service.Configuration;

namespace Connector.Service.Rehearsals;

/// <summary>
/// Takes simulated agents over, and has them handed over, at the start of a connector that has a peer, in this process. A takeover comes all at once, and to a program that has
/// never run that code before: half of its time went into compiling (decision 151). Nobody outside sees it: a simulator on ports of loopback that the
/// system chose, for a few seconds, with sessions of its own whose events go nowhere, and a topic to which nobody listens.
/// </summary>
internal sealed partial class Rehearsal(
    ConnectorSettings settings, OwnershipNode node, IEventPublisher publisher, TimeProvider time, ILogger<Rehearsal> logger, StandbyKeeper? standby = null)
    : BackgroundService
{
    // Code is compiled anew, and better, when it has run some thirty times.
    private const int Agents = 40;
    private const int Takeovers = 6;

    // Compiling has come to rest where no more than this many methods were compiled in a moment of this length.
    private const int FewMethods = 5;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RestLimit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StandByLimit = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Before its first heartbeat says that it is in service.
        node.Post(new Fact.Rehearsing(true));
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var begun = time.GetTimestamp();
        using var overdue = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, overdue.Token);
        try
        {
            var done = await RehearseAsync(either.Token);
            var took = time.GetElapsedTime(begun);
            Rehearsed(done, Agents, took.TotalSeconds);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The connector stops.
        }
        catch (Exception fault)
        {
            // The real takeover works all the same, only slower.
            NotRehearsed(fault.Message);
        }
        finally
        {
            await StandByAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            node.Post(new Fact.Rehearsing(false));
        }
    }

    private async Task<int> RehearseAsync(CancellationToken cancellationToken)
    {
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions { AgentCount = Agents }, cancellationToken);
        await using var stage = new RehearsalStage(finesse, settings.ConnectorId, settings.StandbySessions);
        await stage.BeginShiftAsync(cancellationToken);
        for (var takeover = 1; takeover <= Takeovers; takeover++)
        {
            // Real agents are the better rehearsal, and need the machine.
            if (node.Status.AgentsOwned > 0)
                return takeover - 1;
            // Both ways to come to agents, in turn.
            await (takeover % 2 == 1 ? stage.TakeOverAsync(cancellationToken) : stage.HandOverAsync(cancellationToken));
            await PublishAsync(cancellationToken);
            if (takeover % 2 == 0)
                await CompilingRestsAsync(cancellationToken);
        }

        return Takeovers;
    }

    // What runs often is compiled anew beside, but not before nothing new has run for a tenth of a second. Real agents who come before that find code that was compiled
    // in haste, and a compiler that takes half a core.
    private async Task CompilingRestsAsync(CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        long before;
        do
        {
            before = JitInfo.GetCompiledMethodCount();
            await Task.Delay(Moment, time, cancellationToken);
        }
        while (JitInfo.GetCompiledMethodCount() - before > FewMethods && time.GetElapsedTime(begun) < RestLimit && node.Status.AgentsOwned == 0);
    }

    // Whoever is given agents before would have to sign them in.
    private async Task StandByAsync(CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (standby is { Count: var count } && count.Ready < count.Wanted && node.Status.AgentsOwned == 0 && time.GetElapsedTime(begun) < StandByLimit)
            await Task.Delay(Moment, time, cancellationToken);
    }

    // On the real bus, for the way there is part of it.
    private Task PublishAsync(CancellationToken cancellationToken) => Task.WhenAll(Enumerable.Range(1, Agents).Select(number => publisher.PublishAsync(
        new RehearsalEvent { AgentId = "rehearsal", EventId = Guid.NewGuid(), Sequence = number, ConnectorId = settings.ConnectorId, Timestamp = time.GetUtcNow() },
        eventAddress: null,
        TimeToLive,
        cancellationToken)));

    [LoggerMessage(Level = LogLevel.Information, Message = "Rehearsed {Takeovers} takeovers of {Agents} simulated agents in {Seconds:0.0} s.")]
    private partial void Rehearsed(int takeovers, int agents, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "A takeover could not be rehearsed; the first real one will be slower: {Reason}")]
    private partial void NotRehearsed(string reason);
}
