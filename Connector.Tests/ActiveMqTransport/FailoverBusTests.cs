using System.Diagnostics;
using Connector.Lab.Processes;
using Connector.Tests.ActiveMqTransport.Support;
using Connector.Tests.Infrastructure;
using Connector.Tests.OpenWire.Failover;
using MassTransit;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Connector.Tests.ActiveMqTransport;

/// <summary>Whole buses between two real brokers that are killed and come back.</summary>
[Collection(TwoBrokersCollection.Name)]
public sealed class FailoverBusTests(TwoBrokersFixture brokers, ITestOutputHelper output)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly string _name = BrokerFixture.UniqueName("service");

    [Fact]
    public async Task Requests_go_on_over_the_second_broker_within_two_seconds_and_come_back_to_the_first()
    {
        await brokers.BothRunAsync();
        await using var responder = await StartAsync(cfg => cfg.ReceiveEndpoint(_name, e =>
            e.Handler<Question>(context => context.RespondAsync(new Answer(context.Message.Number)))));
        await using var requester = await StartAsync(_ => { });
        var client = requester.Bus.CreateRequestClient<Question>(new Uri($"queue:{_name}"), RequestTimeout.After(s: 60));
        await AskAsync(1);

        var asking = Enumerable.Range(2, 50).Select(AskAsync).ToList();
        await brokers.First.KillAsync();
        var since = Stopwatch.StartNew();
        await AskAsync(100);
        output.WriteLine($"a request is answered {since.Elapsed.TotalMilliseconds:0} ms after the kill");
        since.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        await Eventually.HoldsAsync("the log to tell of both", () => Lines("Connected again to ActiveMQ broker " + brokers.Second.Address) == 1, Soon);
        Lines("The connection to ActiveMQ broker " + brokers.First.Address).ShouldBe(1);

        await brokers.First.RestartAsync();
        // What the first broker had stored of the requests and not delivered is answered now; the rest long since.
        await Eventually.HoldsAsync("the return", () => Lines("Moved to ActiveMQ broker " + brokers.First.Address) == 1, Soon);
        await Task.WhenAll(asking).WaitAsync(Soon);
        await AskAsync(200);
        await requester.HasHealthAsync(BusHealthStatus.Healthy);

        async Task AskAsync(int number) =>
            (await client.GetResponse<Answer>(new Question(number)).WaitAsync(Soon)).Message.Number.ShouldBe(number);

        int Lines(string text) => requester.Log.Lines().Count(line => line.Contains(text));
    }

    private Task<TestBus> StartAsync(Action<IActiveMqBusFactoryConfigurator> configure) => TestBus.StartAsync(
        brokers.First.OpenWirePort,
        (_, cfg) => configure(cfg),
        host: host =>
        {
            host.FailoverHosts([brokers.First.Address, brokers.Second.Address]);
            host.PriorityBackup();
            host.SendTimeout(Soon);
        });

    public sealed record Question(int Number);

    public sealed record Answer(int Number);
}
