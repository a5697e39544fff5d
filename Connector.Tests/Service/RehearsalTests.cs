using Connector.FinesseSimulator;
using Connector.Service.Rehearsals;
using Shouldly;
using Xunit;

namespace Connector.Tests.Service;

/// <summary>A connector rehearses a takeover before the real one.</summary>
public sealed class RehearsalTests
{
    private const int Agents = 12;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_simulated_agent_is_taken_over_and_handed_over_again_and_again(bool standsBy)
    {
        using var overdue = new CancellationTokenSource(Limit);
        await using var finesse = await SimulatedFinesse.StartAsync(new SimulatorOptions { AgentCount = Agents }, overdue.Token);
        await using var stage = new RehearsalStage(finesse, "GC-1", standsBy);

        await stage.BeginShiftAsync(overdue.Token);
        finesse.Agents.Count(agent => agent.DialogIds.Count == 1).ShouldBe(Agents / 2);
        for (var takeover = 0; takeover < 3; takeover++)
        {
            await stage.TakeOverAsync(overdue.Token);
            await stage.HandOverAsync(overdue.Token);
            finesse.Agents.ShouldAllBe(agent => finesse.A.XmppResourcesOf(agent.Id).SequenceEqual(new[] { "gc-GC-1" }));
        }
    }
}
