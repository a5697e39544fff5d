using System.Diagnostics;
using System.Globalization;
using Connector.Lab.Processes;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.Service.Sides;

/// <summary>Many agents taken over at once. <c>TAKEOVER_AGENTS</c> says how many (120), for measuring by hand.</summary>
public sealed class TakeoverPacingTests(ITestOutputHelper output)
{
    private const int AtOnce = 32;

    private static readonly int Agents = int.Parse(
        Environment.GetEnvironmentVariable("TAKEOVER_AGENTS") ?? "120", NumberStyles.None, CultureInfo.InvariantCulture);

    [Fact]
    public async Task Those_with_calls_come_first_and_each_is_read_once()
    {
        // Who is first among those who wait is only to be seen where they wait: a test that is held up while it asks for them is no measure, and begins anew.
        for (var attempt = 0; attempt < 20; attempt++)
        {
            if (await AreTakenOverAsync())
                return;
        }

        throw new TimeoutException($"In none of 20 attempts were all {Agents} agents asked for before {AtOnce / 2} of them were live.");
    }

    // False: too many were live before all were asked for.
    private async Task<bool> AreTakenOverAsync()
    {
        await using var bench = await SidesBench.StartAsync(options => options with { AgentCount = Agents });
        string[] agents = [.. bench.Finesse.Agents.Select(agent => agent.Id)];
        var withCalls = agents[^20..];
        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var since = Stopwatch.StartNew();

        foreach (var agent in agents)
            bench.TakeOver(agent, hasCalls: withCalls.Contains(agent));
        var early = bench.Opened.Count;

        await Eventually.HoldsAsync("everybody to be live", () => bench.Opened.Count == Agents, TimeSpan.FromMinutes(1));
        var processor = Process.GetCurrentProcess().TotalProcessorTime - before;
        output.WriteLine(
            $"{Agents} agents live after {since.Elapsed.TotalSeconds:0.00} s, {processor.TotalMilliseconds / Agents:0.00} ms of processor each, "
            + "the simulator's with it");
        var requests = bench.Finesse.Requests.Where(request => request.Method == "GET").Select(request => request.Path).ToList();
        foreach (var agent in agents.Take(10))
        {
            requests.Count(path => path.EndsWith($"/User/{agent}", StringComparison.Ordinal)).ShouldBe(1);
            requests.Count(path => path.EndsWith($"/User/{agent}/Dialogs", StringComparison.Ordinal)).ShouldBe(1);
        }

        if (early > AtOnce / 2)
            return false;
        // Those who were through before anybody waited may be anybody.
        bench.Opened.ToList().FindLastIndex(withCalls.Contains).ShouldBeLessThan(early + (2 * AtOnce) + withCalls.Length);
        return true;
    }
}
