using System.Diagnostics;
using Connector.Lab.Simulators;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.Simulator.Xmpp;

/// <summary>As many agents as Finesse takes (fact sheet, chapter 7), in one process.</summary>
public sealed class TwoThousandAgentsTests(ITestOutputHelper output)
{
    private const int Agents = 2000;
    private const int AtOnce = 64;
    private const long MaxBytes = 1024L * 1024 * 1024;

    [Fact]
    public async Task Two_thousand_agents_are_connected_and_each_hears_of_himself()
    {
        await using var simulator = await SimulatorProcess.StartAsync(agents: Agents);
        var clients = new RawXmppClient[Agents];
        var watch = Stopwatch.StartNew();
        try
        {
            await EachAsync(async index => clients[index] = await RawXmppClient.SignInAsync(simulator.XmppPort, Id(index), "gc"));
            output.WriteLine($"{Agents} XMPP sessions after {watch.Elapsed.TotalSeconds:F1} s");

            watch.Restart();
            await EachAsync(async index => (await simulator.DirectlyAsync(
                Id(index), HttpMethod.Put, $"User/{Id(index)}",
                $"<User><state>LOGIN</state><extension>{2001 + index}</extension></User>")).ShouldBe(System.Net.HttpStatusCode.Accepted));
            await EachAsync(async index =>
            {
                var update = await clients[index].NextUpdateAsync();
                (update.Gist, update.Source).ShouldBe(("user PUT NOT_READY", $"/finesse/api/User/{Id(index)}"));
            });
            output.WriteLine($"{Agents} sign-ins, each with its notification, after {watch.Elapsed.TotalSeconds:F1} s");

            // Everybody at once: what an outage of CTI ends with.
            watch.Restart();
            await simulator.HappenAsync("A", "goOutOfService");
            await EachAsync(async index => (await clients[index].NextUpdateAsync()).Node.ShouldBe("/finesse/api/SystemInfo"));
            output.WriteLine($"one notification to all {Agents} after {watch.Elapsed.TotalMilliseconds:F0} ms");

            using var process = Process.GetProcessById(simulator.ProcessId);
            output.WriteLine($"the simulator's working set: {process.WorkingSet64 / 1024 / 1024} MB");
            process.WorkingSet64.ShouldBeLessThan(MaxBytes);
            await EachAsync(async index => (await clients[index].DrainAsync()).ShouldNotContain(each => each.Name.LocalName == "message"));
        }
        finally
        {
            foreach (var client in clients.Where(client => client is not null)) await client.DisposeAsync();
        }
    }

    private static Task EachAsync(Func<int, Task> act) => Parallel.ForEachAsync(
        Enumerable.Range(0, Agents), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (index, _) => await act(index));

    private static string Id(int index) => (1001 + index).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
