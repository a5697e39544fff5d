using System.Diagnostics;
using System.Globalization;
using Connector.Lab.Brokers;
using Connector.Lab.Processes;

namespace Connector.Tests.BrokerFaults;

/// <summary>Rounds of one kind of fault on one pair of brokers under one load.</summary>
internal sealed class FaultRun(BrokerPair pair, FaultLoad load, FaultKind kind)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private readonly List<TimeSpan> _times = [];

    /// <summary>Runs the rounds, waits for every message, and judges.</summary>
    /// <returns>The outcome.</returns>
    public async Task<FaultOutcome> RunAsync(FaultPlan plan)
    {
        for (var round = 0; round < plan.Rounds; round++)
        {
            await load.Flow.FlowsAsync(Stopwatch.GetTimestamp());
            // The broker at which the clients of a round are is the one that was spared in the last.
            await RoundAsync(round % 2 == 0 ? pair.First : pair.Second);
        }

        var faults = (await load.FinishAsync()).ToList();
        // A frozen broker is known by its silence alone, and one that stops in order takes its time before it lets its clients go: their times are told, not judged.
        if (kind is FaultKind.Kill or FaultKind.Restore && _times.Max() > plan.FlowLimit)
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"requests flowed again only after {_times.Max().TotalSeconds:0.00} s; at most {plan.FlowLimit.TotalSeconds:0.##} s is promised"));
        return new FaultOutcome(kind, [.. _times.Order()], load.Ledgers, faults);
    }

    private async Task RoundAsync(ActiveMqBroker victim)
    {
        var since = Stopwatch.GetTimestamp();
        if (kind == FaultKind.Freeze)
            await victim.FreezeAsync();
        else
            await (kind == FaultKind.Stop ? victim.StopAsync() : victim.KillAsync());
        var back = await load.Flow.FlowsAsync(since);
        await MoreAsync();

        if (kind == FaultKind.Freeze)
            await victim.ThawAsync();
        var returned = Stopwatch.GetTimestamp();
        if (kind != FaultKind.Freeze)
            await victim.RestartAsync();
        await pair.WaitForBridgeAsync();
        if (kind == FaultKind.Restore)
        {
            await MoreAsync();
            back = load.Flow.LongestSilence(returned);
        }

        _times.Add(back);
    }

    // Load goes on for a while: twenty answers.
    private Task MoreAsync()
    {
        var enough = load.Flow.Answered + 20;
        return Eventually.HoldsAsync("twenty answers more", () => load.Flow.Answered >= enough, Patience);
    }
}

/// <summary>What the rounds of one kind have shown.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Times">For each round, from the fault to the first answer of a request begun after it, in order of length; for
/// <see cref="FaultKind.Restore"/> the longest time without an answer while the broker came back.</param>
/// <param name="Ledgers">What was sent and what became of it.</param>
/// <param name="Faults">What is wrong, a sentence each.</param>
internal sealed record FaultOutcome(FaultKind Kind, IReadOnlyList<TimeSpan> Times, IReadOnlyList<Ledger> Ledgers, IReadOnlyList<string> Faults)
{
    /// <summary>One line for a person.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Kind.ToString().ToLowerInvariant(),-8}{Times.Count,4} rounds  flowing again p50 {Times[Times.Count / 2].TotalSeconds:0.00} s, max {Times[^1].TotalSeconds:0.00} s  {Counts}  {(Faults.Count == 0 ? "ok" : string.Join("; ", Faults))}");

    private string Counts => string.Join(", ", Ledgers.Select(ledger => $"{ledger.Name} {ledger.AcceptedCount} ({ledger.Repeats} repeats told apart)"));
}
