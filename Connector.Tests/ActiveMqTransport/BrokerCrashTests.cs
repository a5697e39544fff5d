using Connector.Lab.Brokers;
using Connector.Lab.Processes;
using Connector.OpenWire;
using Connector.Tests.ActiveMqTransport.Support;
using Connector.Tests.Infrastructure;
using MassTransit;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Connector.Tests.ActiveMqTransport;

/// <summary>A real broker that is killed, and one that refuses: what a cut link cannot show.</summary>
public sealed class BrokerCrashTests
{
    private readonly string _name = BrokerFixture.UniqueName("endpoint");

    [Fact]
    public async Task A_broker_killed_under_load_loses_nothing_that_was_accepted_and_requests_work_again()
    {
        await using var broker = await ActiveMqBroker.StartAsync();
        var arrivals = new Arrivals<int>();
        await using var bus = await TestBus.StartAsync(
            broker.OpenWirePort,
            (_, cfg) =>
            {
                cfg.ReceiveEndpoint(_name, e => e.Handler<Step>(context =>
                {
                    arrivals.Add(context.Message.Number);
                    return Task.CompletedTask;
                }));
                cfg.ReceiveEndpoint(_name + "-answers", e => e.Handler<Question>(context => context.RespondAsync(new Answer(context.Message.Number))));
            },
            host: h => h.SendTimeout(TimeSpan.FromSeconds(60)));
        var client = bus.Bus.CreateRequestClient<Question>(new Uri($"queue:{_name}-answers"), RequestTimeout.After(s: 30));
        (await client.GetResponse<Answer>(new Question(1))).Message.Number.ShouldBe(1);
        var accepted = 0;
        using var enough = new CancellationTokenSource();
        var senders = Enumerable.Range(0, 4).Select(async sender =>
        {
            var number = sender;
            while (!enough.IsCancellationRequested)
            {
                await bus.SendAsync(_name, new Step(number));
                Interlocked.Increment(ref accepted);
                number += 4;
            }
        }).ToList();
        await arrivals.CountAsync(50);

        await broker.KillAsync();
        await bus.HasHealthAsync(BusHealthStatus.Unhealthy);
        var before = Volatile.Read(ref accepted);
        await broker.RestartAsync();

        await bus.HasHealthAsync(BusHealthStatus.Healthy);
        (await client.GetResponse<Answer>(new Question(2))).Message.Number.ShouldBe(2);
        await Eventually.HoldsAsync("sends to go on", () => Volatile.Read(ref accepted) > before + 50, TimeSpan.FromSeconds(30));
        await enough.CancelAsync();
        await Task.WhenAll(senders);
        await Eventually.HoldsAsync(
            "every accepted message", () => arrivals.Items.Distinct().Count() == accepted, TimeSpan.FromSeconds(30));
        bus.Log.Lines().Count(line => line.Contains("The connection to ActiveMQ broker")).ShouldBe(1);
        bus.Log.Lines().Count(line => line.Contains("Connected again to ActiveMQ broker")).ShouldBe(1);
    }

    [Fact]
    public async Task A_wrong_password_is_told_apart_and_is_in_no_log()
    {
        await using var broker = await ActiveMqBroker.StartAsync(new ActiveMqBrokerOptions
        {
            Users = new Dictionary<string, string> { ["user"] = "another" },
        });
        await using var bus = TestBus.Create(broker.OpenWirePort);
        using var patience = new CancellationTokenSource();
        var starting = bus.Bus.StartAsync(patience.Token);

        await Eventually.HoldsAsync("the refusal to be logged", () => bus.Log.Lines(LogLevel.Warning).Count > 0);
        await patience.CancelAsync();

        (await Should.ThrowAsync<ActiveMqConnectionException>(() => starting)).InnerException
            .ShouldBeOfType<AuthenticationRefusedException>();
        bus.Log.Lines(LogLevel.Warning).ShouldContain(line => line.Contains("Check user name and password"));
        bus.Log.ToString().ShouldNotContain("s3cret");
    }

    public sealed record Step(int Number);

    public sealed record Question(int Number);

    public sealed record Answer(int Number);
}
