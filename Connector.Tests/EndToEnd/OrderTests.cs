using Connector.Contracts;
using Connector.Lab.Processes;
using Connector.Tests.EndToEnd.Harness;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.EndToEnd;

[Collection(SharedSystemCollection.Name)]
public sealed class OrderTests(SharedSystem shared, ITestOutputHelper output) : LiveTest(shared, output)
{
    private const int Requests = 100;
    private const string Agent = "1051";

    private static readonly string[] Neighbours = [.. Enumerable.Range(1052, 20).Select(id => id.ToString())];

    [Fact]
    public async Task Requests_sent_to_the_queue_reach_finesse_in_the_clients_order_while_other_agents_work()
    {
        await Task.WhenAll(Neighbours.Append(Agent).Select(SignInAsync));

        using var done = new CancellationTokenSource();
        var neighbours = Neighbours.Select(neighbour => WorkAsync(neighbour, done.Token)).ToArray();
        for (var number = 0; number < Requests; number++)
            await SendAsync(number);
        var last = await Client.AcceptedAsync(new MakeNotReady { AgentId = Agent });
        await done.CancelAsync();
        var served = await Task.WhenAll(neighbours);

        // The answered request above was published, so it may have overtaken some that were sent: wait for all.
        await Eventually.HoldsAsync(
            $"{Requests} requests at Finesse",
            async () => (await Live.Simulator.EffectsAsync($"User/{Agent}")).Count >= Requests + 2,
            TimeSpan.FromMinutes(2));
        var effects = await Live.Simulator.EffectsAsync($"User/{Agent}");
        effects.Where(line => line != $"PUT User/{Agent} NOT_READY").Skip(1)
            .ShouldBe(Enumerable.Range(0, Requests).Select(Line));
        last.Answer.AgentId.ShouldBe(Agent);
        served.ShouldAllBe(count => count > 0);
    }

    // Two types in turn, the odd ones told apart by a reason code: whether Finesse knows the code does not matter to the order.
    private Task SendAsync(int number) => number % 2 == 0
        ? Client.SendAsync("connector", new MakeReady { AgentId = Agent })
        : Client.SendAsync("connector", new MakeNotReady { AgentId = Agent, ReasonCode = 1000 + number });

    private static string Line(int number) =>
        number % 2 == 0 ? $"PUT User/{Agent} READY" : $"PUT User/{Agent} NOT_READY {1000 + number}";

    private async Task<int> WorkAsync(string agent, CancellationToken done)
    {
        var served = 0;
        while (!done.IsCancellationRequested)
        {
            if (served++ % 2 == 0)
                await Client.AcceptedAsync(new MakeReady { AgentId = agent });
            else
                await Client.AcceptedAsync(new MakeNotReady { AgentId = agent });
        }

        return served;
    }
}
